import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Commitment, CommitmentState } from "../api/types";
import { Empty, Loaded, Page } from "../components/Page";
import page from "../components/page.module.css";
import deskCss from "../desk/desk.module.css";
import { phone as phoneText } from "../format/phone";
import { when } from "../format/time";
import { useKeys } from "../keys/useKeys";
import { useLive } from "../live/LiveProvider";
import { useNow } from "../live/useNow";
import { dueHeat } from "../live/work";
import { commitmentName, commitmentText } from "./naming";
import { useCommitment } from "./useCommitment";

const route = getRouteApi("/app/promises");
const STATES: CommitmentState[] = ["open", "kept", "broken", "withdrawn"];

/** Missed calls and promises: whom we owe. */
export function CommitmentsPage() {
  const { t } = useTranslation();
  const { state: live } = useLive();
  const { state = "open", whose = "all" } = route.useSearch();
  const navigate = route.useNavigate();
  const owner_id = whose === "mine" ? live.user?.id : undefined;
  const list = useInfiniteQuery({
    queryKey: ["commitments", state, owner_id],
    queryFn: ({ pageParam }) => api.commitments({ state, owner_id }, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const tools = (
    <>
      <SegmentedControl
        aria-label={t("promises.whose.label")}
        value={whose}
        onChange={(value) => void navigate({ search: { state, whose: value as "all" | "mine" } })}
        data={(["all", "mine"] as const).map((value) => ({ value, label: t(`promises.whose.${value}`) }))}
      />
      <SegmentedControl
        aria-label={t("calls.column.state")}
        value={state}
        onChange={(value) => void navigate({ search: { state: value as CommitmentState, whose } })}
        data={STATES.map((value) => ({ value, label: t(`promises.filter.${value}`) }))}
      />
    </>
  );
  return (
    <Page title={t("promises.title")} lead={t("promises.lead")} tools={tools}>
      <Loaded query={list}>
        {({ pages }) => <Rows items={pages.flatMap((one) => one.items)} state={state} />}
      </Loaded>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t("shell.buttons.more")}
        </Button>
      )}
    </Page>
  );
}

function Rows({ items, state }: { items: Commitment[]; state: CommitmentState }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty>{t(`promises.empty.${state}`)}</Empty>;
  return (
    <div className={page.box}>
      <table className={page.table}>
        <tbody>
          {items.map((one, index) => (
            <Row key={one.id} commitment={one} first={index === 0} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ commitment, first }: { commitment: Commitment; first: boolean }) {
  const { t, i18n } = useTranslation();
  const { phone, callBack, calling, withdraw } = useCommitment(commitment);
  const now = useNow();
  const open = commitment.state === "open";
  const heat = open ? dueHeat(commitment, now) : "calm";
  const due = when(commitment.due, now, i18n.language);
  useKeys(first && open ? { call_back: callBack } : {});
  return (
    <tr>
      <td>
        {open ? (
          <Link to="/desk" search={{ commitment: commitment.id }}>
            {commitmentName(commitment)}
          </Link>
        ) : (
          <strong>{commitmentName(commitment)}</strong>
        )}
        <div className="muted figures">{phone && commitment.contact ? phoneText(phone) : null}</div>
      </td>
      <td>
        {commitmentText(commitment, t)}
        <div className="muted">
          {commitment.owner ? t("promises.owner", { name: commitment.owner.name }) : t("promises.nobody")}
          {commitment.attempts > 0 && ` · ${t("promises.attempts", { count: commitment.attempts })}`}
        </div>
      </td>
      <td>
        <span className={heat === "calm" ? undefined : deskCss[heat]}>
          {heat !== "calm" && `${t(`desk.heat.${heat}`)}: `}
          {due.exact}, {due.relative}
        </span>
        {commitment.kept && <Proof kept={commitment.kept} />}
      </td>
      <td className={page.end}>
        {open && (
          <>
            <Button onClick={callBack} loading={calling} disabled={!phone} rightSection={first && <kbd>C</kbd>}>
              {t("promises.call_back")}
            </Button>{" "}
            <Button variant="default" onClick={() => withdraw.mutate()}>
              {t("promises.withdraw")}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}

function Proof({ kept }: { kept: NonNullable<Commitment["kept"]> }) {
  const { t } = useTranslation();
  if (!kept.call_id) return <div className="muted">{t("promises.proof_note")}</div>;
  return (
    <div>
      <Link to="/calls/$id" params={{ id: kept.call_id }}>
        {t("promises.proof_call")}
      </Link>
    </div>
  );
}
