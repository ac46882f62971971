import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Commitment, CommitmentState } from "../api/types";
import { Empty, Loaded, Page } from "../components/Page";
import page from "../components/page.module.css";
import { useLive } from "../live/LiveProvider";
import { CommitmentRow } from "./CommitmentRow";

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
        onChange={(value) => void navigate({ search: { state, whose: value } })}
        data={(["all", "mine"] as const).map((value) => ({ value, label: t(`promises.whose.${value}`) }))}
      />
      <SegmentedControl
        aria-label={t("calls.column.state")}
        value={state}
        onChange={(value) => void navigate({ search: { state: value, whose } })}
        data={STATES.map((value) => ({ value, label: t(`promises.filter.${value}`) }))}
      />
    </>
  );
  return (
    <Page title={t("promises.title")} lead={t("promises.lead")} tools={tools}>
      <Loaded query={list}>{({ pages }) => <Rows items={pages.flatMap((one) => one.items)} state={state} />}</Loaded>
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
            <CommitmentRow key={one.id} commitment={one} first={index === 0} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
