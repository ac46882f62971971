import { Button } from "@mantine/core";
import {
  IconClock,
  IconFileText,
  IconNote,
  IconPencil,
  IconPhone,
  IconPhoneOutgoing,
  IconPhoneX,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Activity, CallSummary, Commitment, ContactRecord, Id } from "../api/types";
import { isMissed, outcomeText } from "../calls/naming";
import { Attributes } from "../card/blocks";
import { Empty, Loaded } from "../components/Page";
import { Player } from "../components/Player";
import { When } from "../components/When";
import { money } from "../format/money";
import { duration, whenLine } from "../format/time";
import { useNow } from "../live/useNow";
import css from "./timeline.module.css";

/** Everything that happened with a client, newest first, recordings playable in place. */
export function Timeline({ contact }: { contact: Id }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ["contact", contact, "timeline"],
    queryFn: ({ pageParam }) => api.timeline(contact, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  return (
    <section className={css.timeline} aria-label={t("clients.timeline")}>
      <h2>{t("clients.timeline")}</h2>
      <Loaded query={list}>{({ pages }) => <Activities items={pages.flatMap((one) => one.items)} />}</Loaded>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t("shell.buttons.more")}
        </Button>
      )}
    </section>
  );
}

function Activities({ items }: { items: Activity[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty>{t("clients.timeline_empty")}</Empty>;
  return (
    <ol>
      {items.map((one) => (
        <li key={one.id} className={css.activity}>
          <ActivityIcon activity={one} />
          <span className={css.title}>
            <strong>{t(`clients.kind.${one.kind}`)}</strong> {one.kind === "note" ? one.note?.author?.name : one.title}
            {one.by && one.kind !== "note" && <span className="muted"> · {one.by.name}</span>}
          </span>
          <When at={one.at} />
          <Below activity={one} />
        </li>
      ))}
    </ol>
  );
}

function Below({ activity }: { activity: Activity }) {
  const { call, note, commitment, record } = activity;
  return (
    <div className={css.below}>
      {call && <CallBelow call={call} />}
      {note && <p className={css.text}>{note.text}</p>}
      {commitment && <CommitmentBelow commitment={commitment} />}
      {record && <RecordBelow record={record} />}
    </div>
  );
}

function CallBelow({ call }: { call: CallSummary }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/calls/$id" params={{ id: call.id }}>
        {outcomeText(call, t)}
      </Link>{" "}
      <span className="muted figures">
        {call.answered_at && duration(call.talk_seconds)}
        {call.answered_by && ` · ${call.answered_by.name}`}
      </span>
      {call.recordings.map((one) => (
        <Player key={one.id} id={one.id} seconds={one.duration_seconds} />
      ))}
    </>
  );
}

function CommitmentBelow({ commitment }: { commitment: Commitment }) {
  const { t, i18n } = useTranslation();
  const due = whenLine(commitment.due, useNow(), i18n.language);
  if (commitment.state === "open") return <span className="muted">{t("promises.due", { when: due })}</span>;
  return <span className="muted">{t(`promises.filter.${commitment.state}`)}</span>;
}

function RecordBelow({ record }: { record: ContactRecord }) {
  const { i18n } = useTranslation();
  return (
    <>
      {record.amount_kopecks !== null && (
        <span className="figures">{money(record.amount_kopecks, i18n.language)} </span>
      )}
      <Attributes of={record.attributes} />
    </>
  );
}

function ActivityIcon({ activity }: { activity: Activity }) {
  const Icon = iconOf(activity);
  return <Icon size={16} aria-hidden="true" />;
}

function iconOf({ kind, call }: Activity) {
  if (kind === "call" && call && isMissed(call)) return IconPhoneX;
  if (kind === "call" && call?.direction === "outbound") return IconPhoneOutgoing;
  return { call: IconPhone, note: IconNote, commitment: IconClock, record: IconFileText, change: IconPencil }[kind];
}
