import { Link } from "@tanstack/react-router";
import {
  IconClock,
  IconPhone,
  IconPhoneCheck,
  IconPhoneIncoming,
  IconPhonePause,
  IconPhoneX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CallSummary, Commitment } from "../api/types";
import { CallTime } from "../calls/CallTime";
import { callName, isMissed, stateText } from "../calls/naming";
import { commitmentName, commitmentText } from "../commitments/naming";
import { Empty } from "../components/Page";
import { when } from "../format/time";
import { useLive } from "../live/LiveProvider";
import { useNow } from "../live/useNow";
import { type Heat, type WorkItem, workOf } from "../live/work";
import css from "./desk.module.css";
import type { Selection } from "./selection";

/** The day's work, what burns first. */
export function WorkList({ selection }: { selection: Selection }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const work = workOf(state, useNow());
  const shown = selection.kind === "call" ? selection.id : selection.kind === "commitment" && selection.commitment.id;
  return (
    <nav className={css.work} aria-label={t("desk.work")}>
      <div className={css.workHead}>
        <h2>{t("desk.work")}</h2>
        <span className="muted figures">{t("desk.count", { n: work.length })}</span>
      </div>
      {state.at && work.length === 0 && <Empty>{t("desk.empty_work")}</Empty>}
      <ul>
        {work.map((item) => (
          <li key={item.id}>
            <Item item={item} current={item.id === shown} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Item({ item, current }: { item: WorkItem; current: boolean }) {
  const search = item.kind === "call" ? { call: item.id } : { commitment: item.id };
  return (
    <Link to="/desk" search={search} className={css.item} aria-current={current ? "true" : undefined}>
      {item.kind === "call" ? (
        <CallLines call={item.call} heat={item.heat} />
      ) : (
        <CommitmentLines commitment={item.commitment} heat={item.heat} />
      )}
    </Link>
  );
}

function CallLines({ call, heat }: { call: CallSummary; heat: Heat }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const live = call.state !== "ended";
  const tone = heat === "calm" ? (live ? css.live : undefined) : css[heat];
  return (
    <>
      <CallIcon call={call} />
      <span className={css.name}>{callName(call)}</span>
      <span className={tone}>
        <CallTime call={call} />
      </span>
      <span className={css.line2}>
        <span className={tone}>{stateText(call, t, state.user?.id)}</span>
        {call.did && ` · ${call.did.name}`}
      </span>
    </>
  );
}

function CallIcon({ call }: { call: CallSummary }) {
  if (isMissed(call)) return <IconPhoneX size={16} aria-hidden="true" />;
  const Icon = { ringing: IconPhoneIncoming, talking: IconPhone, held: IconPhonePause, ended: IconPhoneCheck }[
    call.state
  ];
  return <Icon size={16} aria-hidden="true" />;
}

function CommitmentLines({ commitment, heat }: { commitment: Commitment; heat: Heat }) {
  const { t, i18n } = useTranslation();
  const due = when(commitment.due, useNow(), i18n.language);
  return (
    <>
      <IconClock size={16} aria-hidden="true" />
      <span className={css.name} style={{ gridColumn: "2 / -1" }}>
        {commitmentName(commitment)}
      </span>
      <span className={css.line2}>
        {heat !== "calm" && <span className={css[heat]}>{t(`desk.heat.${heat}`)} · </span>}
        {due.exact}, {due.relative}
        <br />
        {commitmentText(commitment, t)}
      </span>
    </>
  );
}
