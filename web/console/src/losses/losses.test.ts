import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { calculate } from "../../mock/losses.mjs";
import { report as october } from "../../mock/month.mjs";
import type { Finding, Mapping } from "../api/report";
import { about, number, percent, roubles } from "../format/number";
import { loadWords } from "../i18n";
import { EXAMPLE, figuresOf, limitOf, readAsked } from "./calculator/figures";
import { counting, growing, linear } from "./calculator/scale";
import { typedFigure } from "./calculator/typing";
import { choose, missing, padded } from "./files/mapping";
import { adviceOf } from "./report/advice";
import { daysOf } from "./report/days";
import { causeName, metricValue, sayAhead, sayMoney, sayPeople, wayWords } from "./report/sentences";
import { barsOf, heatLevel, hoursShown } from "./report/steps";

const russian = i18next.createInstance();
const english = i18next.createInstance();
beforeAll(async () => {
  await loadWords(russian, "ru");
  await loadWords(english, "en");
});

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");
const loss1 = calculate(EXAMPLE);

describe("figures", () => {
  it.each([
    [1240, "ru", "1 240"],
    [0.5, "ru", "0,5"],
    [-12.25, "en", "−12.25"],
    [-0.001, "en", "0"],
  ])("%d in %s", (value, language, shown) => expect(plain(number(value, language, 2))).toBe(shown));

  it("says shares and sums the way each language writes them", () => {
    expect(plain(percent(0.17355, "ru"))).toBe("17,4 %");
    expect(percent(0.2, "en")).toBe("20%");
    expect(plain(roubles(13_600.4, "ru"))).toBe("13 600 ₽");
    expect(plain(roubles(12.5, "ru"))).toBe("12,50 ₽");
  });

  it.each([
    [13_612, "13 600 ₽"],
    [707_200, "707 000 ₽"],
    [947, "950 ₽"],
    [0, "0 ₽"],
  ])("does not pretend to know %d to the rouble", (amount, shown) => expect(plain(about(amount, "ru"))).toBe(shown));

  it.each([
    ["50 000 ₽", 50_000],
    ["17,5 %", 17.5],
    ["1\u202f200", 1200],
    ["", undefined],
    ["много", undefined],
    ["-3", undefined],
  ])("reads %j as typed", (text, value) => expect(typedFigure(text)).toBe(value));
});

describe("sentences", () => {
  it("tell LOSS-1 as a person would", () => {
    expect(plain(`${sayPeople(loss1, russian.t)} ${sayMoney(loss1, russian.t, "ru", "week")}`)).toBe(
      "12 пропущенных звонков — это 10 человек. 3 дозвонились сами, 2 дождались вашего звонка, " +
        "1 не в счёт: спам или ошибка. Потеряно: 4 человека. Это около 13 600 ₽ за неделю.",
    );
    expect(plain(`${sayPeople(loss1, english.t)} ${sayMoney(loss1, english.t, "en", "day")}`)).toBe(
      "12 missed calls come from 10 people. 3 got through later, 2 were called back, " +
        "1 does not count: spam or a mistake. Lost: 4 people. That is about 13 600 ₽ a day.",
    );
    expect(plain(sayAhead(13_600, "week", russian.t, "ru"))).toBe(
      "Если так каждую неделю, за год выйдет около 707 000 ₽.",
    );
  });

  it("say that nobody is lost, and then no sum", () => {
    const none = calculate({ ...EXAMPLE, missed: 5, people: 5, spam: 0, rang_again: 3, called_back: 2 });
    expect(sayPeople(none, russian.t)).toContain("Никто не потерян.");
    expect(sayMoney(none, russian.t, "ru")).toBe("");
  });

  it("group thousands inside a sentence", () => {
    expect(plain(sayPeople(october, russian.t))).toContain("1 104 человека");
  });

  it("stay readable for codes nobody has translated yet", () => {
    expect(causeName("lost_in_space", russian.t)).toBe("lost in space");
    expect(wayWords("refunds", russian.t)).toEqual({ title: "refunds", why: "" });
    const finding = { kind: "new_kind", proposal: [["seats", "3"]] } as unknown as Finding;
    expect(adviceOf(finding, russian.t, "ru")).toEqual({ sentences: [], shifts: [], values: [["seats", "3"]] });
  });

  it("give a metric in its unit, and a dash for nothing", () => {
    const metric = (value: number | null, unit: string) =>
      plain(metricValue({ name: "x", value, unit, sample: 1 }, russian.t, "ru"));
    expect([metric(0.7312, "share"), metric(14.2, "seconds"), metric(187, "seconds"), metric(null, "share")]).toEqual([
      "73,1 %",
      "14,2 с",
      "3:07",
      "—",
    ]);
  });
});

