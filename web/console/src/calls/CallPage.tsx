import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Call } from "../api/types";
import css from "../card/card.module.css";
import { Block, Loaded, useTitle } from "../components/Page";
import page from "../components/page.module.css";
import { Player } from "../components/Player";
import { When } from "../components/When";
import { phone } from "../format/phone";
import { clock } from "../format/time";
import { isOneOf } from "../i18n/known";
import { ru } from "../i18n/ru";
import { useLive } from "../live/LiveProvider";
import { CallTime } from "./CallTime";
import { tellEvents, type Told } from "./events";
import events from "./events.module.css";
import { callName, otherParty, partyName, stateText } from "./naming";

const route = getRouteApi("/app/calls/$id");

export function CallPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const call = useQuery({ queryKey: ["calls", "one", id], queryFn: () => api.call(id) });
  useTitle(call.data ? callName(call.data) : t("calls.title"));
  return (
    <div className={page.page}>
      <Link to="/calls">← {t("calls.back")}</Link>
      <div className={page.body}>
        <Loaded query={call}>{(value) => <Facts call={value} />}</Loaded>
      </div>
    </div>
  );
}

function Facts({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { state } = useLive();
  return (
    <article className={css.card}>
      <div>
        <h1 className={css.greeting}>{callName(call)}</h1>
        <p className={css.who}>
          <strong>
            {stateText(call, t, state.user?.id)} <CallTime call={call} />
          </strong>
          <When at={call.started_at} />
        </p>
      </div>
      <dl className={css.details}>
        <dt>{t(`calls.direction.${call.direction}`)}</dt>
        <dd className="figures">{partyName(otherParty(call))}</dd>
        {call.did && (
          <>
            <dt>{t("calls.via")}</dt>
            <dd>
              <span className="figures">{phone(call.did.number)}</span> {call.did.name}
            </dd>
          </>
        )}
        {call.answered_by && (
          <>
            <dt>{t("calls.column.by")}</dt>
            <dd>{call.answered_by.name}</dd>
          </>
        )}
        {call.contact && (
          <>
            <dt>{t("calls.client")}</dt>
            <dd>
              <Link to="/clients/$id" params={{ id: call.contact.id }}>
                {call.contact.name}
              </Link>
            </dd>
          </>
        )}
      </dl>
      <Block title={t("calls.recording")}>
        {call.recordings.length === 0 && <p className="muted">{t("calls.no_recording")}</p>}
        {call.recordings.map((one) => (
          <Player key={one.id} id={one.id} seconds={one.duration_seconds} />
        ))}
      </Block>
      <Block title={t("calls.events")}>
        <ol className={events.events}>
          {tellEvents(call.events, (id) => state.users[id]?.name).map((told, index) => (
            <Event key={index} told={told} />
          ))}
        </ol>
      </Block>
    </article>
  );
}

function Event({ told: { event, who } }: { told: Told }) {
  const { t } = useTranslation();
  const at = new Date(event.at);
  const said = isOneOf(ru.calls.event, event.type) ? t(`calls.event.${event.type}`) : event.type;
  return (
    <li className={events.event}>
      <time dateTime={event.at} className="muted figures">
        {clock(at)}:{String(at.getSeconds()).padStart(2, "0")}
      </time>
      <span>{said}</span>
      {who.length > 0 && <span className={`muted figures ${events.who}`}>{who.join(" → ")}</span>}
    </li>
  );
}
