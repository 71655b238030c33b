// What files are to those who look at them: which kind, how large a place they take, what their names say.

/** @import { Media } from "../wire.js" */

/** @typedef {"image" | "video" | "audio" | "file"} MediaKind  as the site sorts them, too */

// What the site sends to be shown; everything else it sends to be kept.
const SHOWN = /^(image\/(?:png|jpeg|gif|webp|avif)|video\/(?:mp4|webm|quicktime)|audio\/(?:mpeg|ogg|wav|mp4|webm|flac|aac))$/;

/** @param {Pick<Media, "type">} media @returns {MediaKind} */
export const kindOf = ({ type }) => (SHOWN.test(type) ? /** @type {MediaKind} */ (type.split("/")[0]) : "file");

/** Said, and not played: it came with a drawing of its sound. @param {Media} media */
export const isVoice = (media) => kindOf(media) === "audio" && media.waveform !== undefined;

/** No picture is larger in the timeline, and none too small to be hit. */
const WIDTH_MAX = 480;
const HEIGHT_MAX = 320;
const WIDTH_MIN = 96;
const HEIGHT_MIN = 64;
/** The handles of a player need this much. */
const VIDEO_WIDTH_MIN = 256;
/** Of what nobody knows the measures of. */
const UNKNOWN = { width: 320, height: 240 };

/** The place a picture or a video takes, known before it is there. @param {Media} media */
export function boxOf(media) {
  const { width, height } = media.width && media.height ? { width: media.width, height: media.height } : UNKNOWN;
  const isVideo = kindOf(media) === "video";
  const scale = Math.min(WIDTH_MAX / width, HEIGHT_MAX / height, isVideo ? Infinity : 1);
  const within = (/** @type {number} */ least, /** @type {number} */ size) => Math.max(least, Math.round(size * scale));
  return { width: within(isVideo ? VIDEO_WIDTH_MIN : WIDTH_MIN, width), height: within(HEIGHT_MIN, height) };
}

/**
 * How many pictures stand beside each other, row by row: two or three, and never one alone.
 * @param {number} count at least two
 * @returns {number[]} for each picture
 */
export function besides(count) {
  /** @type {number[]} */
  const rows = [];
  for (let left = count; left > 0; left -= rows.at(-1) ?? left) rows.push(left === 2 || left === 4 ? 2 : 3);
  return rows.flatMap((row) => Array(row).fill(row));
}
