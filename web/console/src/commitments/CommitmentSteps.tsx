import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Commitment } from "../api/types";
import { DueField } from "../desk/DueField";
import css from "../desk/desk.module.css";
import { NotePanel } from "../desk/NotePanel";
import { phone as phoneText } from "../format/phone";
import { when } from "../format/time";
import { useKeys } from "../keys/useKeys";
import { useNow } from "../live/useNow";
import { dueHeat } from "../live/work";
import { commitmentText } from "./naming";
import { KeepForm } from "./KeepForm";
import { useCommitment } from "./useCommitment";

/** The right column of the desk for a promise: call back first, everything else after. */
export function CommitmentSteps({ commitment }: { commitment: Commitment }) {
  const { t, i18n } = useTranslation();
  const { phone, callBack, calling, keep, withdraw, move } = useCommitment(commitment);
  const [moving, setMoving] = useState(false);
  const now = useNow();
  const heat = dueHeat(commitment, now);
  const due = when(commitment.due, now, i18n.language);
  useKeys({ call_back: callBack });
  return (
    <>
      <section className={css.panel}>
        <strong>{commitmentText(commitment, t)}</strong>
        <span className={heat === "calm" ? undefined : css[heat]}>
          {heat !== "calm" && `${t(`desk.heat.${heat}`)}: `}
          {due.exact}, {due.relative}
        </span>
        <span className="muted">
          {commitment.owner ? t("promises.owner", { name: commitment.owner.name }) : t("promises.nobody")}
          {commitment.attempts > 0 && ` · ${t("promises.attempts", { count: commitment.attempts })}`}
        </span>
        <Button size="md" onClick={callBack} loading={calling} disabled={!phone} rightSection={<kbd>C</kbd>}>
          {t("promises.call_back")}
        </Button>
        <span className="muted figures">{phone ? phoneText(phone) : t("promises.no_phone")}</span>
      </section>
      <section className={css.panel}>
        <KeepForm place={commitment.id} onKeep={keep.mutateAsync} busy={keep.isPending} />
      </section>
      <section className={css.panel}>
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setMoving(!moving)} aria-expanded={moving}>
            {t("promises.move")}
          </Button>
          <Button variant="default" onClick={() => withdraw.mutate()}>
            {t("promises.withdraw")}
          </Button>
        </div>
        {moving && (
          <DueField
            due={new Date(commitment.due)}
            onChange={(at) => {
              setMoving(false);
              move.mutate(at);
            }}
          />
        )}
      </section>
      {commitment.contact && <NotePanel place={`contact.${commitment.contact.id}`} contact={commitment.contact.id} />}
    </>
  );
}
