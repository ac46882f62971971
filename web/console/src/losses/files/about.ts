import type { FileAbout } from "../../api/upload";

/** What one may say about the files; an empty text is not said. */
export interface AboutTyped {
  format: string;
  time_zone: string;
  own: string;
  staff: string;
  spam: string;
}

export const NUMBER_LISTS = ["own", "staff", "spam"] as const;
export type NumberList = (typeof NUMBER_LISTS)[number];

/** Formats by their names in the API. */
export const FORMATS = [
  "mango_csv",
  "uis",
  "bitrix24",
  "asterisk_cdr",
  "asterisk_cel",
  "freepbx_cdr",
  "table",
] as const;

/** Zones of Russia from west to east; the others follow by their own names. */
export const RUSSIAN_ZONES = [
  "Europe/Kaliningrad",
  "Europe/Moscow",
  "Europe/Samara",
  "Asia/Yekaterinburg",
  "Asia/Omsk",
  "Asia/Krasnoyarsk",
  "Asia/Irkutsk",
  "Asia/Yakutsk",
  "Asia/Vladivostok",
  "Asia/Magadan",
  "Asia/Kamchatka",
] as const;

/** Files are mostly of the place one sits at. */
export const emptyAbout = (): AboutTyped => ({
  format: "",
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  own: "",
  staff: "",
  spam: "",
});

/** Numbers of a list: by commas, semicolons or lines. */
export const numbersIn = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** The first of a list that is no telephone number: `8 (495) 123-45-67` is one, `офис` and `101` are none. */
export function wrongNumber(text: string): string | undefined {
  return numbersIn(text).find((one) => !/^\+?[\d\s().-]+$/.test(one) || !/^\d{10,15}$/.test(one.replace(/\D/g, "")));
}

/** What is sent; nothing while a field is wrong. */
export function aboutOf(typed: AboutTyped): FileAbout | undefined {
  if (NUMBER_LISTS.some((list) => wrongNumber(typed[list]) !== undefined)) return undefined;
  const lists = NUMBER_LISTS.map((list) => [list, numbersIn(typed[list]).join(",")]);
  return { format: typed.format, time_zone: typed.time_zone, ...Object.fromEntries(lists) };
}
