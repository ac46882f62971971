import type { Source } from "../../api/report";

/** Days a report is about, `2026-10-01` to `2026-10-31`, both counted. */
export interface Stretch {
  from: string;
  to: string;
}

/** First and last day of what was read, in words and in the time zone it was read in. */
export function stretchOf({ from, to, time_zone }: Source, language: string): Stretch | undefined {
  if (!from || !to) return undefined;
  const locale = language === "en" ? "en-GB" : "ru-RU";
  const words = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: knownZone(time_zone),
  });
  const say = (moment: string) => words.format(new Date(moment)).replace(/\s?г\.$/, "");
  return { from: say(from), to: say(to) };
}

/** The server may know a zone this browser does not. */
function knownZone(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
