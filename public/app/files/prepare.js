// What is done with a file before it leaves: what it tells about its owner is taken out, and what others want to know before
// they have loaded it is found out.

import { withoutTraces } from "./boxes.js";
import { drawn, thumbhashOf, thumbnailOf, written } from "./canvas.js";
import { filmOf, lengthOf } from "./play.js";
import { formOf, stripped } from "./strip.js";

/** @import { About } from "../net/upload.js" */
/** @import { Kind, Prepared } from "../state/uploads.js" */
/** @import { Form } from "./strip.js" */

/** Larger ones are no photographs, and would not fit into memory as often as it takes. */
const PICTURE_MAX = 128 * 1024 * 1024;
/** As small as its small picture would be. */
const SMALL_BYTES = 64 * 1024;
const SMALL_SIDE = 640;
const FORMS = /** @type {const} */ ({ jpeg: "image/jpeg", png: "image/png", webp: "image/webp" });

/** What it is shown as while it waits. @param {{type: string}} file @returns {Kind} */
export function kindOf({ type }) {
  const kind = type.split("/")[0];
  if (type === "image/svg+xml") return "file";
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "file";
}

/** @param {File} file @returns {Promise<Prepared>} */
export async function prepare(file) {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const form = formOf(head);
  const kind = kindOf(file);
  /** @type {Prepared} */
  const plain = { kind: kind === "image" ? "file" : kind, bytes: file, name: file.name, about: {} };
  if (form === "boxes") return prepareBoxes(file);
  if (form && file.size <= PICTURE_MAX) return (await preparePicture(file, form)) ?? plain;
  if (kind === "video") return { ...plain, ...(await filmOf(file)) };
  if (kind === "audio") return { ...plain, about: await lengthOf(file) };
  if (kind === "image") return { ...plain, ...(await lookedAt(file)) };
  return plain;
}

/** Null when it is none. @param {File} file @param {Exclude<Form, "boxes">} form @returns {Promise<Prepared | null>} */
async function preparePicture(file, form) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  try {
    if (form === "gif") return bitmap && { kind: "image", bytes: file, name: file.name, ...(await describedBy(bitmap, file, true)) };
    const found = stripped(new Uint8Array(await file.arrayBuffer()), form);
    if (!found && !bitmap) return null;
    const type = FORMS[form];
    // What cannot be taken apart is drawn anew, and what was to be turned is turned.
    const again = bitmap && (!found || (found.orientation !== 1 && !found.moves));
    const bytes = again ? await written(drawn(bitmap, bitmap), type) : new Blob(/** @type {BlobPart[]} */ (found?.parts), { type });
    if (!bitmap) return { kind: "file", bytes, name: file.name, about: {} };
    return { kind: "image", bytes, name: file.name, ...(await describedBy(bitmap, bytes, found?.moves ?? false)) };
  } finally {
    bitmap?.close();
  }
}

/** @param {ImageBitmap} bitmap @param {Blob} bytes @param {boolean} moves  what moves has a picture that does not */
async function describedBy(bitmap, bytes, moves) {
  const { width, height } = bitmap;
  const isSmall = bytes.size <= SMALL_BYTES && Math.max(width, height) <= SMALL_SIDE && !moves;
  /** @type {About} */
  const about = { width, height, thumbhash: await thumbhashOf(bitmap, bitmap) };
  return { about, thumbnail: isSmall ? undefined : await thumbnailOf(bitmap, bitmap) };
}

/** A picture of a kind that is left as it is. @param {Blob} file @returns {Promise<Partial<Prepared>>} */
async function lookedAt(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return {};
  try {
    return { kind: "image", ...(await describedBy(bitmap, file, false)) };
  } finally {
    bitmap.close();
  }
}

/** A film, a sound, or a picture of a newer kind. @param {File} file @returns {Promise<Prepared>} */
async function prepareBoxes(file) {
  const bytes = await withoutTraces(file);
  const plain = { kind: /** @type {Kind} */ ("file"), bytes, name: file.name, about: {} };
  const brand = new TextDecoder().decode(await file.slice(8, 12).arrayBuffer());
  if (/^(avif|avis)$/.test(brand)) return { ...plain, ...(await lookedAt(bytes)) };
  if (/^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) return (await asJpeg(bytes, file.name)) ?? plain;
  if (kindOf(file) === "audio" || brand === "M4A ") return { ...plain, kind: "audio", about: await lengthOf(bytes) };
  return { ...plain, ...(await filmOf(bytes)) };
}

/** What few browsers show becomes what all of them do, where this one can. @param {Blob} bytes @param {string} name @returns {Promise<Prepared | null>} */
async function asJpeg(bytes, name) {
  const bitmap = await createImageBitmap(bytes).catch(() => null);
  if (!bitmap) return null;
  try {
    const jpeg = await written(drawn(bitmap, bitmap), "image/jpeg");
    return { kind: "image", bytes: jpeg, name: `${name.replace(/\.\w+$/, "")}.jpg`, ...(await describedBy(bitmap, jpeg, false)) };
  } finally {
    bitmap.close();
  }
}
