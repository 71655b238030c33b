// A JPEG without what it says about where, when and with what it was taken.

import { orientationOf } from "./tiff.js";

/** @import { Stripped } from "./strip.js" */

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;

/** @param {Uint8Array} bytes @returns {Stripped} */
export function strippedJpeg(bytes) {
  /** @type {Uint8Array[]} */
  const parts = [bytes.subarray(0, 2)];
  let orientation = 1;
  let at = 2;
  for (;;) {
    const mark = bytes[at + 1];
    if (bytes[at] !== 0xff || mark === undefined) throw new RangeError("no segment");
    if (mark === 0xff) {
      at += 1;
      continue;
    }
    // What comes after the end is another picture, a film of the same moment, or not meant for anybody.
    if (mark === EOI) return { parts: [...parts, bytes.subarray(at, at + 2)], orientation };
    const end = endOfSegment(bytes, at, mark);
    const segment = bytes.subarray(at, end);
    if (mark === APP1 && starts(segment, "Exif\0")) orientation = orientationOf(segment.subarray(10));
    if (isNeeded(mark, segment)) parts.push(segment);
    at = end;
  }
}

/** @param {Uint8Array} bytes @param {number} at @param {number} mark */
function endOfSegment(bytes, at, mark) {
  if (mark === SOI || mark === 0x01 || (mark >= 0xd0 && mark <= 0xd7)) return at + 2;
  const size = (bytes[at + 2] << 8) | bytes[at + 3];
  const end = at + 2 + size;
  if (!(size >= 2 && end <= bytes.length)) throw new RangeError("a segment without an end");
  return mark === SOS ? endOfScan(bytes, end) : end;
}

/** The picture itself goes on to the next mark that is neither escaped nor one to start again from. @param {Uint8Array} bytes @param {number} from */
function endOfScan(bytes, from) {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new RangeError("a scan without an end");
}

/** Colours need their profile, and some decoders the two marks of those who wrote it. @param {number} mark @param {Uint8Array} segment */
function isNeeded(mark, segment) {
  if (mark === COM) return false;
  if (mark < APP0 || mark > APP15) return true;
  if (mark === APP0) return starts(segment, "JFIF\0");
  if (mark === APP2) return starts(segment, "ICC_PROFILE\0");
  return mark === APP14 && starts(segment, "Adobe");
}

/** @param {Uint8Array} segment @param {string} name */
const starts = (segment, name) => [...name].every((char, index) => segment[4 + index] === char.charCodeAt(0));