describe("what was asked", () => {
  it("keeps people among the calls, and those who came back among the people", () => {
    expect(figuresOf({})).toEqual(EXAMPLE);
    expect(figuresOf({ missed: 3 })).toMatchObject({ people: 3, spam: 1, rang_again: 2, called_back: 0 });
    expect(figuresOf({ missed: 120 }).people).toBe(100);
    expect(limitOf("rang_again", EXAMPLE)).toBe(7);
  });

  it("takes from an address only what is a figure", () => {
    expect(readAsked({ missed: "20", cheque: "-1", margin: 7, p_served: "x", period: "year" })).toEqual({
      missed: 20,
      margin: 1,
      period: undefined,
    });
  });
});

describe("sliders", () => {
  it.each([linear(0, 1, 0.01), counting(1, 40, 3000), growing(500, 5_000_000)])(
    "lead back to the place of each figure",
    (scale) => {
      for (let place = 0; place <= scale.places; place += 1) expect(scale.placeOf(scale.valueAt(place))).toBe(place);
    },
  );

  it("reach both ends and never go down", () => {
    const scale = growing(500, 5_000_000);
    const values = Array.from({ length: scale.places + 1 }, (_, place) => scale.valueAt(place));
    expect([values[0], values.at(-1)]).toEqual([500, 5_000_000]);
    expect([...values].sort((a, b) => a - b)).toEqual(values);
    expect(scale.valueAt(scale.placeOf(51_000))).toBe(50_000);
  });
});

describe("pictures", () => {
  it("hang each subtraction where the one before ended, down to the net", () => {
    const bars = barsOf(loss1.waterfall);
    for (let at = 2; at < bars.length - 1; at += 1) expect(bars[at]?.to).toBeCloseTo(bars[at - 1]?.from ?? -1);
    expect(bars.at(-1)?.to).toBeCloseTo(bars.at(-2)?.from ?? -1);
  });

  it("show at least a working day, and more when people are lost outside it", () => {
    expect(hoursShown([])).toEqual({ from: 9, to: 18 });
    expect(hoursShown(october.when)).toEqual({ from: 9, to: 20 });
  });

  it("leave an empty cell empty and fill the fullest", () => {
    expect([heatLevel(0, 9), heatLevel(1, 9), heatLevel(9, 9)]).toEqual([0, 1, 4]);
  });
});

describe("columns", () => {
  const guess: Mapping = { columns: ["start", "ignored", "from"], date_order: "day_first", heading_rows: 1 };

  it("start from the guess, and a meaning given anew leaves its old column", () => {
    const whole = padded(guess, 4);
    expect(whole.columns).toEqual(["start", "ignored", "from", "ignored"]);
    expect(choose(whole, 3, "from").columns).toEqual(["start", "ignored", "ignored", "from"]);
    expect(choose(whole, 0, "ignored").columns).toEqual(["ignored", "ignored", "from", "ignored"]);
  });

  it("are enough when they say when, who, and whether anybody answered", () => {
    expect(missing(guess)).toEqual(["outcome"]);
    expect(missing(choose(guess, 1, "talk"))).toEqual([]);
    expect(missing(choose(guess, 0, "date"))).toEqual(["start", "outcome"]);
  });
});

describe("proposals", () => {
  const proposed = (place: number) => adviceOf(october.findings[place]!, russian.t, "ru");

  it("say what was measured and what to do", () => {
    expect(plain(proposed(0).sentences.join(" "))).toBe(
      "Больше всего не хватает: пн, с 12:00 до 14:00. Нужно 4, сейчас 2. " +
        "Посчитано так, чтобы 80 % людей ждали не дольше 20 секунд; сейчас они в среднем готовы ждать 1:35, " +
        "а звонок занимает 3:07. Добавьте людей в эти часы: сдвиньте обед или начало смены.",
    );
    expect(proposed(0).shifts[0]).toEqual({
      day: "Пн",
      hours: ["09:00–12:00 — 3", "12:00–14:00 — 4", "14:00–18:00 — 3"],
    });
    expect(proposed(1).sentences[0]).toBe("Чаще всего: пн–пт, с 18:00 до 20:00 — 12\u00a0человек.");
  });

  it("leave a sentence out when its values are not there", () => {
    const finding = { ...october.findings[0]!, kind: "callback_discipline", proposal: [] };
    expect(adviceOf(finding, russian.t, "ru").sentences).toHaveLength(1);
  });

  it.each([
    ["1,2,3,4,5", "пн–пт"],
    ["1,2,6", "пн, вт, сб"],
    ["7", "вс"],
    ["", ""],
  ])("name days %s as people do", (weekdays, said) => expect(daysOf(weekdays, russian.t)).toBe(said));
});
