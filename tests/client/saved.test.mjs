// What one keeps: the list of it, what other devices do to it, and the pins of a room.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../public/app/net/api.js';
import { Pins } from '../../public/app/state/pins.js';
import { SavedList } from '../../public/app/state/saved.js';
import { ROOM, message, settled } from './surroundings.mjs';

/** @param {number} seq */
const kept = (seq) => ({ room: ROOM, room_id: 'room', seq, message: message(seq), at: seq });
/** @param {...number} seqs */
const places = (...seqs) => new Set(seqs.map((seq) => `room/${seq}`));

/** @param {any[]} pages in the order in which they are asked for */
function openList(...pages) {
  /** @type {string[]} */
  const asked = [];
  const list = new SavedList({
    get: async (path) => {
      asked.push(path);
      const page = pages.shift();
      if (page instanceof Problem) throw page;
      return page;
    },
  });
  return { asked, list, seqs: () => list.rows.value?.map(({ seq }) => seq) ?? null };
}

test('saved messages come page by page; a page that fails takes nothing away', async () => {
  const { asked, list, seqs } = openList({ saved: [kept(9), kept(8)], next: 8 }, new Problem({ code: 'offline' }), { saved: [kept(2)], next: null });
  await list.follow(places(2, 8, 9));
  await list.more();
  assert.equal(list.problem.value?.code, 'offline');
  assert.deepEqual(seqs(), [9, 8]);
  await list.more();
  await list.more();
  assert.deepEqual(seqs(), [9, 8, 2]);
  assert.equal(list.problem.value, null);
  assert.deepEqual(asked, ['/api/me/saved', '/api/me/saved?before=8', '/api/me/saved?before=8']);
});

test('what is removed anywhere goes at once; what is saved anywhere comes', async () => {
  const { asked, list, seqs } = openList({ saved: [kept(9), kept(8)], next: 8 }, { saved: [kept(10), kept(9)], next: 9 });
  await list.follow(places(2, 8, 9));
  await list.follow(places(2, 9));
  assert.deepEqual(seqs(), [9]);
  assert.equal(asked.length, 1);
  await list.follow(places(2, 9, 10));
  assert.deepEqual(seqs(), [10, 9]);
});

test('what is saved here, and asked for before the site has it, is asked for again when the site tells', async () => {
  const { asked, list, seqs } = openList({ saved: [kept(9)] }, { saved: [kept(9)] }, { saved: [kept(10), kept(9)] });
  await list.follow(places(9));
  await list.follow(places(9, 10));
  assert.deepEqual(seqs(), [9]);
  await list.follow(places(9, 10));
  assert.deepEqual(seqs(), [10, 9]);
  await list.follow(places(9, 10));
  assert.equal(asked.length, 3);
});

test('of two answers the later question’s counts', async () => {
  /** @type {((page: any) => void)[]} */
  const answers = [];
  const list = new SavedList({ get: () => new Promise((resolve) => answers.push(resolve)) });
  void list.reload();
  void list.reload();
  answers[1]({ saved: [kept(2)], next: null });
  answers[0]({ saved: [kept(1)], next: null });
  await settled();
  assert.deepEqual(list.rows.value?.map(({ seq }) => seq), [2]);
});

// Pins

/** @param {Pins} pins */
const pinned = (pins) => pins.messages.value?.map(({ seq }) => seq) ?? null;

test('pins stand newest first, and follow what the room tells', async () => {
  const pins = new Pins('room', { get: async () => ({ messages: [message(2, { pinned: true, rev: 1 }), message(5, { pinned: true, rev: 2 })] }) });
  await pins.reload();
  assert.deepEqual(pinned(pins), [5, 2]);
  pins.changed(message(3, { pinned: true, rev: 3 }));
  pins.changed(message(4, { rev: 4 }));
  assert.deepEqual(pinned(pins), [5, 3, 2]);
  pins.changed(message(5, { rev: 5 }));
  pins.changed(message(2, { pinned: true, deleted_at: 1, rev: 6 }));
  assert.deepEqual(pinned(pins), [3]);
  pins.changed(message(3, { rev: 1 }));
  assert.deepEqual(pinned(pins), [3], 'older news is none');
  pins.changed(message(3, { pinned: true, text: 'edited', rev: 7 }));
  assert.equal(pins.messages.value?.[0].text, 'edited');
});

test('what is told while the list is on its way is not lost', async () => {
  /** @type {(page: any) => void} */
  let answer = () => {};
  const pins = new Pins('room', { get: () => new Promise((resolve) => void (answer = resolve)) });
  const loading = pins.reload();
  pins.changed(message(7, { pinned: true, rev: 9 }));
  pins.changed(message(2, { rev: 10 }));
  answer({ messages: [message(2, { pinned: true, rev: 1 })] });
  await loading;
  assert.deepEqual(pinned(pins), [7]);
});
