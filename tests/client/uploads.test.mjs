// Files on their way: few at once, over cuts and times without a network, and with a reason when it does not work.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../public/app/net/api.js';
import { Parcel, Tray } from '../../public/app/state/tray.js';
import { AT_ONCE, ATTEMPTS, Uploads } from '../../public/app/state/uploads.js';
import { settled } from './surroundings.mjs';

/** @import { Transport } from '../../public/app/net/upload.js' */
/** @import { Upload } from '../../public/app/state/uploads.js' */

const PART = 10;
const LIMITS = { file_bytes: 100, person_bytes: 1000, person_used: 0, site_bytes: 10_000, site_used: 0, per_message: 10, part_bytes: PART };

/** A site that remembers, and does what the test wants before it answers. @param {Partial<typeof LIMITS>} [limits] */
function site(limits = {}) {
  const world = {
    online: true,
    /** @type {string[]} */ asked: [],
    /** @type {number[]} */ pauses: [],
    /** @type {(what: string) => unknown} */ before: () => {},
    /** @type {(() => void)[]} */ waiting: [],
    /** @type {Set<number>} */ parts: new Set(),
    ids: 0,
  };
  /** @param {string} what @param {AbortSignal} [signal] */
  async function ask(what, signal) {
    world.asked.push(what);
    if (!world.online) throw new Problem({ code: 'offline' });
    await world.before(what);
    if (signal?.aborted) throw new Problem({ code: 'cancelled' });
  }
  /** @param {string} id @param {object} [more] */
  const media = (id, more) => ({ id, name: 'a', type: 'image/png', size: 5, url: `/media/${id}/a`, ...more });
  const transport = /** @type {Transport} */ ({
    send: async () => {},
    whole: async (_room, name, bytes, { signal, onProgress }) => {
      await ask(`whole ${name} ${bytes.size}`, signal);
      onProgress?.(bytes.size);
      return media(`m${(world.ids += 1)}`);
    },
    begin: async (_room, name, size) => {
      await ask(`begin ${name} ${size}`);
      return { id: 'u1', size, part_bytes: PART, received: [] };
    },
    look: async (id) => {
      await ask(`look ${id}`);
      return { id, size: 0, part_bytes: PART, received: [...world.parts] };
    },
    part: async (_id, part, bytes, { signal, onProgress }) => {
      await ask(`part ${part} ${bytes.size}`, signal);
      onProgress?.(bytes.size);
      world.parts.add(part);
    },
    complete: async (id) => {
      await ask(`complete ${id}`);
      return media(id);
    },
    abandon: (id) => ask(`abandon ${id}`),
    describe: async (id, about) => {
      await ask(`describe ${id} ${JSON.stringify(about)}`);
      return media(id, about);
    },
    thumbnail: (id) => ask(`thumbnail ${id}`),
    remove: (id) => ask(`remove ${id}`),
    limits: async () => {
      if (!world.online) throw new Problem({ code: 'offline' });
      return { ...LIMITS, ...limits };
    },
  });
  const uploads = new Uploads({
    transport,
    prepare: async (file) => ({ kind: 'file', bytes: file, name: file.name, about: {} }),
    whenOnline: async () => {
      if (!world.online) await new Promise((resolve) => world.waiting.push(() => resolve(undefined)));
    },
    pause: async (ms) => void world.pauses.push(ms),
    now: () => 0,
  });
  const back = () => {
    world.online = true;
    for (const go of world.waiting.splice(0)) go();
  };
  return { world, uploads, back };
}

/** @param {number} size */
const file = (size, name = 'a') => new File([new Uint8Array(size)], name);
/** @param {Upload} upload */
const state = ({ status }) => status.value.state;
/** @param {() => boolean} isSo */
async function until(isSo) {
  for (let turn = 0; turn < 100 && !isSo(); turn += 1) await settled();
  assert.ok(isSo(), String(isSo));
}

test('a small file goes in one, and what is known of it follows', async () => {
  const { world, uploads } = site();
  const upload = uploads.add('room', file(5), { waveform: [1, 2] });
  await until(() => state(upload) === 'done');
  assert.deepEqual(world.asked, ['whole a 5', 'describe m1 {"waveform":[1,2]}']);
  assert.equal(upload.media.value?.id, 'm1');
  assert.equal(upload.progress.value, 1);
});

