// Whether the bytes of a file are still there. A browser does not tell an element why it got nothing: the site is asked.

import { signal } from "@preact/signals";

/** @import { Media } from "../wire.js" */

/** Ids of what is no longer available: wherever it is shown, that is said once for all. */
export const bytesGone = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/** After something could not be shown. @param {Media} media @returns {Promise<"here" | "gone" | "unknown">} */
export async function lookAfter(media) {
  try {
    const { ok, status } = await fetch(media.url, { method: "HEAD", cache: "no-store" });
    if (ok) return "here";
    if (status !== 404 && status !== 410) return "unknown";
    bytesGone.value = new Set(bytesGone.peek()).add(media.id);
    return "gone";
  } catch {
    return "unknown";
  }
}

/** The address that keeps a file instead of showing it. @param {Media} media */
export const keepAddress = ({ url }) => `${url}?download`;

/** One after the other, as if each had been clicked. @param {readonly Media[]} attachments */
export function keep(attachments) {
  for (const media of attachments) {
    const link = document.createElement("a");
    link.href = keepAddress(media);
    link.download = media.name;
    link.click();
  }
}
