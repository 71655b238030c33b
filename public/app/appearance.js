// Light, dark, or whatever the system says. The first paint is theme.js's; this is for changing one's mind.

import { signal } from "@preact/signals";

/** @typedef {"system" | "light" | "dark"} Theme */

const KEY = "confab.theme";
const root = document.documentElement;

export const theme = signal(/** @type {Theme} */ (root.dataset.theme ?? "system"));

/** @param {Theme} wanted */
export function chooseTheme(wanted) {
  theme.value = wanted;
  if (wanted === "system") {
    localStorage.removeItem(KEY);
    delete root.dataset.theme;
  } else {
    localStorage.setItem(KEY, wanted);
    root.dataset.theme = wanted;
  }
}
