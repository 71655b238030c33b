// Short remarks at the edge of the screen: what was done, or what went wrong outside any form.

import { signal } from "@preact/signals";
import { t } from "./i18n.js";

/** @import { Key, Values } from "./i18n.js" */

/** Long enough to read twice. */
const SHOWN_MS = 6_000;

/**
 * @typedef {object} More
 * @property {string} [href]  where the remark leads
 * @property {{label: string, run: () => void}} [action]  what can be done about it
 * @property {boolean} [stays]  until it is dismissed
 * @typedef {More & {text: string}} Remark
 */

export const notice = signal(/** @type {Remark | null} */ (null));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Key} key @param {Values} [values] */
export function tell(key, values) {
  say(t(key, values));
}

/** @param {string} text @param {More} [more] */
export function say(text, more = {}) {
  notice.value = { text, ...more };
  clearTimeout(timer);
  if (!more.stays) timer = setTimeout(dismiss, SHOWN_MS);
}

export function dismiss() {
  notice.value = null;
}
