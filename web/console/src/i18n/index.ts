import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en";
import { ru } from "./ru";

export type Language = "ru" | "en";
const KEY = "otklik.language";

export function savedLanguage(): Language {
  return localStorage.getItem(KEY) === "en" ? "en" : "ru";
}

export function speak(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export async function startLanguage(): Promise<void> {
  document.documentElement.lang = savedLanguage();
  await i18next.use(initReactI18next).init({
    resources: { ru: { translation: ru }, en: { translation: en } },
    lng: savedLanguage(),
    fallbackLng: "ru",
    interpolation: { escapeValue: false },
  });
}
