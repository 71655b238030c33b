// How a picture is to be turned, as cameras write it: one number in the TIFF that EXIF data are.

const ORIENTATION = 0x0112;
/** Kept in no file from a camera more deeply than this. */
const ENTRIES_MAX = 512;

/** 1 is upright, and what is assumed of anything that cannot be read. @param {Uint8Array} tiff @returns {number} 1 to 8 */
export function orientationOf(tiff) {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const first = view.getUint32(4, little);
    const entries = Math.min(view.getUint16(first, little), ENTRIES_MAX);
    for (let at = first + 2, left = entries; left > 0; left -= 1, at += 12) {
      if (view.getUint16(at, little) !== ORIENTATION) continue;
      const turned = view.getUint16(at + 8, little);
      return turned >= 1 && turned <= 8 ? turned : 1;
    }
  } catch (error) {
    // It ends before it should.
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}
