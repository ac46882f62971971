import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Commitment } from "../api/types";
import page from "../components/page.module.css";
import deskCss from "../desk/desk.module.css";
import { phone as phoneText } from "../format/phone";
import { when } from "../format/time";
import { useKeys } from "../keys/useKeys";
import { useNow } from "../live/useNow";
import { dueHeat } from "../live/work";
import { KeepForm } from "./KeepForm";
import { commitmentName, commitmentText } from "./naming";
import { useCommitment } from "./useCommitment";

/** One promise; the first open one answers to the key. */
export function CommitmentRow({ commitment, first }: { commitment: Commitment; first: boolean }) {
  const { t, i18n } = useTranslation();
  const { phone, callBack, calling, keep, withdraw } = useCommitment(commitment);
  const [keeping, setKeeping] = useState(false);
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
        {keeping && <KeepForm place={commitment.id} onKeep={keep.mutateAsync} busy={keep.isPending} />}
      </td>
      <td className={page.end}>
        {open && (
          <>
            <Button onClick={callBack} loading={calling} disabled={!phone} rightSection={first && <kbd>C</kbd>}>
              {t("promises.call_back")}
            </Button>{" "}
            <Button variant="default" aria-expanded={keeping} onClick={() => setKeeping(!keeping)}>
              {t("promises.keep")}
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
