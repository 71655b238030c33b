// Whether the bytes of a file are still there. A browser does not tell an element why it got nothing: the site is asked.

import { signal } from "@preact/signals";
import { api } from "../confab.js";
import { say } from "../notices.js";
import { explain } from "./explain.js";

/** @import { Media } from "../wire.js" */

/** Ids of what is no longer available: wherever it is shown, that is said once for all. */
export const bytesGone = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/** What became of it; renewed: it was only the session that had to be, and it can be fetched again. @typedef {"here" | "renewed" | "gone" | "unknown"} Found */

/** After something could not be shown. @param {Media} media */
export async function lookAfter(media) {
  const found = await lookFor(media.url);
  if (found === "gone") bytesGone.value = new Set(bytesGone.peek()).add(media.id);
  return found;
}

/**
 * Whether it is worth another try: always with a renewed session; and once if it is there, for another part of the page may
 * have renewed it meanwhile.
 * @param {Found} found @param {number} tries
 */
export const isWorthATry = (found, tries) => found === "renewed" || (found === "here" && tries === 0);

/** What a browser fetches by itself finds an access cookie that has run out: then it is for the page to renew it. @param {string} url @returns {Promise<Found>} */
export async function lookFor(url) {
  try {
    const { ok, status } = await fetch(url, { method: "HEAD", cache: "no-store" });
    if (ok) return "here";
    if (status === 401) {
      await api.get("/api/me");
      return "renewed";
    }
    return status === 404 || status === 410 ? "gone" : "unknown";
  } catch {
    return "unknown";
  }
}

/** A click on a link to a file: followed when it is sure to be let in. @param {MouseEvent} event @param {Media} media */
export function onFollow(event, media) {
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  if (api.isFresh()) {
    // What is no longer there is only noticed now.
    void lookAfter(media);
    return;
  }
  event.preventDefault();
  void api.freshen().then(
    () => api.isFresh() && link.click(),
    (problem) => say(explain(problem)),
  );
}

/** The address that keeps a file instead of showing it. @param {Media} media */
export const keepAddress = ({ url }) => `${url}?download`;

/** One after the other, as if each had been clicked. @param {readonly Media[]} attachments */
export async function keep(attachments) {
  try {
    await api.freshen();
  } catch (problem) {
    say(explain(/** @type {import("../net/api.js").Problem} */ (problem)));
    return;
  }
  for (const media of attachments) {
    const link = document.createElement("a");
    link.href = keepAddress(media);
    link.download = media.name;
    link.click();
  }
}
