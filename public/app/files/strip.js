// Pictures tell more than they show: where they were taken, when, with what and by whom. That is taken out before anything
// leaves this machine.

import { nameAt } from "./boxes.js";
import { strippedJpeg } from "./jpeg.js";
import { strippedPng } from "./png.js";
import { strippedWebp } from "./webp.js";

/**
 * @typedef {object} Stripped
 * @property {Uint8Array[]} parts  of the file, one after another
 * @property {number} orientation  how it was to be turned, which is no longer said in it
 * @property {boolean} [moves]
 *
 * @typedef {"jpeg" | "png" | "webp" | "gif" | "boxes"} Form
 */

/** Told by the first bytes, as the site does. @param {Uint8Array} bytes @returns {Form | null} */
export function formOf(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (nameAt(bytes, 0) === "\x89PNG") return "png";
  if (nameAt(bytes, 0) === "RIFF" && nameAt(bytes, 8) === "WEBP") return "webp";
  if (nameAt(bytes, 0) === "GIF8") return "gif";
  return ["ftyp", "moov", "wide", "mdat"].includes(nameAt(bytes, 4)) ? "boxes" : null;
}

/** Null when it is not what it says it is. @param {Uint8Array} bytes @param {"jpeg" | "png" | "webp"} form @returns {Stripped | null} */
export function stripped(bytes, form) {
  try {
    if (form === "jpeg") return strippedJpeg(bytes);
    return form === "png" ? strippedPng(bytes) : strippedWebp(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
