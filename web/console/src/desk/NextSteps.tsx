import { useTranslation } from "react-i18next";
import { CommitmentSteps } from "../commitments/CommitmentSteps";
import { CallControls } from "./CallControls";
import css from "./desk.module.css";
import { NotePanel } from "./NotePanel";
import { PromisePanel } from "./PromisePanel";
import type { Selection } from "./selection";

/** What to do next with the client in the middle. */
export function NextSteps({ selection }: { selection: Selection }) {
  const { t } = useTranslation();
  if (selection.kind === "nothing") return <aside className={css.next} aria-label={t("desk.next")} />;
  if (selection.kind === "commitment") {
    return (
      <aside className={css.next} aria-label={t("desk.next")}>
        <CommitmentSteps key={selection.commitment.id} commitment={selection.commitment} />
      </aside>
    );
  }
  const contact = selection.card?.contact?.id ?? selection.call?.contact?.id;
  return (
    <aside className={css.next} aria-label={t("desk.next")}>
      <CallControls call={selection.call} />
      <NotePanel place={`call.${selection.id}`} contact={contact} call={selection.id} />
      <PromisePanel key={selection.id} place={`call.${selection.id}`} contact={contact} />
    </aside>
  );
}
