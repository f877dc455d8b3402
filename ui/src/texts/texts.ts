import { computed, effect, signal } from "@preact/signals";
import { en, type Texts } from "./en";
import { fr } from "./fr";

/** Every language there is: its catalogue, and what it calls itself. */
export const languages = {
  en: { name: "English", texts: en },
  fr: { name: "Français", texts: fr },
};
export type Language = keyof typeof languages;

const key = "trigo.language";

function isLanguage(word: string | null): word is Language {
  return word !== null && word in languages;
}

/** The first of `preferred` (BCP 47, as the browser has them) that there is; else English. */
export function languageOf(preferred: readonly string[]): Language {
  return preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

function begin(): Language {
  const chosen = localStorage.getItem(key);
  return isLanguage(chosen) ? chosen : languageOf(navigator.languages);
}

export const language = signal<Language>(begin());

/** All texts, in the language of now. */
export const texts = computed<Texts>(() => languages[language.value].texts);

/** Stays chosen when the page is loaded again. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(key, chosen);
  language.value = chosen;
}

effect(() => {
  document.documentElement.lang = language.value;
});
