// Files for the tests of media: made here, so that none has to lie in the repository. And the way they get to a page.

import assert from 'node:assert/strict';
import { SITE, ask } from './fixtures.mjs';

/** @import { Page, Route } from 'playwright-core' */
/** @typedef {{id: string, name: string, type: string, size: number, url: string, width?: number, height?: number, alt?: string, thumbnail?: string, thumbhash?: string, duration_ms?: number, waveform?: number[]}} Media */

/** Two frames, red and blue, 8×8, a tenth of a second each, for ever. */
export const MOVING_GIF = gif(8, [[220, 40, 40], [40, 80, 220]]);

/** Every frame in one colour: three bits a pixel as they are, with the code that clears the table before they would get longer. @param {number} size @param {number[][]} colours */
function gif(size, colours) {
  const word = (/** @type {number} */ value) => [value & 255, value >> 8];
  const palette = [...colours, [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]].slice(0, 4).flat();
  const frames = colours.flatMap((_, colour) => [
    0x21, 0xf9, 4, 0, ...word(10), 0, 0, // shown for 100 ms
    0x2c, ...word(0), ...word(0), ...word(size), ...word(size), 0,
    2, ...blocks(codes(size * size, colour)), 0,
  ]);
  return Buffer.from([
    ...Buffer.from('GIF89a'), ...word(size), ...word(size), 0b1001_0001, 0, 0, ...palette,
    0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 0, 0, 0,
    ...frames, 0x3b,
  ]);
}

/** @param {number} pixels @param {number} colour */
function codes(pixels, colour) {
  const [CLEAR, END] = [4, 5];
  const all = Array.from({ length: pixels }, (_, at) => (at % 2 === 0 ? [CLEAR, colour] : [colour])).flat().concat(END);
  /** @type {number[]} */
  const bytes = [];
  all.forEach((code, at) => {
    for (let bit = 0; bit < 3; bit += 1) {
      const place = at * 3 + bit;
      bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (((code >> bit) & 1) << (place & 7));
    }
  });
  return bytes;
}

/** @param {number[]} bytes */
function blocks(bytes) {
  const out = [];
  for (let at = 0; at < bytes.length; at += 255) out.push(Math.min(255, bytes.length - at), ...bytes.slice(at, at + 255));
  return out;
}

/** Of pictures of one size, a WebP that shows one after the other. @param {number} size @param {Buffer[]} pictures each a WebP */
export function movingWebp(size, pictures) {
  const three = (/** @type {number} */ value) => [value & 255, (value >> 8) & 255, value >> 16];
  const chunk = (/** @type {string} */ name, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8);
    head.write(name);
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const side = three(size - 1);
  const frames = pictures.map((picture) => {
    const at = ['VP8 ', 'VP8L'].map((name) => picture.indexOf(name)).find((found) => found > 0) ?? 12;
    return chunk('ANMF', Buffer.concat([Buffer.from([...three(0), ...three(0), ...side, ...side, ...three(100), 0]), picture.subarray(at)]));
  });
  const body = Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', Buffer.from([0b10, 0, 0, 0, ...side, ...side])), chunk('ANIM', Buffer.from([0, 0, 0, 0, 0, 0])), ...frames]);
  return chunk('RIFF', body);
}

/** A tone, one channel, eight bits. @param {number} seconds */
export function wav(seconds) {
  const rate = 8000;
  const samples = Buffer.from(Array.from({ length: rate * seconds }, (_, at) => 128 + Math.round(60 * Math.sin(at / 3))));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** A picture as a canvas makes it. @param {Page} page @param {{width: number, height: number, type?: string, hue?: number}} how */
export async function picture(page, how) {
  const encoded = await page.evaluate(({ width, height, type = 'image/png', hue = 160 }) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const wash = pen.createLinearGradient(0, 0, width, height);
    wash.addColorStop(0, `hsl(${hue} 60% 75%)`);
    wash.addColorStop(1, `hsl(${hue + 60} 50% 35%)`);
    pen.fillStyle = wash;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = 'hsl(0 0% 100% / 0.8)';
    pen.beginPath();
    pen.arc(width * 0.7, height * 0.3, Math.min(width, height) / 8, 0, 7);
    pen.fill();
    return canvas.toDataURL(type).split(',')[1];
  }, how);
  return Buffer.from(encoded, 'base64');
}

/**
 * A video of so many seconds, recorded in the browser: of noise, which takes many bytes, so that a player that goes somewhere
 * in it has to ask for those.
 * @param {Page} page @param {number} seconds @param {boolean} [sound] instead of pictures
 */
