import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { CallSummary, Card } from "../api/types";
import { callName } from "../calls/naming";
import { useCallActions } from "../calls/useCallActions";
import { useSelection } from "../desk/selection";
import { phone } from "../format/phone";
import { useLive } from "../live/LiveProvider";
import { ringingFor } from "../live/work";
import css from "./shell.module.css";

/**
 * The essence of the card of a call that rings while something else is on the screen: another page, another
 * client, a half-typed note. It takes its own row of the layout, so nothing is covered and no focus moves.
 */
export function IncomingBand() {
  const { state } = useLive();
  const selection = useSelection();
  const shown = selection?.kind === "call" ? selection.id : undefined;
  const call = ringingFor(state).find((one) => one.id !== shown);
  useKeepTypedVisible(call !== undefined);
  if (!call) return null;
  return <Band call={call} card={state.cards[call.id]} />;
}

function Band({ call, card }: { call: CallSummary; card: Card | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const actions = useCallActions(call);
  const show = () => void navigate({ to: "/desk", search: { call: call.id } });
  const answer = () => {
    actions.answer();
    show();
  };
  const blocker = card?.blockers[0];
  return (
    <section className={css.band} aria-label={t("desk.incoming")} role="status">
      <div className={css.bandWho}>
        <strong>{card?.contact?.greeting ?? callName(call)}</strong>
        {card && <span>{describe(card)}</span>} {blocker && <span className={css.bandBlocker}>{blocker.title}</span>}
      </div>
      <Button variant="default" onClick={show} rightSection={<kbd>O</kbd>}>
        {t("desk.show_card")}
      </Button>
      <Button onClick={answer} rightSection={<kbd>A</kbd>}>
        {t("desk.phone.answer")}
      </Button>
    </section>
  );

  function describe(of: Card): string {
    if (!of.complete) return t(`card.being_read.${of.recognition}`);
    if (of.recognition === "several") return t("desk.several", { count: of.candidates.length });
    if (of.recognition === "unknown") return [t("desk.unknown"), of.caller.region].filter(Boolean).join(" · ");
    const company = of.on_behalf.find((one) => one.company_id)?.name;
    return [of.contact?.name, company, phone(of.caller.number ?? of.caller.raw)].filter(Boolean).join(" · ");
  }
}

/** The page just became shorter: the line being typed must not slip under the edge. */
function useKeepTypedVisible(banded: boolean): void {
  useEffect(() => {
    if (banded && document.activeElement instanceof HTMLElement && document.activeElement !== document.body) {
      document.activeElement.scrollIntoView({ block: "nearest" });
    }
  }, [banded]);
}
