import { effect, signal } from "@preact/signals";

export const themes = ["auto", "dark", "light"] as const;
export type Theme = (typeof themes)[number];

const key = "trigo.theme";

function begin(): Theme {
  const chosen = localStorage.getItem(key);
  return themes.find((theme) => theme === chosen) ?? "auto";
}

export const theme = signal<Theme>(begin());

/** Stays chosen when the page is loaded again. */
export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(key, chosen);
  theme.value = chosen;
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
