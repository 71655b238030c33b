// What is held of a room's messages stays one unbroken, true stretch, whatever comes twice, late or not at all.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Gap, HELD_MAX, Timeline } from '../../public/app/state/timeline.js';
import { message, messages } from './surroundings.mjs';

/** @param {number} to */
function following(to) {
  const timeline = new Timeline();
  timeline.greet({ resume: 'reset', head: { seq: to, rev: 0 }, messages: messages(Math.max(1, to - 49), to) });
  return timeline;
}
const seqs = (/** @type {Timeline} */ timeline) => timeline.messages.value.map(({ seq }) => seq);

test('a message that came already is ignored', () => {
  const timeline = following(2);
  assert.equal(timeline.add(message(3)), true);
  assert.equal(timeline.add(message(3, { text: 'again' })), false);
  assert.equal(timeline.add(message(1)), false);
  assert.deepEqual(seqs(timeline), [1, 2, 3]);
  assert.equal(timeline.find(3)?.text, 'text 3');
});

test('a message whose predecessor is missing is a gap, and changes nothing', () => {
  const timeline = following(2);
  assert.throws(() => timeline.add(message(4)), Gap);
  assert.deepEqual(timeline.cursor, { seq: 2, rev: 0 });
  assert.deepEqual(seqs(timeline), [1, 2]);
});

test('a delta brings what came and what changed; told twice, it changes nothing', () => {
  const timeline = following(3);
  const delta = {
    resume: /** @type {const} */ ('delta'),
    head: { seq: 5, rev: 2 },
    messages: [message(2, { rev: 2, text: '', deleted_at: 9 }), message(4), message(5)],
  };
  timeline.greet(delta);
  const once = timeline.messages.value;
  timeline.greet(delta);
  assert.deepEqual(timeline.messages.value, once);
  assert.deepEqual(seqs(timeline), [1, 2, 3, 4, 5]);
  assert.equal(timeline.find(2)?.deleted_at, 9);
  assert.deepEqual(timeline.cursor, { seq: 5, rev: 2 });
});

test('a reset replaces all that was held', () => {
  const timeline = following(10);
  timeline.greet({ resume: 'reset', head: { seq: 900, rev: 7 }, messages: messages(851, 900) });
  assert.equal(seqs(timeline)[0], 851);
  assert.deepEqual(timeline.cursor, { seq: 900, rev: 7 });
  assert.equal(timeline.hasOlder.value, true);
});

test('an older state of a message never replaces a newer one', () => {
  const timeline = following(3);
  timeline.change(message(2, { rev: 5, text: 'newer' }));
  timeline.change(message(2, { rev: 4, text: 'older' }));
  timeline.react({ type: 'reaction', rev: 3, seq: 2, emoji: '👍', user: 'ben', on: true });
  assert.equal(timeline.find(2)?.text, 'newer');
  assert.deepEqual(timeline.find(2)?.reactions, {});
  assert.equal(timeline.cursor?.rev, 5);
});

test('reactions are put on once and taken off whole', () => {
  const timeline = following(1);
  const put = { type: /** @type {const} */ ('reaction'), rev: 1, seq: 1, emoji: '👍', user: 'ben', on: true };
  timeline.react(put);
  timeline.react(put);
  assert.deepEqual(timeline.find(1)?.reactions, { '👍': ['ben'] });
  timeline.react({ ...put, rev: 2, on: false });
  assert.deepEqual(timeline.find(1)?.reactions, {});
});

test('an older page is joined without doubling what is held', async () => {
  const timeline = following(100);
  await timeline.extend('older', async () => ({ messages: messages(21, 52), head: { seq: 100, rev: 0 } }));
  assert.deepEqual(seqs(timeline), messages(21, 100).map(({ seq }) => seq));
});

test('a change that overtakes the page it belongs to is not lost', async () => {
  const timeline = following(100);
  await timeline.extend('older', async () => {
    const page = { messages: messages(1, 50), head: { seq: 100, rev: 0 } };
    timeline.change(message(7, { rev: 1, text: 'edited meanwhile' }));
    return page;
  });
  assert.equal(timeline.find(7)?.text, 'edited meanwhile');
});

test('a page that belongs to a stretch no longer held is dropped', async () => {
  const timeline = following(100);
  await timeline.extend('older', async () => {
    timeline.greet({ resume: 'reset', head: { seq: 900, rev: 0 }, messages: messages(851, 900) });
    return { messages: messages(1, 50), head: { seq: 100, rev: 0 } };
  });
  assert.equal(seqs(timeline)[0], 851);
});

test('somebody far up is not disturbed: the head moves on, the stretch does not', async () => {
  const timeline = following(100);
  await timeline.extend('around', async () => ({ messages: messages(10, 40), head: { seq: 100, rev: 0 } }));
  assert.equal(timeline.atTail.value, false);
  timeline.add(message(101));
  assert.equal(seqs(timeline).at(-1), 40);
  assert.equal(timeline.head.value.seq, 101);
  await timeline.extend('newer', async () => ({ messages: messages(41, 101), head: { seq: 101, rev: 0 } }));
  assert.equal(timeline.atTail.value, true);
  timeline.add(message(102));
  assert.equal(seqs(timeline).at(-1), 102);
});

test('a link into what was kept on an earlier visit holds against the greeting', () => {
  const timeline = new Timeline();
  timeline.restore({ messages: messages(801, 900), head: { seq: 900, rev: 0 } });
  timeline.reading = 830;
  timeline.following.value = false;
  const around = timeline.greet({ resume: 'reset', head: { seq: 920, rev: 3 }, messages: messages(871, 920) });
  assert.equal(around, 830);
  assert.ok(timeline.find(830));
  assert.deepEqual(timeline.head.value, { seq: 920, rev: 3 });
});

test('a page never brings what the socket has yet to tell', async () => {
  const timeline = following(100);
  await timeline.extend('around', async () => ({ messages: messages(90, 103), head: { seq: 103, rev: 0 } }));
  assert.equal(seqs(timeline).at(-1), 100);
  assert.equal(timeline.add(message(101)), true);
});

test('what is held stays within bounds, on the side that is looked at', async () => {
  const timeline = following(1);
  for (let seq = 2; seq <= 2 * HELD_MAX; seq += 1) timeline.add(message(seq));
  assert.ok(timeline.messages.value.length <= HELD_MAX);
  assert.equal(seqs(timeline).at(-1), 2 * HELD_MAX);

  timeline.following.value = false;
  const first = seqs(timeline)[0];
  for (let seq = 2 * HELD_MAX + 1; seq <= 3 * HELD_MAX; seq += 1) timeline.add(message(seq));
  assert.equal(seqs(timeline)[0], first, 'what is being read is not pushed out');
  assert.ok(timeline.messages.value.length <= HELD_MAX);
  assert.equal(timeline.atTail.value, false);
});

test('any mixture of doubled and repeated events ends in the same list', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    let state = seed;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const timeline = following(1);
    let next = 2;
    while (next <= 40) {
      const told = Math.max(1, next - Math.floor(random() * 5));
      try {
        timeline.add(message(random() < 0.1 ? next + 1 : told));
      } catch (error) {
        assert.ok(error instanceof Gap);
      }
      if (timeline.head.value.seq === next) next += 1;
    }
    assert.deepEqual(seqs(timeline), messages(1, timeline.head.value.seq).map(({ seq }) => seq));
  }
});
