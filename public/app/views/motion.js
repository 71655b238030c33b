// Pictures that move: which do, whether they may by themselves, and how one looks when it stands still.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

/** @import { Media } from "../wire.js" */

const query = matchMedia("(prefers-reduced-motion: reduce)");
/** Whoever wants no movement gets none unasked. */
export const still = signal(query.matches);
query.addEventListener("change", () => (still.value = query.matches));

/** More than this is fetched only for those who ask. */
const UNASKED_MAX_BYTES = 4_000_000;

/** @param {Media} media */
export const mayMoveUnasked = (media) => !still.value && media.size <= UNASKED_MAX_BYTES;

/** Where a WebP says what it is made of: bytes 12 to 15 "VP8X", and among the flags after that one for movement. */
const WEBP_HEAD = 20;
const WEBP_MOVES = 0b10;
/** @type {Map<string, Promise<boolean>>} */
const looked = new Map();
/** Those that were found to move. @type {Set<string>} */
const found = new Set();

/** As far as it is known by now. @param {Media} media */
export const isMoving = (media) => media.type === "image/gif" || found.has(media.id);

/** A GIF is taken to move; a WebP is looked into, once it is near. Null: not known yet. @param {Media} media @param {boolean} near @returns {boolean | null} */
export function useMoves(media, near) {
  const [moves, setMoves] = useState(media.type === "image/gif" ? true : media.type === "image/webp" ? null : false);
  useEffect(() => {
    if (moves !== null || !near) return;
    let wanted = true;
    const answer = looked.get(media.id) ?? webpMoves(media.url);
    looked.set(media.id, answer);
    void answer.then((does) => {
      if (does) found.add(media.id);
      if (wanted) setMoves(does);
    });
    return () => {
      wanted = false;
    };
  }, [near]);
  return moves;
}

/** @param {string} url @returns {Promise<boolean>} */
async function webpMoves(url) {
  try {
    const response = await fetch(url, { headers: { range: `bytes=0-${WEBP_HEAD}` } });
    // Without ranges the whole of it would come.
    if (response.status !== 206) {
      await response.body?.cancel();
      return false;
    }
    const head = new Uint8Array(await response.arrayBuffer());
    return String.fromCharCode(...head.slice(12, 16)) === "VP8X" && (head[WEBP_HEAD] & WEBP_MOVES) !== 0;
  } catch {
    return false;
  }
}

/** The first picture of one that moves, as an address of its own; null if it cannot be shown. @param {string} url @returns {Promise<string | null>} */
export async function firstFrame(url) {
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve));
    return blob && URL.createObjectURL(blob);
  } catch {
    return null;
  }
}
