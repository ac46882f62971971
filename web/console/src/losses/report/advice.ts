import type { TFunction } from "i18next";
import type { Finding } from "../../api/report";
import { percent } from "../../format/number";
import { duration } from "../../format/time";
import { ru } from "../../i18n/ru";
import { DAYS, daysOf } from "./days";

export interface Advice {
  /** What to do, one sentence after another; nothing for a kind this console does not know. */
  sentences: string[];
  /** How many people each hour needs, by day. */
  shifts: Shift[];
  /** Values no sentence has taken. */
  values: [name: string, value: string][];
}

export interface Shift {
  day: string;
  /** "09:00–12:00 — 3", one after another. */
  hours: string[];
}

type Kind = keyof typeof ru.finding.advice;

/** The proposal in words. A kind nobody wrote a sentence for keeps its values. */
export function adviceOf(finding: Finding, t: TFunction, language: string): Advice {
  const { kind, proposal } = finding;
  if (!Object.hasOwn(ru.finding.advice, kind)) return { sentences: [], shifts: [], values: proposal };
  const said = new Said(finding, t, language);
  const plainly = t(`finding.advice.${kind as Kind}`);
  const measured = MEASURED[kind]?.(said).filter((sentence) => sentence !== "") ?? [];
  return { sentences: [...measured, plainly], shifts: said.shifts(), values: [] };
}

/** What the source measured, before what to do about it. Sentences whose values are not there come out empty. */
const MEASURED: Partial<Record<string, (said: Said) => string[]>> = {
  staffing: (said) => [
    said.say(["agents", "agents_now", "weekdays", "from", "to"], (t, v) =>
      t("finding.say.staffing", { need: v("agents"), now: v("agents_now"), when: said.when() }),
    ),
    said.say(["service_level", "target_seconds", "patience_seconds", "aht_seconds"], (t, v) =>
      t("finding.say.staffing_goal", {
        level: said.percent("service_level"),
        target: v("target_seconds"),
        patience: duration(Number(v("patience_seconds"))),
        aht: duration(Number(v("aht_seconds"))),
      }),
    ),
  ],
  callback_discipline: (said) => [
    said.say(["reached_share"], (t) => t("finding.say.reached", { share: said.percent("reached_share") })),
    said.say(["median_delay_minutes"], (t, v) => t("finding.say.delay", { count: Number(v("median_delay_minutes")) })),
    said.say(["call_back_within_minutes"], (t, v) =>
      t("finding.say.within", { count: Number(v("call_back_within_minutes")) }),
    ),
  ],
  out_of_hours: (said) => [said.busiest()],
  trunk_unavailable: (said) => [
    said.busiest(),
    said.say(["lines_now", "lines"], (t, v) => t("finding.say.lines", { now: v("lines_now"), lines: v("lines") })),
  ],
  long_greeting: (said) => [
    said.say(["length_seconds"], (t, v) => t("finding.say.length", { count: Number(v("length_seconds")) })),
    said.say(["worst_second"], (t, v) => t("finding.say.worst", { second: v("worst_second") })),
    said.say(["shorten_to_seconds"], (t, v) => t("finding.say.shorten", { count: Number(v("shorten_to_seconds")) })),
  ],
  overloaded_person: (said) => [
    said.say(["unanswered_share", "others_share"], (t) =>
      t("finding.say.overloaded", {
        who: said.first(),
        own: said.percent("unanswered_share"),
        others: said.percent("others_share"),
      }),
    ),
  ],
};

type Value = (name: string) => string;

/** The values of a proposal, and how they are worded. */
class Said {
  private readonly value: Value;
  private readonly finding: Finding;
  private readonly t: TFunction;
  private readonly language: string;

  constructor(finding: Finding, t: TFunction, language: string) {
    const values = new Map(finding.proposal);
    this.value = (name) => values.get(name) ?? "";
    this.finding = finding;
    this.t = t;
    this.language = language;
  }

  /** The sentence, when all it needs was given. */
  say(needed: string[], sentence: (t: TFunction, value: Value) => string): string {
    return needed.every((name) => this.value(name) !== "") ? sentence(this.t, this.value) : "";
  }

  busiest(): string {
    return this.say(["weekdays", "from", "to", "people"], (t, v) =>
      t("finding.say.busiest", {
        when: this.when(),
        people: t("report.counted.people", { count: Number(v("people")) }),
      }),
    );
  }

  when(): string {
    const days = daysOf(this.value("weekdays"), this.t);
    return this.t("finding.say.when", { days, from: this.value("from"), to: this.value("to") });
  }

  percent(name: string): string {
    return percent(Number(this.value(name)), this.language, 0);
  }

  first(): string {
    return this.finding.who[0]?.[0] ?? this.t("finding.say.somebody");
  }

  /** `staff_1` = `09:00-11:00 3, 11:00-18:00 5` → Monday and its hours. */
  shifts(): Shift[] {
    return this.finding.proposal.flatMap(([name, text]) => {
      const place = Number(/^staff_([1-7])$/.exec(name)?.[1]) - 1;
      const day = DAYS[place];
      if (!day) return [];
      const hours = text.split(", ").map((one) => one.replace("-", "–").replace(/ (?=\d+$)/, " — "));
      return [{ day: this.t(`report.days.${day}`), hours }];
    });
  }
}
