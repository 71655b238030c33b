// Messages become lines: days, groups, the "new" mark, and what is on its way.

import assert from 'node:assert/strict';
import test from 'node:test';
import { GROUP_MS, rowsOf } from '../../public/app/state/rows.js';
import { ANN, message } from './surroundings.mjs';

const DAY_MS = 86_400_000;

/** @param {Partial<Parameters<typeof rowsOf>[0]>} held */
function shapeOf(held) {
  const rows = rowsOf({
    messages: [],
    unsent: [],
    readBefore: null,
    me: 'ann',
    keyOf: ({ seq }) => seq,
    dayKey: (at) => Math.floor(at / DAY_MS),
    ...held,
  });
  return rows.map((row) => ('first' in row ? `${row.kind}${row.first ? ' first' : ''}` : row.kind));
}

test('messages of one author in one breath are a group', () => {
  const at = 1000;
  assert.deepEqual(
    shapeOf({
      messages: [
        message(1, { at }),
        message(2, { at: at + 1 }),
        message(3, { at: at + 2, author: ANN }),
        message(4, { at: at + 3 + GROUP_MS, author: ANN }),
        message(5, { at: at + 4 + GROUP_MS, author: ANN, reply_to: 1 }),
      ],
    }),
    ['day', 'message first', 'message', 'message first', 'message first', 'message first'],
  );
});

test('a new day starts a group', () => {
  assert.deepEqual(shapeOf({ messages: [message(1, { at: DAY_MS - 1 }), message(2, { at: DAY_MS })] }), [
    'day',
    'message first',
    'day',
    'message first',
  ]);
});

test('the "new" mark stands once, before the first unread message, and not above all of them', () => {
  const three = [message(1), message(2), message(3)];
  assert.deepEqual(shapeOf({ messages: three, readBefore: 2 }), ['day', 'message first', 'message', 'new', 'message first']);
  assert.deepEqual(shapeOf({ messages: three, readBefore: 3 }), ['day', 'message first', 'message', 'message']);
  assert.deepEqual(shapeOf({ messages: three, readBefore: 0 }), ['day', 'message first', 'message', 'message']);
});

test('what is on its way stands below, in its author’s group', () => {
  const entry = { nonce: 'n', room: 'room', text: 'x', at: 2000, tried: false, state: /** @type {const} */ ('queued') };
  assert.deepEqual(shapeOf({ messages: [message(1, { author: ANN })], unsent: [entry] }), ['day', 'message first', 'unsent']);
});