test(`at most ${AT_ONCE} at once; the next begins when one is done`, async () => {
  const { world, uploads } = site();
  /** @type {(() => void)[]} */
  const holds = [];
  world.before = () => new Promise((resolve) => holds.push(() => resolve(undefined)));
  const all = [1, 2, 3, 4, 5].map((size) => uploads.add('room', file(size)));
  await until(() => world.asked.length === AT_ONCE);
  assert.deepEqual(all.map(state), ['uploading', 'uploading', 'uploading', 'waiting', 'waiting']);
  holds[1]();
  await until(() => world.asked.length === AT_ONCE + 1);
  assert.deepEqual(all.map(state), ['uploading', 'done', 'uploading', 'uploading', 'waiting']);
});

test('a large one goes in parts; after a cut only what is missing is sent again', async () => {
  const { world, uploads } = site();
  let cut = true;
  world.before = (what) => {
    if (what === 'part 3 10' && cut) {
      cut = false;
      throw new Problem({ code: 'offline' });
    }
  };
  const upload = uploads.add('room', file(35));
  await until(() => state(upload) === 'done');
  assert.deepEqual(world.asked, [
    'begin a 35', 'part 1 10', 'part 2 10', 'part 3 10', 'look u1', 'part 3 10', 'part 4 5', 'complete u1',
  ]);
  assert.equal(upload.media.value?.id, 'u1');
});

test('parts that were cleared away meanwhile are sent from the beginning', async () => {
  const { world, uploads } = site();
  let cut = true;
  world.before = (what) => {
    if (what === 'part 2 10' && cut) {
      cut = false;
      throw new Problem({ code: 'offline' });
    }
    if (what === 'look u1') throw new Problem({ code: 'not_found' });
  };
  const upload = uploads.add('room', file(20));
  await until(() => state(upload) === 'done');
  assert.deepEqual(world.asked, ['begin a 20', 'part 1 10', 'part 2 10', 'look u1', 'begin a 20', 'part 1 10', 'part 2 10', 'complete u1']);
});

test('without a network it waits for one, however long, and then goes on', async () => {
  const { world, uploads, back } = site();
  world.online = false;
  const upload = uploads.add('room', file(5));
  await until(() => world.waiting.length === 1);
  assert.equal(state(upload), 'held');
  back();
  await until(() => state(upload) === 'done');
});

test('the limits are asked for again when they could not be: a large file goes in parts all the same', async () => {
  const { world, uploads, back } = site();
  world.online = false;
  const upload = uploads.add('room', file(15));
  await until(() => world.waiting.length === 1);
  back();
  await until(() => state(upload) === 'done');
  assert.deepEqual(world.asked.slice(-4), ['begin a 15', 'part 1 10', 'part 2 5', 'complete u1']);
});

test('a connection that is cut again and again is given up, and tried again when asked to', async () => {
  const { world, uploads } = site();
  world.before = () => {
    throw new Problem({ code: 'offline' });
  };
  const upload = uploads.add('room', file(5));
  await until(() => state(upload) === 'failed');
  assert.equal(world.asked.length, ATTEMPTS);
  assert.deepEqual(world.pauses, [1_000, 2_000, 4_000, 8_000, 16_000]);
  world.before = () => {};
  uploads.retry(upload);
  await until(() => state(upload) === 'done');
});

test('too fast is waited for as long as the site says', async () => {
  const { world, uploads } = site();
  let first = true;
  world.before = () => {
    if (first) {
      first = false;
      throw new Problem({ code: 'too_fast', retryAfterMs: 700 });
    }
  };
  const upload = uploads.add('room', file(5));
  await until(() => state(upload) === 'done');
  assert.deepEqual(world.pauses, [700]);
});

const TOO_MUCH = /** @type {const} */ ([
  ['the file', {}, 120, 'file_too_large', 20],
  ['the person', { person_used: 970 }, 50, 'person_full', 20],
  ['the site', { site_used: 9_999 }, 50, 'site_full', 49],
]);
for (const [whose, limits, size, code, over] of TOO_MUCH) {
  test(`too much for ${whose} is said before a byte has left, and by how much`, async () => {
    const { world, uploads } = site(limits);
    const upload = uploads.add('room', file(size));
    await until(() => state(upload) === 'failed');
    assert.deepEqual(upload.status.value, { state: 'failed', trouble: { code, over, detail: undefined } });
    assert.deepEqual(world.asked, []);
  });
}

test('what is on its way counts: several that are each small enough may be too much together', async () => {
  const { world, uploads } = site({ person_used: 900 });
  world.before = () => new Promise(() => {});
  const [first, second] = [uploads.add('room', file(60)), uploads.add('room', file(60))];
  await until(() => state(second) === 'failed' || state(first) === 'failed');
  assert.deepEqual([state(first), state(second)].sort(), ['failed', 'uploading']);
});

