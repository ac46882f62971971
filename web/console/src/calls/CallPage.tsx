import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Call, CallEvent } from "../api/types";
import css from "../card/card.module.css";
import { Block, Loaded, useTitle } from "../components/Page";
import page from "../components/page.module.css";
import { Player } from "../components/Player";
import { When } from "../components/When";
import { phone } from "../format/phone";
import { clock } from "../format/time";
import type { ru } from "../i18n/ru";
import { useLive } from "../live/LiveProvider";
import { CallTime } from "./CallTime";
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
        <ol className={css.lines}>
          {call.events.map((event, index) => (
            <Event key={index} event={event} />
          ))}
        </ol>
      </Block>
    </article>
  );
}

function Event({ event }: { event: CallEvent }) {
  const { t } = useTranslation();
  const at = new Date(event.at);
  const type = event.type.replace(/(?<=[a-z])([A-Z])/g, "_$1").toLowerCase();
  const said = t(`calls.event.${type as keyof typeof ru.calls.event}`, { defaultValue: event.type });
  const name = nameIn(event);
  return (
    <li className={css.line} style={{ justifyContent: "flex-start" }}>
      <time dateTime={event.at} className="muted">
        {clock(at)}:{String(at.getSeconds()).padStart(2, "0")}
      </time>
      <span>{said}</span>
      {name && <span className="muted">{name}</span>}
    </li>
  );
}

/** Events carry different fields; a named person in any of them is worth showing. */
function nameIn(event: CallEvent): string | undefined {
  const people = Object.values(event).filter((value): value is { name: string } => hasName(value));
  return people[0]?.name;
}

function hasName(value: unknown): value is { name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
