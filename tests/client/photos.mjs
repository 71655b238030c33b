// Photographs as cameras write them: red on the left, blue on the right, 48 × 32, with the place, the camera and its owner
// in them.

/** @param {string} base64 */
const plain = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

export const PLAIN_JPEG = plain(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNj' +
  'AAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAAB' +
  'ZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAA' +
  't4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABt' +
  'bHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEycc' +
  'HhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09P' +
  'T09PT09PT09PT09PT09PT09PT09PT0//wAARCAAgADADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUG/8QAFBABAAAAAAAAAAAAAAAAAAAA' +
  'AP/EABYBAQEBAAAAAAAAAAAAAAAAAAYHBf/EABkRAQADAQEAAAAAAAAAAAAAAAAGQ4LBwv/aAAwDAQACEQMRAD8Az4DGUkQl1CMYndn0KSarXAAxFV0B' +
  'HVVEJdQjGJ3Z9Ckmq1wAMRV//9k=',
);
export const PLAIN_PNG = plain(
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAYAAABU1PscAAAAcElEQVR4AeySQQoAIAzDhv//83xDCUWECN7WyhLPzmzzluv3zOfHBV4L1IAGIAG/EASI' +
  '4xrACGGBBiBAHNcARggLNAAB4rgGMEJYoAEIEMcDA/itSoELVLAGpRoIYFVGNVDBGpRqIIBVGdVABWtQegEAAP//h/8Q/gAAAAZJREFUAwBx3l/hCNgn' +
  '2AAAAABJRU5ErkJggg==',
);
export const PLAIN_WEBP = plain(
  'UklGRkACAABXRUJQVlA4WAoAAAAgAAAALwAAHwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNj' +
  'AAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAAB' +
  'ZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAA' +
  't4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABt' +
  'bHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggUgAAALAEAJ0BKjAAIAA+tUqeSackIqEw' +
  'CADgFolAGKIoL8A/EDTAfIAAfjdvhXWTGAAA/uy7K3rtGGjel2//BF+mG4zG+YX/dWnl6R915cf6o58AAAA=',
);

/** What must not be in anything that leaves the browser. */
export const SECRETS = ['Exif\0', 'GPS-Of-Home', 'Secretphone 12', 'Ann Owner', 'http://ns.adobe.com/xap', 'Photoshop 3.0', 'a comment'];

/** @param {string} words */
const bytesOf = (words) => Uint8Array.from(words, (char) => char.charCodeAt(0));
/** @param {(Uint8Array | number[])[]} parts */
export const joined = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
/** @param {number} value @param {number} size @returns {number[]} highest first */
const big = (value, size) => Array.from({ length: size }, (_, index) => (value / 256 ** (size - 1 - index)) & 255);
/** @param {number} value @param {number} size */
const little = (value, size) => big(value, size).reverse();

/** TIFF: camera, owner and orientation, and where it was: 48° 51' 30" N, 2° 17' 40" E. @param {number} orientation */
export function exifOf(orientation) {
  const words = joined(bytesOf('Secretphone 12\0'), [0]);
  const owner = joined(bytesOf('Ann Owner\0'));
  const name = joined(bytesOf('GPS-Of-Home\0'));
  const [entries, gpsEntries] = [4, 5];
  const first = 8;
  const gps = first + 2 + entries * 12 + 4;
  const data = gps + 2 + gpsEntries * 12 + 4;
  const at = { model: data, owner: data + 16, name: data + 26, north: data + 38, east: data + 62 };
  /** @param {number} tag @param {number} kind @param {number} count @param {number[]} value */
  const entry = (tag, kind, count, value) => joined(big(tag, 2), big(kind, 2), big(count, 4), value);
  /** @param {number[]} parts */
  const angle = (...parts) => joined(...parts.flatMap((part) => [big(part, 4), big(1, 4)]));
  return joined(
    bytesOf('MM'), big(42, 2), big(first, 4),
    big(entries, 2),
    entry(0x0110, 2, 15, big(at.model, 4)),
    entry(0x0112, 3, 1, [...big(orientation, 2), 0, 0]),
    entry(0x013b, 2, 10, big(at.owner, 4)),
    entry(0x8825, 4, 1, big(gps, 4)),
    big(0, 4),
    big(gpsEntries, 2),
    entry(0x0001, 2, 2, [0x4e, 0, 0, 0]),
    entry(0x0002, 5, 3, big(at.north, 4)),
    entry(0x0003, 2, 2, [0x45, 0, 0, 0]),
    entry(0x0004, 5, 3, big(at.east, 4)),
    entry(0x001b, 2, 12, big(at.name, 4)),
    big(0, 4),
    words, owner, name, angle(48, 51, 30), angle(2, 17, 40),
  );
}

