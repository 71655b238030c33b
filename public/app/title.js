// The words on the tab and the number on the app's icon: where one is, and how many messages are meant for one.

import { effect, signal } from "@preact/signals";
import { session, waiting } from "./confab.js";
import { t } from "./i18n.js";

/** The page as its heading has it; empty where the site is all there is to say. */
export const page = signal("");

export function keepTitle() {
  effect(() => {
    const site = session.site.value?.name ?? "Confab";
    const isIn = session.phase.value === "in";
    const title = page.value && page.value !== site ? t("title", { page: page.value, site }) : site;
    const count = isIn ? waiting.value : 0;
    document.title = count > 0 ? t("title.count", { count, title }) : title;
  });
  effect(() => {
    // Where apps have icons with numbers. Whether the system shows them is its business.
    const count = session.phase.value === "in" ? waiting.value : 0;
    navigator.setAppBadge?.(count).catch(() => {});
  });
}
