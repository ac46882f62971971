import { useTranslation } from "react-i18next";
import type { CallSummary, Card } from "../api/types";
import { Waiting } from "../components/Page";
import { phone } from "../format/phone";
import { isOneOf } from "../i18n/known";
import { ru } from "../i18n/ru";
import { Blockers } from "./Blockers";
import { Candidates } from "./Candidates";
import { HasBlock, KnownBlock, LastBlock, MattersBlock } from "./blocks";
import css from "./card.module.css";
import { OnBehalfChoices } from "./OnBehalfChoices";
import { Situation } from "./Situation";
import { UnknownCaller } from "./UnknownCaller";

interface CardViewProps {
  card: Card;
  call: CallSummary | undefined;
}

/** The card, in the order in which its lines are needed in the first two seconds. */
export function CardView({ card, call }: CardViewProps) {
  const { t } = useTranslation();
  const name = card.contact?.name ?? phone(card.caller.number ?? card.caller.raw);
  return (
    <article className={css.card} aria-label={t("card.label", { name })} data-recognition={card.recognition}>
      <Situation card={card} call={call} />
      {!card.complete && <BeingRead card={card} />}
      {card.complete && card.recognition === "known" && <Known card={card} />}
      {card.complete && card.recognition === "several" && <Several card={card} />}
      {card.complete && card.recognition === "unknown" && (
        <UnknownCaller card={card} answered={call?.state === "talking"} />
      )}
    </article>
  );
}

/** The records are slow: what the number alone says, in the place the rest will take. */
function BeingRead({ card }: { card: Card }) {
  const { t } = useTranslation();
  return (
    <div aria-busy="true">
      <p className={css.greeting}>{t("card.hello_unknown")}</p>
      <p className={css.number}>{phone(card.caller.number ?? card.caller.raw)}</p>
      <p className={css.who}>
        <span className="muted">{t(`card.being_read.${card.recognition}`)}</span>
        {card.caller.region && <span>{card.caller.region}</span>}
      </p>
      <Waiting lines={4} />
    </div>
  );
}

function Known({ card }: { card: Card }) {
  return (
    <>
      <div>
        <p className={css.greeting}>{card.contact?.greeting}</p>
        <Who card={card} />
      </div>
      <OnBehalfChoices card={card} />
      <Blockers blockers={card.blockers} />
      <div className={css.columns}>
        <MattersBlock matters={card.open_matters} />
        <HasBlock purchases={card.purchases} documents={card.documents} />
      </div>
      <div className={css.columns}>
        <LastBlock activities={card.last_activities} />
        <KnownBlock known={card.known} />
      </div>
      <Candidates card={card} firstKey={card.on_behalf.length > 1 ? card.on_behalf.length + 1 : 1} />
    </>
  );
}

function Several({ card }: { card: Card }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <p className={css.greeting}>{t("card.hello_unknown")}</p>
        <p className="muted">{t("desk.several", { count: card.candidates.length })}</p>
      </div>
      <Candidates card={card} firstKey={1} />
      <Blockers blockers={card.blockers} />
    </>
  );
}

function Who({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { contact } = card;
  if (!contact) return null;
  const channel = contact.preferred_channel;
  return (
    <p className={css.who}>
      <strong>{contact.name}</strong>
      {contact.tier && (
        <span>
          <span className="muted">{t("card.tier")}</span> {contact.tier}
        </span>
      )}
      {channel && (
        <span>
          <span className="muted">{t("card.channel")}</span>{" "}
          {isOneOf(ru.card.channels, channel) ? t(`card.channels.${channel}`) : channel}
        </span>
      )}
      {contact.owner && (
        <span>
          <span className="muted">{t("card.owner")}</span> {contact.owner.name}
        </span>
      )}
    </p>
  );
}
