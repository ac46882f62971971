import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { callName } from "../calls/naming";
import { useLive } from "../live/LiveProvider";
import { ringingFor } from "../live/work";
import { showNotice } from "../notify/notices";
import { ringWhileHeld } from "../notify/ring";
import { usePrefs } from "../prefs/prefs";

/** Makes a ringing call heard and, when the tab is hidden, seen. */
export function useAttention(): void {
  const { t } = useTranslation();
  const { state } = useLive();
  const { prefs } = usePrefs();
  const ringing = ringingFor(state)[0];
  const rings = ringing !== undefined;
  const named = useRef<{ title: string; body: string } | null>(null);
  named.current = ringing
    ? { title: callName(ringing), body: bodyOf(state.cards[ringing.id]?.blockers[0]?.title) }
    : null;

  useEffect(() => {
    if (!rings || prefs.ring === "off") return;
    return ringWhileHeld(prefs.ring);
  }, [rings, prefs.ring]);

  const id = ringing?.id;
  const hasCard = id !== undefined && state.cards[id] !== undefined;
  useEffect(() => {
    // With the card we can say who it is; a moment earlier only that the phone rings.
    if (id && hasCard && named.current) return showNotice(id, named.current.title, named.current.body);
  }, [id, hasCard]);

  function bodyOf(blocker: string | undefined): string {
    return [t("desk.incoming"), blocker].filter(Boolean).join(" · ");
  }
}
