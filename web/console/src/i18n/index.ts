import i18next, { type FormatterModule, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { number } from "../format/number";
import { storage } from "../prefs/storage";
import { en } from "./en";
import { ru } from "./ru";

export type Language = "ru" | "en";
const KEY = "otklik.language";

export function savedLanguage(): Language {
  return languageOf(storage.getItem(KEY));
}

/** Whatever else a browser or a page asks for, the console speaks one of its two. */
export const languageOf = (name: string | null): Language => (name === "en" ? "en" : "ru");

export function speak(language: Language): void {
  storage.setItem(KEY, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export async function startLanguage(): Promise<void> {
  const language = wantedLanguage();
  storage.setItem(KEY, language);
  document.documentElement.lang = language;
  i18next.use(initReactI18next);
  await loadWords(i18next, language);
}

/** Figures inside sentences look as figures in tables do. */
const grouping: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _format, shown) =>
    typeof value === "number" ? number(value, shown ?? "ru", 2) : String(value),
};

/** Both tables, and thousands set apart the way the rest of the console does it. */
export async function loadWords(words: i18n, language: Language): Promise<void> {
  await words.use(grouping).init({
    resources: { ru: { translation: ru }, en: { translation: en } },
    lng: language,
    fallbackLng: "ru",
    interpolation: { escapeValue: false, alwaysFormat: true },
  });
}

/** A page on somebody's site is asked for in the language of that site; what is asked for is remembered. */
function wantedLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("language");
  return asked === "ru" || asked === "en" ? asked : savedLanguage();
}
