// What files are to those who look at them: how large a place they take, and a room's list of them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../public/app/net/api.js';
import { besides, boxOf, isVoice, kindOf } from '../../public/app/state/media.js';
import { Shelf } from '../../public/app/state/shelf.js';
import { message } from './surroundings.mjs';

/** @param {string} type @param {object} [more] */
const media = (type, more = {}) => ({ id: type, name: 'name', type, size: 1, url: '/media/x/name', ...more });

test('only what the site shows is a picture, a video or a sound', () => {
  const kinds = { 'image/png': 'image', 'image/svg+xml': 'file', 'video/quicktime': 'video', 'audio/flac': 'audio', 'application/pdf': 'file', 'text/plain': 'file', 'image/png; x': 'file' };
  for (const [type, kind] of Object.entries(kinds)) assert.equal(kindOf({ type }), kind, type);
  assert.equal(isVoice(media('audio/webm', { waveform: [1] })), true);
  assert.equal(isVoice(media('audio/webm')), false);
  assert.equal(isVoice(media('image/png', { waveform: [1] })), false);
});

test('a picture’s place has its shape, within 480 by 320; none is too small to be hit', () => {
  const box = (/** @type {number} */ width, /** @type {number} */ height, type = 'image/png') => Object.values(boxOf(media(type, { width, height })));
  assert.deepEqual(box(4000, 3000), [427, 320]);
  assert.deepEqual(box(1200, 300), [480, 120]);
  assert.deepEqual(box(300, 200), [300, 200], 'no larger than it is');
  assert.deepEqual(box(16, 16), [96, 64]);
  assert.deepEqual(box(100, 10_000), [96, 320]);
  assert.deepEqual(box(320, 180, 'video/webm'), [480, 270], 'a video is as large as there is place');
  assert.deepEqual(box(180, 320, 'video/webm'), [256, 320], 'with place for its handles');
  assert.deepEqual(Object.values(boxOf(media('image/avif'))), [320, 240], 'of what nobody measured');
});

test('several pictures stand in rows of two and three, and none alone', () => {
  const rows = { 2: [2, 2], 3: [3, 3, 3], 4: [2, 2, 2, 2], 5: [3, 3, 3, 2, 2], 7: [3, 3, 3, 2, 2, 2, 2], 10: [3, 3, 3, 3, 3, 3, 2, 2, 2, 2] };
  for (const [count, expected] of Object.entries(rows)) assert.deepEqual(besides(Number(count)), expected, count);
});

const png = media('image/png');
/** @param {number} seq @param {object} [more] */
const pictured = (seq, more) => message(seq, { attachments: [png], ...more });

/** @param {any[]} pages in the order in which they are asked for */
function openShelf(...pages) {
  /** @type {string[]} */
  const asked = [];
  const shelf = new Shelf('room', 'image', {
    get: async (path) => {
      asked.push(path);
      const page = pages.shift();
      if (page instanceof Problem) throw page;
      return typeof page === 'function' ? page(shelf) : page;
    },
  });
  return { asked, shelf, seqs: () => shelf.messages.value?.map(({ seq }) => seq) ?? null };
}

test('a shelf comes page by page; a page that fails takes nothing away', async () => {
  const { asked, shelf, seqs } = openShelf({ messages: [pictured(9), pictured(8)], next: 8 }, new Problem({ code: 'offline' }), { messages: [pictured(2)], next: null });
  await shelf.reload();
  await shelf.more();
  assert.equal(shelf.problem.value?.code, 'offline');
  assert.deepEqual(seqs(), [9, 8]);
  await shelf.more();
  await shelf.more();
  assert.deepEqual(seqs(), [9, 8, 2]);
  assert.equal(shelf.problem.value, null);
  assert.deepEqual(asked, ['/api/rooms/room/media?kind=image&limit=30', ...Array(2).fill('/api/rooms/room/media?kind=image&limit=30&before=8')]);
});

test('what is sent comes, what is deleted goes; other kinds are none of its business', async () => {
  const { shelf, seqs } = openShelf({ messages: [pictured(9), pictured(8)], next: 8 });
  shelf.told([{ type: 'message', message: pictured(10) }]);
  assert.equal(seqs(), null, 'nothing is known yet');
  await shelf.reload();
  shelf.told([
    { type: 'message', message: pictured(10) },
    { type: 'message', message: message(11, { attachments: [media('audio/mpeg')] }) },
    { type: 'changed', rev: 1, message: message(9, { attachments: [], deleted_at: 1 }) },
    { type: 'changed', rev: 2, message: pictured(3, { text: 'edited' }) },
  ]);
  assert.deepEqual(seqs(), [10, 8], 'an old one that was edited comes with its page');
  assert.deepEqual(shelf.items.map(({ media }) => media.type), ['image/png', 'image/png']);
});

test('what is told while a page is on its way holds against it', async () => {
  const { shelf, seqs } = openShelf((/** @type {Shelf} */ shelf) => {
    shelf.told([{ type: 'message', message: pictured(10) }, { type: 'changed', rev: 1, message: message(9, { deleted_at: 1 }) }]);
    return { messages: [pictured(9), pictured(8)], next: null };
  });
  await shelf.reload();
  assert.deepEqual(seqs(), [10, 8]);
});
