// A problem in words that say what happened and what to do.

import { t } from "../i18n.js";

/** @import { Key } from "../i18n.js" */
/** @typedef {{code: string, detail?: string, retryAfterMs?: number}} Trouble */

/** @type {Record<string, Key>} */
const MEANINGS = {
  offline: "problem.offline",
  disconnected: "problem.disconnected",
  internal: "problem.internal",
  unauthenticated: "problem.unauthenticated",
  not_found: "problem.not_found",
  name_taken: "problem.name_taken",
  too_large: "problem.too_large",
  upload_lost: "problem.upload_lost",
};

/** @param {Trouble} trouble @param {Partial<Record<string, Key>>} [here] what a code means in this place */
export function explain({ code, detail, retryAfterMs }, here = {}) {
  const special = here[code];
  if (special) return t(special);
  if (code === "too_fast") return t("problem.too_fast", { count: Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000)) });
  const meaning = MEANINGS[code];
  // The site knows best what is wrong with what was entered, or why it may not be, and says it for people.
  return meaning ? t(meaning) : detail || t(code === "forbidden" ? "problem.forbidden" : "problem.internal");
}
