import { describe, expect, it } from "vitest";
import { dueOf, localInput } from "./due";
import { money } from "./money";
import { phone } from "./phone";
import { dateOf, duration, when, whenLine } from "./time";

const THIN = "\u202f";

describe("phone", () => {
  it.each([
    ["+79160000001", "+7 916 000-00-01"],
    ["+77010000012", "+7 701 000-00-12"],
    ["+375290000031", "+375 29 000-00-31"],
    ["+998901234567", "+998 90 123-45-67"],
    ["+12125550123", "+1 212 555-0123"],
  ])("groups %s by its country", (raw, shown) => expect(phone(raw)).toBe(shown));

  it.each(["101", "anonymous", "+7495", "+35312345678", "sip:a@b"])("leaves %s as it is", (raw) =>
    expect(phone(raw)).toBe(raw),
  );
});

describe("money", () => {
  it.each([
    [18_450_000, "ru", `184${THIN}500${THIN}₽`],
    [1_260_050, "ru", `12${THIN}600,50${THIN}₽`],
    [1_260_050, "en", `12${THIN}600.50${THIN}₽`],
    [5, "ru", `0,05${THIN}₽`],
    [-150_000, "ru", `−1${THIN}500${THIN}₽`],
    [123_456_789_00, "ru", `123${THIN}456${THIN}789${THIN}₽`],
  ])("%d in %s", (kopecks, language, shown) => expect(money(kopecks, language)).toBe(shown));
});

describe("duration", () => {
  it.each([
    [0, "0:00"],
    [9.9, "0:09"],
    [65, "1:05"],
    [3605, "1:00:05"],
    [-3, "0:00"],
  ])("%d s", (seconds, shown) => expect(duration(seconds)).toBe(shown));
});

describe("when", () => {
  const now = new Date(2026, 10, 21, 14, 8, 0);
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
  it("says a moment of today exactly and relatively", () => {
    expect(whenLine(at(2026, 10, 21, 14, 5), now.getTime(), "ru")).toBe("в 14:05, 3 мин назад");
    expect(whenLine(at(2026, 10, 21, 14, 5), now.getTime(), "en")).toBe("at 14:05, 3 min ago");
  });
  it("says the future", () => {
    expect(when(at(2026, 10, 22, 10, 0), now.getTime(), "ru")).toEqual({
      exact: "завтра в 10:00",
      relative: "через 19 ч",
    });
  });
  it("names days in whole words", () => {
    expect(when(at(2026, 10, 19, 14, 0), now.getTime(), "ru")).toEqual({
      exact: "19 ноября в 14:00",
      relative: "2 дня назад",
    });
  });
  it("leaves the hour out of another year", () => {
    expect(when(at(2019, 2, 12, 9, 0), now.getTime(), "ru").exact).toBe("12 марта 2019");
  });
  it("calls this very moment so", () => {
    expect(when(now.toISOString(), now.getTime(), "ru").relative).toBe("сейчас");
  });
});

describe("dateOf", () => {
  it("shows a date in words and a bare year as it is", () => {
    expect(dateOf("2009-04-20", "ru")).toBe("20 апреля 2009");
    expect(dateOf("2009", "ru")).toBe("2009");
  });
});

describe("due choices", () => {
  it("moves the end of the day to tomorrow when the day is over", () => {
    expect(dueOf("end_of_day", new Date(2026, 10, 21, 14, 0))).toEqual(new Date(2026, 10, 21, 18, 0));
    expect(dueOf("end_of_day", new Date(2026, 10, 21, 18, 30))).toEqual(new Date(2026, 10, 22, 18, 0));
  });
  it("fills the calendar field in local time", () => {
    expect(localInput(new Date(2026, 0, 5, 9, 7))).toBe("2026-01-05T09:07");
  });
});
