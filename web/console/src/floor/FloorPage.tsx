import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallSummary, LiveUser } from "../api/types";
import { CallTime } from "../calls/CallTime";
import { callName, stateText } from "../calls/naming";
import { Block, Empty, Page } from "../components/Page";
import page from "../components/page.module.css";
import { useLive } from "../live/LiveProvider";
import { useNow } from "../live/useNow";
import { callHeat, dueHeat } from "../live/work";
import css from "./floor.module.css";

/** What happens now. Every figure is a door to what is behind it. */
export function FloorPage() {
  const { t } = useTranslation();
  const { state } = useLive();
  const calls = Object.values(state.calls).sort((a, b) => a.started_at.localeCompare(b.started_at));
  const users = Object.values(state.users).sort((a, b) => a.name.localeCompare(b.name));
  if (state.user?.role === "agent") {
    return (
      <Page title={t("floor.title")}>
        <Empty>{t("floor.denied")}</Empty>
      </Page>
    );
  }
  return (
    <Page title={t("floor.title")} lead={t("floor.lead")}>
      <Figures calls={calls} users={users} />
      <div className={css.columns}>
        <Block title={t("floor.live")}>
          <LiveCalls calls={calls} />
        </Block>
        <Block title={t("floor.people")}>
          <ul className={page.box} id="people">
            {users.map((one) => (
              <Person key={one.id} user={one} />
            ))}
          </ul>
        </Block>
      </div>
    </Page>
  );
}

function Figures({ calls, users }: { calls: CallSummary[]; users: LiveUser[] }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const now = useNow();
  const ringing = calls.filter((call) => call.state === "ringing" && call.direction === "inbound");
  const slow = ringing.some((call) => callHeat(call, now) !== "calm");
  const overdue = Object.values(state.commitments).filter((one) => dueHeat(one, now) === "lost").length;
  const talking = calls.filter((call) => call.state === "talking" || call.state === "held").length;
  const free = users.filter((one) => one.state === "available").length;
  return (
    <div className={css.figures}>
      <Link to="/calls" search={{ view: "live" }} className={css.figure} data-heat={slow ? "soon" : undefined}>
        <strong>{ringing.length}</strong> {t("floor.ringing")}
      </Link>
      <Link to="/calls" search={{ view: "live" }} className={css.figure}>
        <strong>{talking}</strong> {t("floor.talking")}
      </Link>
      <a href="#people" className={css.figure}>
        <strong>{free}</strong> {t("floor.available")}
      </a>
      <Link
        to="/promises"
        search={{ state: "open" }}
        className={css.figure}
        data-heat={overdue > 0 ? "lost" : undefined}
      >
        <strong>{overdue}</strong> {t("floor.overdue")}
      </Link>
    </div>
  );
}

function LiveCalls({ calls }: { calls: CallSummary[] }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const now = useNow();
  if (calls.length === 0) return <Empty>{t("floor.no_calls")}</Empty>;
  return (
    <ul className={page.box}>
      {calls.map((call) => (
        <li key={call.id} className={css.line} data-heat={callHeat(call, now)}>
          <Link to="/calls/$id" params={{ id: call.id }}>
            {callName(call)}
          </Link>
          <span>
            {stateText(call, t, state.user?.id)} <CallTime call={call} />
          </span>
          <span className="muted">
            {call.answered_by?.name ?? call.ringing_users.map((one) => one.name).join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Person({ user }: { user: LiveUser }) {
  const { t } = useTranslation();
  return (
    <li className={css.line}>
      <Link to="/calls" search={{ view: "all", user: user.id }}>
        {user.name}
      </Link>
      <span className="muted figures">{user.extension}</span>
      <span data-state={user.state} className={css.state}>
        {t(`desk.availability.${user.state}`)}
      </span>
    </li>
  );
}
