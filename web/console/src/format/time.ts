export interface When {
  /** "в 14:05", "вчера в 14:05", "12 марта в 14:05", "12 марта 2019" */
  exact: string;
  /** "3 мин назад", "через 2 ч" */
  relative: string;
}

/** Seconds → `m:ss`, from an hour on `h:mm:ss`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const tail = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

export function when(timestamp: string, now: number, language: string): When {
  const at = new Date(timestamp);
  return { exact: exact(at, new Date(now), language), relative: relative(at.getTime(), now, language) };
}

/** Exact and relative in one line: "в 14:05, 3 мин назад". */
export function whenLine(timestamp: string, now: number, language: string): string {
  const { exact: at, relative: ago } = when(timestamp, now, language);
  return `${at}, ${ago}`;
}

export function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** A bare date ("2009-06-01") or a year ("2009"), as records carry them. */
export function dateOf(value: string, language: string): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(value)) return value;
  const [year, month, day] = value.slice(0, 10).split("-").map(Number) as [number, number, number];
  return dayText(new Date(year, month - 1, day), language, true);
}

function exact(at: Date, now: Date, language: string): string {
  const hour = language === "en" ? `at ${clock(at)}` : `в ${clock(at)}`;
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return hour;
  if (days === -1 || days === 1) return `${nearDay(days, language)} ${hour}`;
  const sameYear = at.getFullYear() === now.getFullYear();
  return sameYear ? `${dayText(at, language, false)} ${hour}` : dayText(at, language, true);
}

function nearDay(days: -1 | 1, language: string): string {
  const words = language === "en" ? { before: "yesterday", after: "tomorrow" } : { before: "вчера", after: "завтра" };
  return days === -1 ? words.before : words.after;
}

function dayText(at: Date, language: string, withYear: boolean): string {
  const locale = language === "en" ? "en-GB" : "ru-RU";
  const text = at.toLocaleDateString(locale, { day: "numeric", month: "long", year: withYear ? "numeric" : undefined });
  return text.replace(/\s?г\.$/, "");
}

function dayNumber(at: Date): number {
  return Math.round(new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() / 86_400_000);
}

const STEPS: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [86_400 * 30, "day", 86_400],
  [86_400 * 365, "month", 86_400 * 30],
  [Infinity, "year", 86_400 * 365],
];

function relative(at: number, now: number, language: string): string {
  const seconds = Math.round((at - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 10) return language === "en" ? "now" : "сейчас";
  const [, unit, size] = STEPS.find(([limit]) => distance < limit) ?? STEPS[STEPS.length - 1]!;
  const style = size < 86_400 ? "short" : "long";
  const words = new Intl.RelativeTimeFormat(language, { style, numeric: "always" });
  // The short form ends in a full stop in both languages ("3 мин. назад"), which reads as a sentence's end.
  return words.format(Math.trunc(seconds / size), unit).replace(".", "");
}
