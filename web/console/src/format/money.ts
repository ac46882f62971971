const THIN = "\u202f";

/** Kopecks → `485 000 ₽`, `1 234,50 ₽`: thin spaces that do not break, kopecks only when there are any. */
export function money(kopecks: number, language: string): string {
  const sign = kopecks < 0 ? "−" : "";
  const whole = Math.trunc(Math.abs(kopecks) / 100);
  const rest = Math.abs(kopecks) % 100;
  const grouped = String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  const point = language === "en" ? "." : ",";
  const tail = rest === 0 ? "" : `${point}${String(rest).padStart(2, "0")}`;
  return `${sign}${grouped}${tail}${THIN}₽`;
}
