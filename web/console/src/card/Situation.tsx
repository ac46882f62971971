import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallSummary, Card } from "../api/types";
import { stateText } from "../calls/naming";
import css from "./card.module.css";
import { CallTime } from "../calls/CallTime";
import { phone } from "../format/phone";
import { useLive } from "../live/LiveProvider";
import { currentCall } from "../live/work";

/** One quiet line over the greeting: what the call is doing, from where, to which of our numbers. */
export function Situation({ card, call }: { card: Card; call: CallSummary | undefined }) {
  const { t } = useTranslation();
  const { state, putAway } = useLive();
  const { caller, did } = card;
  const inHand = currentCall(state)?.id === card.call_id;
  return (
    <div className={css.situation}>
      {call && (
        <strong data-call-state={call.state}>
          {stateText(call, t, state.user?.id)} <CallTime call={call} />
        </strong>
      )}
      <span className="figures">{phone(caller.number ?? caller.raw)}</span>
      {caller.region && <span>{caller.region}</span>}
      {did && (
        <span>
          {t("card.from")} <span className="figures">{phone(did.number)}</span> {did.name}
        </span>
      )}
      {!inHand && (
        <Button variant="subtle" color="gray" onClick={() => putAway(card.call_id)}>
          {t("desk.put_away")}
        </Button>
      )}
    </div>
  );
}
