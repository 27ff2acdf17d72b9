/** Every text of the pages in both languages; the compiler finds one that is missing. */
import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en";
import { ja } from "./ja";

export type Language = "en" | "ja";

export function startTexts(language: Language): typeof i18n {
  void i18n.use(initReactI18next).init({
    resources: { en: { translation: en }, ja: { translation: ja } },
    lng: language,
    fallbackLng: "en",
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  document.documentElement.lang = language;
  return i18n;
}

export function preferred(): Language {
  const kept = localStorage.getItem("hakobu.language");
  if (kept === "en" || kept === "ja") return kept;
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
}

export function speak(language: Language): void {
  localStorage.setItem("hakobu.language", language);
  document.documentElement.lang = language;
  void i18n.changeLanguage(language);
}
