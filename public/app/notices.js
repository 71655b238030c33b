// Short remarks at the edge of the screen: what was done, or what went wrong outside any form.

import { signal } from "@preact/signals";
import { t } from "./i18n.js";

/** @import { Key, Values } from "./i18n.js" */

/** Long enough to read twice. */
const SHOWN_MS = 6_000;

export const notice = signal(/** @type {string | null} */ (null));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Key} key @param {Values} [values] */
export function tell(key, values) {
  say(t(key, values));
}

/** @param {string} text */
export function say(text) {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(dismiss, SHOWN_MS);
}

export function dismiss() {
  notice.value = null;
}
