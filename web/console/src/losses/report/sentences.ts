import type { TFunction } from "i18next";
import type { Metric, Report } from "../../api/report";
import { about, number, percent } from "../../format/number";
import { duration } from "../../format/time";
import { ru } from "../../i18n/ru";
import type { Period } from "../calculator/figures";

/** The word for a code of the server's, when this console knows it. */
function known<T extends object>(table: T, code: string): code is Extract<keyof T, string> {
  return Object.hasOwn(table, code);
}

/** A code nobody translated yet is still better than nothing: `long_hold` → `long hold`. */
const plainly = (code: string) => code.replaceAll("_", " ");

export function stepName(step: string, t: TFunction): string {
  return known(ru.report.step, step) ? t(`report.step.${step}`) : plainly(step);
}

export function causeName(cause: string, t: TFunction): string {
  return known(ru.report.cause, cause) ? t(`report.cause.${cause}`) : plainly(cause);
}

export function formatName(format: string, t: TFunction): string {
  return known(ru.report.formats, format) ? t(`report.formats.${format}`) : plainly(format);
}

export function reasonName(reason: string, t: TFunction): string {
  return known(ru.report.reason, reason) ? t(`report.reason.${reason}`) : plainly(reason);
}

export function ruleName(rule: string, t: TFunction): string {
  return known(ru.report.rule, rule) ? t(`report.rule.${rule}`) : plainly(rule);
}

export function untoldName(what: string, t: TFunction): string {
  return known(ru.report.cannot_tell, what) ? t(`report.cannot_tell.${what}`) : plainly(what);
}

export function kindName(kind: string, t: TFunction): string | undefined {
  return known(ru.finding.kind, kind) ? t(`finding.kind.${kind}`) : undefined;
}

export function lookedFor(kind: string, t: TFunction): string {
  return known(ru.report.looked_for, kind) ? t(`report.looked_for.${kind}`) : plainly(kind);
}

type WayKey = keyof typeof ru.report.way;

/** What a line of the way from gross to net is called, and why it is there. */
export function wayWords(what: string, t: TFunction): { title: string; why: string } {
  if (!known(ru.report.way, what) || !known(ru.report.way, `${what}_why`)) return { title: plainly(what), why: "" };
  return { title: t(`report.way.${what}`), why: t(`report.way.${`${what}_why` as WayKey}`) };
}

/** Lines of the way that stand for people; the others stand for calls. */
const OF_PEOPLE = ["rang_again", "called_back", "answered_and_lost", "would_buy_anyway", "net"];

export function wayCount(what: string, count: number | null, t: TFunction): string | undefined {
  if (count === null) return undefined;
  return OF_PEOPLE.includes(what) ? t("report.counted.people", { count }) : t("report.counted.calls", { count });
}

export function metricWords(metric: Metric, t: TFunction): { title: string; means: string } {
  const { name } = metric;
  if (!known(ru.metric, name)) return { title: plainly(name), means: "" };
  return { title: t(`metric.${name}.title`), means: t(`metric.${name}.means`) };
}

/** Figures that count people; the others count calls. */
const OVER_PEOPLE = ["reach_by_person", "people", "fcr_by_customer", "fcr_net_by_customer"];

export function metricSample({ name, sample }: Metric, t: TFunction): string {
  if (sample === 0) return t("report.nothing");
  return OVER_PEOPLE.includes(name)
    ? t("report.over_people", { count: sample })
    : t("report.over_calls", { count: sample });
}

export function metricValue({ value, unit }: Metric, t: TFunction, language: string): string {
  if (value === null) return "—";
  switch (unit) {
    case "share":
      return percent(value, language);
    case "seconds":
      return value < 60 ? t("report.unit.seconds", { n: number(value, language, 1) }) : duration(value);
    case "erlang":
      return t("report.unit.erlang", { n: number(value, language, 2) });
    default:
      return number(value, language, 2);
  }
}

/** What happened, in words: how many called, what became of them, how many are lost. */
export function sayPeople(report: Report, t: TFunction): string {
  const { people, served, rang_again, called_back, excluded, unrecovered } = report;
  const typed = report.source.format === "typed";
  const crowd = t("report.counted.people", { count: people });
  const first = typed
    ? t("report.say.behind", {
        missed: t("report.counted.missed", { count: report.gross.missed_calls }),
        people: crowd,
      })
    : t("report.say.tried", { people: crowd });
  const parts = [
    served > 0 && t("report.say.served", { count: served }),
    rang_again > 0 && t("report.say.rang_again", { count: rang_again }),
    called_back > 0 && t("report.say.called_back", { count: called_back }),
    typed && excluded > 0 && t("report.say.excluded", { count: excluded }),
  ].filter((part) => part !== false);
  const fates = parts.length > 0 ? ` ${parts.join(", ")}.` : "";
  const lost = t("report.counted.people", { count: unrecovered });
  const end = unrecovered > 0 ? t("report.say.lost", { people: lost }) : t("report.say.lost_none");
  return `${first}${fates} ${end}`;
}

export function sayMoney(report: Report, t: TFunction, language: string, period?: Period): string {
  if (!report.net || report.unrecovered === 0) return "";
  const amount = about(report.net.median, language);
  return period
    ? t("report.say.money", { amount, period: t(`calculator.within.${period}`) })
    : t("report.say.money_here", { amount });
}

/** How often the period comes in the next longer one: working days in a month, weeks and months in a year. */
const AHEAD: Record<Period, number> = { day: 22, week: 52, month: 12 };

export function sayAhead(median: number, period: Period, t: TFunction, language: string): string {
  return t(`calculator.ahead.${period}`, { amount: about(median * AHEAD[period], language) });
}
