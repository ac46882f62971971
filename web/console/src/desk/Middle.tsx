import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallSummary, Card, Commitment } from "../api/types";
import { CallTime } from "../calls/CallTime";
import { callName, stateText } from "../calls/naming";
import { CardView } from "../card/CardView";
import cardCss from "../card/card.module.css";
import { ContactView } from "../clients/ContactView";
import { Timeline } from "../clients/Timeline";
import { commitmentName } from "../commitments/naming";
import { Empty } from "../components/Page";
import { useLive } from "../live/LiveProvider";
import css from "./desk.module.css";
import type { Selection } from "./selection";

/** The client in question. */
export function Middle({ selection }: { selection: Selection }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <section className={css.middle} aria-label={t("card.open_page")} tabIndex={-1}>
      <Button
        className={css.back}
        variant="subtle"
        color="gray"
        onClick={() => void navigate({ to: "/desk", search: { list: true } })}
      >
        ← {t("desk.back_to_work")}
      </Button>
      <Content selection={selection} />
    </section>
  );
}

function Content({ selection }: { selection: Selection }) {
  switch (selection.kind) {
    case "call":
      return <CallClient call={selection.call} card={selection.card} />;
    case "commitment":
      return <CommitmentClient commitment={selection.commitment} />;
    case "nothing":
      return <NothingYet />;
  }
}

/** Keyed by call: answering changes nothing here, another call changes everything. */
function CallClient({ call, card }: { call: CallSummary | undefined; card: Card | undefined }) {
  const { t } = useTranslation();
  if (!card) return call ? <Plain call={call} /> : <NothingYet />;
  return (
    <>
      <CardView key={card.call_id} card={card} call={call} />
      {card.contact && (
        <div className={css.history}>
          <Link to="/clients/$id" params={{ id: card.contact.id }}>
            {t("card.open_page")}
          </Link>
          <Timeline contact={card.contact.id} />
        </div>
      )}
    </>
  );
}

/** A call without a card: one we placed, or one between colleagues. */
function Plain({ call }: { call: CallSummary }) {
  const { t } = useTranslation();
  const { state } = useLive();
  return (
    <>
      <p className="muted">
        {stateText(call, t, state.user?.id)} <CallTime call={call} />
      </p>
      {call.contact ? <ContactView id={call.contact.id} /> : <p className={cardCss.greeting}>{callName(call)}</p>}
    </>
  );
}

function CommitmentClient({ commitment }: { commitment: Commitment }) {
  if (commitment.contact) return <ContactView id={commitment.contact.id} />;
  return <p className={cardCss.number}>{commitmentName(commitment)}</p>;
}

function NothingYet() {
  const { t } = useTranslation();
  return (
    <Empty>
      {t("desk.empty_middle")}
      <br />
      {t("desk.empty_middle_hint")}
    </Empty>
  );
}