/** @param {number} mark @param {Uint8Array} content */
const segment = (mark, content) => joined([0xff, mark], big(content.length + 2, 2), content);

/** @param {{orientation?: number}} [how] */
export function jpegPhoto({ orientation = 1 } = {}) {
  return joined(
    PLAIN_JPEG.subarray(0, 2),
    segment(0xe1, joined(bytesOf('Exif\0\0'), exifOf(orientation))),
    segment(0xe1, bytesOf('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>')),
    segment(0xed, bytesOf('Photoshop 3.0\0Ann Owner')),
    segment(0xfe, bytesOf('a comment')),
    PLAIN_JPEG.subarray(2),
    // A film of the moment, as some telephones put it behind the picture.
    bytesOf('....ftypmp42 GPS-Of-Home'),
  );
}

/** Its checksum is not looked at by anybody here. @param {string} name @param {Uint8Array} content */
const chunk = (name, content) => joined(big(content.length, 4), bytesOf(name), content, [0, 0, 0, 0]);

/** @param {{orientation?: number}} [how] */
export function pngPhoto({ orientation = 1 } = {}) {
  const afterHead = 8 + 25;
  return joined(
    PLAIN_PNG.subarray(0, afterHead),
    chunk('eXIf', exifOf(orientation)),
    chunk('tEXt', bytesOf('Author\0Ann Owner')),
    chunk('iTXt', bytesOf('XML:com.adobe.xmp\0\0\0\0\0http://ns.adobe.com/xap/1.0/')),
    PLAIN_PNG.subarray(afterHead),
    bytesOf('GPS-Of-Home'),
  );
}

/** @param {string} name @param {Uint8Array} content */
const riffChunk = (name, content) => joined(bytesOf(name), little(content.length, 4), content, content.length % 2 ? [0] : []);

/** @param {{orientation?: number}} [how] */
export function webpPhoto({ orientation = 1 } = {}) {
  const chunks = joined(
    PLAIN_WEBP.subarray(12),
    riffChunk('EXIF', exifOf(orientation)),
    riffChunk('XMP ', bytesOf('http://ns.adobe.com/xap/1.0/ Ann Owner')),
  );
  // The header says that they are there.
  chunks[8] |= 0x0c;
  return joined(bytesOf('RIFF'), little(chunks.length + 4, 4), bytesOf('WEBP'), chunks);
}

/** @param {string} name @param {(Uint8Array | number[])[]} content */
const box = (name, ...content) => {
  const inner = joined(...content);
  return joined(big(inner.length + 8, 4), bytesOf(name), inner);
};

/** The boxes of a film that say where it was made, and of one track. */
export function film() {
  const place = box('\xa9xyz', bytesOf('GPS-Of-Home'));
  return joined(
    box('ftyp', bytesOf('mp42'), big(0, 4), bytesOf('isom')),
    box('mdat', bytesOf('the film itself')),
    box('moov', box('mvhd', big(0, 8)), box('trak', box('tkhd', big(1, 8)), box('udta', place)), box('udta', place), box('meta', bytesOf('Ann Owner'))),
  );
}

/** An AVIF whose EXIF lies beside the picture. */
export function avif() {
  const exif = joined(big(0, 4), bytesOf('Exif\0'), exifOf(1));
  const ftyp = box('ftyp', bytesOf('avif'), big(0, 4), bytesOf('mif1'));
  const items = box(
    'iinf', [0, 0, 0, 0], big(2, 2),
    box('infe', [2, 0, 0, 0], big(1, 2), big(0, 2), bytesOf('av01\0')),
    box('infe', [2, 0, 0, 0], big(2, 2), big(0, 2), bytesOf('Exif\0')),
  );
  /** @param {number} exifAt */
  const meta = (exifAt) =>
    box(
      'meta', [0, 0, 0, 0], items,
      box('iloc', [0, 0, 0, 0], [0x44, 0x00], big(2, 2),
        big(1, 2), big(0, 2), big(1, 2), big(exifAt + exif.length, 4), big(4, 4),
        big(2, 2), big(0, 2), big(1, 2), big(exifAt, 4), big(exif.length, 4)),
    );
  const exifAt = ftyp.length + meta(0).length + 8;
  return joined(ftyp, meta(exifAt), box('mdat', exif, bytesOf('av01')));
}
