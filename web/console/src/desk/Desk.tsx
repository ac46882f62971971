import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Id } from "../api/types";
import { useTitle } from "../components/Page";
import { isTyping } from "../keys/keymap";
import { useLive } from "../live/LiveProvider";
import { currentCall, ringingFor } from "../live/work";
import css from "./desk.module.css";
import { Middle } from "./Middle";
import { NextSteps } from "./NextSteps";
import { type Selection, useSelection } from "./selection";
import { WorkList } from "./WorkList";

export function Desk() {
  const { t } = useTranslation();
  useTitle(t("shell.rail.desk"));
  const selection = useSelection() ?? { kind: "nothing" };
  const { list } = useSearch({ from: "/app/desk" });
  useOpenRinging(selection);
  return (
    <div className={css.desk} data-open={selection.kind !== "nothing" && !list}>
      <h1 className="visually-hidden">{t("desk.title")}</h1>
      <WorkList selection={selection} />
      <Middle selection={selection} />
      <NextSteps selection={selection} />
    </div>
  );
}

/**
 * A new ringing call opens in the middle, unless that would take the client he is talking with, or the text he
 * is typing, from under his hands: then the band over the phone bar says who it is.
 */
function useOpenRinging(selection: Selection): void {
  const { state } = useLive();
  const navigate = useNavigate();
  const seen = useRef(new Set<Id>());
  const fresh = ringingFor(state).find((call) => state.cards[call.id] && !seen.current.has(call.id))?.id;
  const busy = currentCall(state)?.state === "talking";
  const shown = selection.kind === "call" ? selection.id : undefined;
  useEffect(() => {
    if (!fresh) return;
    seen.current.add(fresh);
    if (busy || shown === fresh || isTyping(document.activeElement)) return;
    void navigate({ to: "/desk", search: { call: fresh } });
  }, [fresh, busy, shown, navigate]);
}