export async function recording(page, seconds, sound = false) {
  const encoded = await page.evaluate(
    async ({ seconds, sound }) => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 320, height: 180 });
      const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const noise = pen.createImageData(320, 180);
      const drawing = setInterval(() => {
        for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
        for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
        pen.putImageData(noise, 0, 0);
      }, 40);
      let stream = canvas.captureStream(25);
      if (sound) {
        const context = new AudioContext();
        const tone = context.createOscillator();
        const out = context.createMediaStreamDestination();
        tone.connect(out);
        tone.start();
        stream = out.stream;
      }
      const recorder = new MediaRecorder(stream, { mimeType: sound ? 'audio/webm' : 'video/webm;codecs=vp8', videoBitsPerSecond: 12_000_000 });
      /** @type {Blob[]} */
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const done = new Promise((resolve) => (recorder.onstop = resolve));
      recorder.start(200);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      recorder.stop();
      await done;
      clearInterval(drawing);
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    { seconds, sound },
  );
  return Buffer.from(encoded, 'base64');
}

/**
 * A page whose room also says what the test wants it to say, and whose files are the test's: for how things look before,
 * while and after they come. What the site itself does with files is asked of it where that is what is tested.
 * @param {Page} page
 */
export async function stagedRoom(page) {
  /** @type {((events: object[]) => void)[]} */
  const rooms = [];
  /** @type {Map<string, Buffer | ((route: Route) => Promise<void>)>} */
  const files = new Map();
  await page.routeWebSocket(/\/api\/rooms\/[^/]+\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => socket.send(frame));
    socket.onMessage((frame) => server.send(frame));
    rooms.push((events) => socket.send(JSON.stringify(events)));
  });
  await page.route('/media/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    const file = files.get(path);
    if (typeof file === 'function') await file(route);
    else if (file) await bytes(route, file);
    else await route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"not_found"}' });
  });
  let count = 0;
  let seq = 0;
  return {
    /** Said by somebody else. */
    said: (/** @type {object} */ more, /** @type {number} */ place = seq + 1) => {
      seq = place;
      const author = { id: 'ben', name: 'Ben', avatar: null, kind: 'member' };
      return { type: 'message', message: { seq, rev: 0, author, text: '', at: Date.now(), attachments: [], reactions: {}, mentions: [], ...more } };
    },
    /** @param {object[]} events */
    say: (...events) => rooms.at(-1)?.(events),
    files,
    isOpen: () => rooms.length > 0,
    /** @param {Partial<Media> & {name: string, type: string}} about @param {Buffer} [content] none: it is gone @param {Buffer} [thumbnail] */
    file(about, content, thumbnail) {
      const id = `staged-${(count += 1)}`;
      const url = `/media/${id}/${encodeURIComponent(about.name)}`;
      if (content) files.set(url, content);
      if (thumbnail) files.set(`/media/${id}/thumbnail`, thumbnail);
      return { id, url, size: content?.length ?? 1000, ...(thumbnail && { thumbnail: `/media/${id}/thumbnail` }), ...about };
    },
  };
}

/** With ranges, as the site does it. @param {Route} route @param {Buffer} file */
export async function bytes(route, file) {
  const range = /^bytes=(\d+)-(\d*)$/.exec((await route.request().headerValue('range')) ?? '');
  if (!range) return route.fulfill({ body: file, headers: { 'accept-ranges': 'bytes' } });
  const [from, to] = [Number(range[1]), Math.min(Number(range[2] || file.length - 1), file.length - 1)];
  return route.fulfill({ status: 206, body: file.subarray(from, to + 1), headers: { 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${to}/${file.length}` } });
}

/** Through the site: the bytes, then what is known of them. @param {Page} page @param {string} room @param {string} name @param {Buffer} content @param {object} [about] @returns {Promise<Media>} */
export async function upload(page, room, name, content, about) {
  const headers = { origin: new URL(SITE).origin };
  const stored = await page.request.post(`/api/rooms/${room}/media?name=${encodeURIComponent(name)}`, { headers: { ...headers, 'content-type': 'application/octet-stream' }, data: content });
  assert.equal(stored.status(), 201, await stored.text());
  let { media } = await stored.json();
  if (about) {
    const told = await page.request.patch(`/api/media/${media.id}`, { headers, data: about });
    assert.equal(told.status(), 200, await told.text());
    ({ media } = await told.json());
  }
  return media;
}

/** Says something with files. @param {Page} page @param {string} room @param {Media[]} files */
export async function send(page, room, files, text = '') {
  const data = { text, nonce: crypto.randomUUID(), attachments: files.map(({ id }) => id) };
  const { message } = await ask(page, 'POST', `/api/rooms/${room}/messages`, data);
  return /** @type {{seq: number, attachments: Media[]}} */ (message);
}
