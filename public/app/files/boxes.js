// Files made of boxes: MP4, QuickTime, HEIC and AVIF. What they say about where and when they were made is blotted out where
// it stands, so that nothing else moves: the boxes of a film that hold it become free room, the data of a picture zeros.

/** @typedef {{name: string, at: number, body: number, end: number}} Box */
/** @typedef {{at: number, bytes: Uint8Array, inFile?: boolean}} Patch  what is to stand there instead; counted from the box, or in the file */

/** More than any head of a file that is meant to be read while it comes. */
const HEAD_MAX = 64 * 1024 * 1024;
const FREE = new Uint8Array([0x66, 0x72, 0x65, 0x65]);

/** @param {Uint8Array} bytes */
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** @param {Uint8Array} bytes @param {number} at */
export const nameAt = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

/** One after another. @param {Uint8Array} bytes @param {number} from @param {number} to @returns {Generator<Box>} */
function* boxesIn(bytes, from, to) {
  for (let at = from; at + 8 <= to; ) {
    const box = boxAt(bytes, at, to);
    if (!box) return;
    yield box;
    at = box.end;
  }
}

/** @param {Uint8Array} bytes at least the first 16 of it @param {number} at @param {number} limit @param {number} [shift] where the bytes begin @returns {Box | null} */
function boxAt(bytes, at, limit, shift = 0) {
  const view = viewOf(bytes);
  const here = at - shift;
  let size = view.getUint32(here);
  let head = 8;
  if (size === 1 && here + 16 <= bytes.length) {
    size = Number(view.getBigUint64(here + 8));
    head = 16;
  } else if (size === 0) size = limit - at;
  if (size < head || at + size > limit) return null;
  return { name: nameAt(bytes, here + 4), at, body: at + head, end: at + size };
}

/** The boxes of a file of any length, of which only their heads are read. @param {Blob} file @returns {Promise<Box[]>} */
async function outermost(file) {
  const found = [];
  for (let at = 0; at + 8 <= file.size; ) {
    const head = new Uint8Array(await file.slice(at, at + 16).arrayBuffer());
    const box = boxAt(head, at, file.size, at);
    if (!box) break;
    found.push(box);
    at = box.end;
  }
  return found;
}

/** @param {Blob} file an MP4, QuickTime, HEIC or AVIF file @returns {Promise<Blob>} the same, without */
export async function withoutTraces(file) {
  /** @type {Patch[]} */
  const patches = [];
  for (const box of await outermost(file)) {
    if (box.name === "udta" || box.name === "uuid") patches.push(...freed(box));
    if ((box.name !== "moov" && box.name !== "meta") || box.end - box.at > HEAD_MAX) continue;
    const bytes = new Uint8Array(await file.slice(box.at, box.end).arrayBuffer());
    const inner = box.body - box.at;
    const found = box.name === "moov" ? tracesInFilm(bytes, inner) : tracesInPicture(bytes, inner);
    patches.push(...found.map((patch) => (patch.inFile ? patch : { ...patch, at: patch.at + box.at })));
  }
  return patched(file, patches);
}

/** @param {Uint8Array} bytes @param {number} from @param {number} [to] @returns {Patch[]} */
export function tracesInFilm(bytes, from, to = bytes.length) {
  return [...boxesIn(bytes, from, to)].flatMap((box) => {
    if (box.name === "udta" || box.name === "meta" || box.name === "uuid") return freed(box);
    return box.name === "trak" ? tracesInFilm(bytes, box.body, box.end) : [];
  });
}

/** Free room of the same size: what was in it is not left for those who look there. @param {Box} box @returns {Patch[]} */
const freed = ({ at, body, end }) => [
  { at: at + 4, bytes: FREE },
  { at: body, bytes: new Uint8Array(Math.min(end - body, HEAD_MAX)) },
];

/** Where the EXIF and XMP of a HEIC or AVIF lie: its `meta` box names its items, and says where each is. @param {Uint8Array} bytes @param {number} from @returns {Patch[]} */
export function tracesInPicture(bytes, from) {
  const boxes = [...boxesIn(bytes, from + 4, bytes.length)];
  const items = boxes.find(({ name }) => name === "iinf");
  const places = boxes.find(({ name }) => name === "iloc");
  const data = boxes.find(({ name }) => name === "idat");
  if (!items || !places) return [];
  const wanted = tellingItems(bytes, items);
  return extents(bytes, places)
    .filter(({ item }) => wanted.has(item))
    .map(({ at, size, inData }) => {
      const patch = { bytes: new Uint8Array(Math.min(size, HEAD_MAX)) };
      return inData && data ? { ...patch, at: data.body + at } : { ...patch, at, inFile: true };
    });
}

/** @param {Uint8Array} bytes @param {Box} box */
function tellingItems(bytes, box) {
  const view = viewOf(bytes);
  const wide = view.getUint8(box.body) > 0;
  const found = new Set();
  for (const entry of boxesIn(bytes, box.body + (wide ? 8 : 6), box.end)) {
    const version = view.getUint8(entry.body);
    if (version < 2) continue;
    const id = version === 2 ? view.getUint16(entry.body + 4) : view.getUint32(entry.body + 4);
    const kind = nameAt(bytes, entry.body + (version === 2 ? 8 : 10));
    if (kind === "Exif" || kind === "mime") found.add(id);
  }
  return found;
}

/** @param {Uint8Array} bytes @param {Box} box @returns {{item: number, at: number, size: number, inData: boolean}[]} */
function extents(bytes, box) {
  const view = viewOf(bytes);
  let at = box.body;
  const take = (/** @type {number} */ size) => {
    const value = size === 0 ? 0 : size === 2 ? view.getUint16(at) : size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
    at += size;
    return value;
  };
  const version = view.getUint8(at);
  at += 4;
  const sizes = take(2);
  const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15);
  const found = [];
  for (let left = take(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const item = take(version < 2 ? 2 : 4);
    const inData = version > 0 && (take(2) & 15) === 1;
    take(2);
    const start = take(base);
    for (let more = take(2); more > 0; more -= 1) {
      if (version > 0) take(index);
      const from = take(offset);
      found.push({ item, at: start + from, size: take(length), inData });
    }
  }
  return found;
}

/** @param {Blob} file @param {Patch[]} patches */
function patched(file, patches) {
  if (patches.length === 0) return file;
  const parts = [];
  let at = 0;
  for (const patch of patches.sort((a, b) => a.at - b.at)) {
    if (patch.at < at || patch.at + patch.bytes.length > file.size) continue;
    parts.push(file.slice(at, patch.at), /** @type {BlobPart} */ (patch.bytes));
    at = patch.at + patch.bytes.length;
  }
  return new Blob([...parts, file.slice(at)], { type: file.type });
}
