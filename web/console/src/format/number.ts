import { money } from "./money";

const THIN = "\u202f";

/** 1240 → `1 240`, with thin spaces that do not break. At most `digits` decimals, and only when there are any. */
export function number(value: number, language: string, digits = 0): string {
  const [whole = "0", rest] = Math.abs(value).toFixed(digits).split(".");
  const tail = rest?.replace(/0+$/, "");
  const sign = value < 0 && Number(whole + (tail ?? "")) !== 0 ? "−" : "";
  const point = language === "en" ? "." : ",";
  return sign + whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) + (tail ? point + tail : "");
}

/** 0.1735 → `17,4 %` in Russian, `17.4%` in English. */
export function percent(share: number, language: string, digits = 1): string {
  const gap = language === "en" ? "" : "\u00a0";
  return `${number(share * 100, language, digits)}${gap}%`;
}

/** Roubles as the report carries them. Kopecks are noise in a loss of thousands, so they show only in small amounts. */
export function roubles(amount: number, language: string): string {
  const kopecks = Math.round(amount * 100);
  return money(Math.abs(amount) < 1000 ? kopecks : Math.round(amount) * 100, language);
}

/** An amount that is an estimate: two significant digits below a thousand, three above. `13 612` → `13 600`. */
export function about(amount: number, language: string): string {
  if (amount === 0) return roubles(0, language);
  const digits = Math.abs(amount) < 1000 ? 2 : 3;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(amount))) + 1 - digits);
  return roubles(Math.round(amount / step) * step, language);
}
