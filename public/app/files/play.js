// How long films and sounds are, and what a film looks like.

import { thumbhashOf, thumbnailOf } from "./canvas.js";

/** @import { About } from "../net/upload.js" */
/** @import { Prepared } from "../state/uploads.js" */

/** What takes longer is sent without. */
const PATIENCE_MS = 10_000;
/** The first picture of a film is often black. */
const POSTER_S = 1;

/** @param {Blob} bytes @returns {Promise<Partial<Prepared>>} nothing, when this browser cannot play it */
export function filmOf(bytes) {
  return played("video", bytes, /** @type {Partial<Prepared>} */ ({}), /** @returns {Promise<Partial<Prepared>>} */ async (element) => {
    const film = /** @type {HTMLVideoElement} */ (element);
    const { videoWidth: width, videoHeight: height } = film;
    const duration_ms = await durationOf(film);
    if (width === 0) return { kind: "audio", about: { ...duration_ms } };
    await sought(film, Math.min(POSTER_S, (duration_ms.duration_ms ?? 0) / 10_000));
    const size = { width, height };
    return { kind: "video", about: { ...size, ...duration_ms, thumbhash: await thumbhashOf(film, size) }, thumbnail: await thumbnailOf(film, size) };
  });
}

/** @param {Blob} bytes @returns {Promise<About>} */
export const lengthOf = (bytes) => played("audio", bytes, {}, durationOf);

/**
 * @template T
 * @param {"video" | "audio"} kind @param {Blob} bytes @param {T} otherwise @param {(element: HTMLMediaElement) => Promise<T>} look @returns {Promise<T>}
 */
async function played(kind, bytes, otherwise, look) {
  const element = /** @type {HTMLMediaElement} */ (document.createElement(kind));
  const address = URL.createObjectURL(bytes);
  Object.assign(element, { muted: true, preload: "auto", playsInline: true, src: address });
  try {
    return await inTime(happened(element, "loadeddata").then(() => look(element)));
  } catch {
    return otherwise;
  } finally {
    element.removeAttribute("src");
    element.load();
    URL.revokeObjectURL(address);
  }
}

/** A recording says how long it is only at its end. @param {HTMLMediaElement} element @returns {Promise<About>} */
async function durationOf(element) {
  if (element.duration === Infinity) {
    const known = new Promise((resolve) => {
      element.ondurationchange = () => element.duration !== Infinity && resolve(undefined);
    });
    element.currentTime = Number.MAX_SAFE_INTEGER;
    await known;
  }
  return element.duration > 0 && element.duration < Infinity ? { duration_ms: Math.round(element.duration * 1_000) } : {};
}

/** @param {HTMLMediaElement} element @param {number} second */
async function sought(element, second) {
  const there = happened(element, "seeked");
  element.currentTime = second;
  await there;
}

/** @param {HTMLMediaElement} element @param {"loadeddata" | "seeked"} what */
const happened = (element, what) =>
  new Promise((resolve, reject) => {
    element.addEventListener(what, resolve, { once: true });
    element.addEventListener("error", () => reject(element.error), { once: true });
  });

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
const inTime = (work) => Promise.race([work, new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE_MS))]);