test('an empty file and one that cannot be read say so', async () => {
  const { uploads } = site();
  const empty = uploads.add('room', file(0));
  await until(() => state(empty) === 'failed');
  assert.equal(/** @type {any} */ (empty.status.value).trouble.code, 'empty');
});

test('cancelled, it stops at once, and nothing of it is left on the site', async () => {
  const { world, uploads } = site();
  /** @type {() => void} */
  let go = () => {};
  world.before = (what) => (what.startsWith('part 2') ? new Promise((resolve) => (go = () => resolve(undefined))) : undefined);
  const upload = uploads.add('room', file(30));
  await until(() => world.asked.includes('part 2 10'));
  uploads.cancel(upload);
  go();
  await settled();
  assert.equal(state(upload), 'cancelled');
  assert.deepEqual(world.asked.slice(-1), ['abandon u1']);

  const done = uploads.add('room', file(5));
  await until(() => state(done) === 'done');
  uploads.cancel(done);
  assert.deepEqual(world.asked.slice(-1), ['remove m1']);
  const waiting = [1, 2, 3, 4].map(() => uploads.add('room', file(5))).at(-1);
  if (waiting) uploads.cancel(waiting);
  await settled();
  assert.equal(waiting && state(waiting), 'cancelled', 'nor does one that had not begun');
});

test('what it shows is told at once when it is there, and with the rest when it is not', async () => {
  const { world, uploads } = site();
  const upload = uploads.add('room', file(5));
  void uploads.describe(upload, 'a tree');
  await until(() => state(upload) === 'done');
  await uploads.describe(upload, 'two trees');
  assert.deepEqual(world.asked, ['whole a 5', 'describe m1 {"alt":"a tree"}', 'describe m1 {"alt":"two trees"}']);
  assert.equal(upload.media.value?.alt, 'two trees');
});

test('a tray takes as many as fit, says how many did not, and gives all of them away', async () => {
  const { uploads } = site();
  /** @type {string[]} */
  const sent = [];
  const tray = new Tray(uploads, 'room', (_parcel, nonce) => sent.push(nonce));
  assert.equal(tray.add([file(1), file(2), file(3)], 2), 1);
  await until(() => tray.kept.value.length === 2);
  const parcel = tray.take();
  assert.deepEqual(tray.items.value, []);
  assert.equal(tray.take(), null);
  assert.deepEqual(parcel?.entry, { state: 'queued', files: ['a', 'a'], attachments: ['m1', 'm2'] });
  parcel?.sent('nonce');
  assert.deepEqual(sent, ['nonce']);
});

test('a tray with a failure in it says so', async () => {
  const { uploads } = site();
  const tray = new Tray(uploads, 'room', () => {});
  tray.add([file(200)], 10);
  await until(() => tray.isStuck());
  tray.remove(tray.items.value[0]);
  assert.equal(tray.isStuck(), false);
});

test('what was kept comes back once', () => {
  const { uploads } = site();
  const tray = new Tray(uploads, 'room', () => {});
  const media = { id: 'm9', name: 'a', type: 'image/png', size: 5, url: '/media/m9/a', alt: 'a tree' };
  tray.restore([media]);
  tray.restore([media]);
  assert.deepEqual(tray.items.value.map(({ alt, status }) => [alt.value, status.value.state]), [['a tree', 'done']]);
});

test('a parcel arrives when all of it has that is still wanted', async () => {
  const { world, uploads } = site();
  /** @type {Map<string, () => void>} */
  const holds = new Map();
  world.before = (what) => new Promise((resolve) => holds.set(what, () => resolve(undefined)));
  const items = [1, 2, 3].map((size) => uploads.add('room', file(size)));
  const parcel = new Parcel(uploads, items, () => {});
  assert.deepEqual(parcel.entry, { state: 'uploading', files: ['a', 'a', 'a'] });
  /** @type {string[][]} */
  const arrived = [];
  parcel.follow((ids) => arrived.push(ids));
  await until(() => holds.size === 3);
  holds.get('whole a 2')?.();
  holds.get('whole a 3')?.();
  await until(() => state(items[2]) === 'done');
  assert.deepEqual(arrived, []);
  parcel.remove(items[0]);
  await settled();
  assert.deepEqual(arrived, [['m1', 'm2']]);
});
