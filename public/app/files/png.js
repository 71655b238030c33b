// A PNG with what its picture is made of, and nothing else.

import { orientationOf } from "./tiff.js";

/** @import { Stripped } from "./strip.js" */

/** The picture, its colours, its size, and how it moves. */
const NEEDED = new Set(
  ["IHDR PLTE IDAT IEND tRNS", "gAMA cHRM sRGB iCCP sBIT cICP mDCV cLLI", "bKGD pHYs", "acTL fcTL fdAT"].join(" ").split(" "),
);
const HEAD = 8;
/** Of a chunk, beside what it holds: its length, its name and its checksum. */
const FRAME = 12;

/** @param {Uint8Array} bytes @returns {Stripped} */
export function strippedPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, HEAD)];
  let orientation = 1;
  let moves = false;
  for (let at = HEAD; ; ) {
    const end = at + FRAME + view.getUint32(at);
    if (end > bytes.length) throw new RangeError("a chunk without an end");
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "eXIf") orientation = orientationOf(bytes.subarray(at + 8, end - 4));
    if (name === "acTL") moves = true;
    if (NEEDED.has(name)) parts.push(bytes.subarray(at, end));
    if (name === "IEND") return { parts, orientation, moves };
    at = end;
  }
}
