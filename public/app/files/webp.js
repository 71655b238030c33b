// A WebP without EXIF and XMP.

import { orientationOf } from "./tiff.js";

/** @import { Stripped } from "./strip.js" */

const NEEDED = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
const HEAD = 12;
/** What the header says is there. */
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** @param {Uint8Array} bytes @returns {Stripped} */
export function strippedWebp(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length + 1) throw new RangeError("it ends too early");
  /** @type {Uint8Array[]} */
  const chunks = [];
  let orientation = 1;
  let moves = false;
  for (let at = HEAD; at + 8 <= end; ) {
    const size = view.getUint32(at + 4, true);
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const next = at + 8 + size + (size % 2);
    if (at + 8 + size > bytes.length) throw new RangeError("a chunk without an end");
    if (name === "EXIF") orientation = orientationOf(withoutMark(bytes.subarray(at + 8, at + 8 + size)));
    if (name === "ANIM") moves = true;
    if (NEEDED.has(name)) chunks.push(name === "VP8X" ? withoutFlags(bytes.subarray(at, next)) : bytes.subarray(at, next));
    at = next;
  }
  const head = bytes.slice(0, HEAD);
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  new DataView(head.buffer).setUint32(4, length, true);
  return { parts: [head, ...chunks], orientation, moves };
}

/** Some write here what only a JPEG has before it. @param {Uint8Array} exif */
const withoutMark = (exif) => (exif[0] === 0x45 && exif[1] === 0x78 ? exif.subarray(6) : exif);

/** @param {Uint8Array} chunk */
function withoutFlags(chunk) {
  const changed = chunk.slice();
  changed[8] &= ~(HAS_EXIF | HAS_XMP);
  return changed;
}
