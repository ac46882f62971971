import type { TFunction } from "i18next";
import { number } from "../../format/number";

const UNITS = ["b", "kb", "mb", "gb"] as const;

/** 7 340 032 → `7 МБ`. */
export function fileSize(bytes: number, t: TFunction, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const unit = UNITS[power] ?? "b";
  return t(`files.bytes.${unit}`, { n: number(bytes / 1024 ** power, language, power > 1 ? 1 : 0) });
}
