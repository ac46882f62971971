import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "../format/time";
import { useLive } from "../live/LiveProvider";
import css from "./shell.module.css";

/** Says how old the picture is when the socket is down. A blink of a second is not worth a word. */
const PATIENCE_MS = 1500;

export function StaleNotice() {
  const { t } = useTranslation();
  const { state, link } = useLive();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (link === "live") return setShown(false);
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [link]);
  if (!shown) return null;
  return (
    <div className={css.stale} role="status">
      {state.at ? t("shell.link.stale", { time: clock(new Date(state.at)) }) : t("shell.link.connecting")}
    </div>
  );
}
