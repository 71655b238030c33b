// Pictures drawn smaller, upright, or as another kind of file.

/** What a picture is drawn from. @typedef {ImageBitmap | HTMLVideoElement | HTMLCanvasElement} Drawable */

/** Good enough that nobody sees it was done. */
const QUALITY = 0.92;
/** Of a small picture; less and less, until it is small enough. */
const QUALITIES = [0.8, 0.65, 0.5, 0.3];
const THUMBNAIL_SIDE = 640;
const THUMBNAIL_BYTES = 256 * 1024;
/** What a thumbhash is made of: nothing finer is left in it. */
const HASHED_SIDE = 100;

/** @param {number} width @param {number} height @param {number} side at most */
export function fitted(width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** @param {Drawable} source @param {{width: number, height: number}} size @param {string} [ground] what shows through where it is clear */
export function drawn(source, { width, height }, ground) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new RangeError("too large to be drawn");
  context.imageSmoothingQuality = "high";
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** What the browser cannot write, it writes as PNG. @param {HTMLCanvasElement} canvas @param {string} type @param {number} [quality] @returns {Promise<Blob>} */
export function written(canvas, type, quality = QUALITY) {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new RangeError("too large to be written"))), type, quality),
  );
}

/** @param {Drawable} source @param {{width: number, height: number}} size @returns {Promise<Blob | undefined>} */
export async function thumbnailOf(source, size) {
  const canvas = drawn(source, fitted(size.width, size.height, THUMBNAIL_SIDE));
  return smallEnough(canvas, THUMBNAIL_BYTES);
}

/** As WebP, or JPEG where that cannot be written. @param {HTMLCanvasElement} canvas @param {number} bytes @returns {Promise<Blob | undefined>} */
export async function smallEnough(canvas, bytes) {
  for (const quality of QUALITIES) {
    let blob = await written(canvas, "image/webp", quality);
    if (blob.type !== "image/webp") blob = await written(drawn(canvas, canvas, "#fff"), "image/jpeg", quality);
    if (blob.size <= bytes) return blob;
  }
  return undefined;
}

/** A few bytes that show its colours until it is there. @param {Drawable} source @param {{width: number, height: number}} size */
export async function thumbhashOf(source, size) {
  const small = fitted(size.width, size.height, HASHED_SIDE);
  const canvas = drawn(source, small);
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, small.width, small.height).data;
  if (!pixels) return undefined;
  const { rgbaToThumbHash } = await import("thumbhash");
  return btoa(String.fromCharCode(...rgbaToThumbHash(small.width, small.height, pixels)));
}
