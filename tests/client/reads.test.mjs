// How far one has read, and how far the others have.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Reads, restsOf } from '../../public/app/state/reads.js';
import { ANN, BEN, fakeClock, hello, message, messages } from './surroundings.mjs';

function someReads() {
  const clock = fakeClock();
  /** @type {number[]} */
  const told = [];
  /** @type {number[]} */
  const seen = [];
  const reads = new Reads({ me: ANN.id, clock, tell: (seq) => told.push(seq) > 0, onSeen: (seq) => seen.push(seq) });
  return { clock, reads, told, seen };
}

/** @param {number} read @param {number} head @param {Record<string, number>} [reads] */
const greeting = (read, head, reads = {}) => hello({ you: { user: ANN, role: 'member', read }, head: { seq: head, rev: 0 }, reads });

test('the line stands where one had read to when one came, also when it is read elsewhere', () => {
  const { reads } = someReads();
  reads.greet(greeting(3, 5), true);
  assert.equal(reads.before.value, 3);
  reads.readOn('ann', 5);
  assert.equal(reads.seen.value, 5, 'another device has seen it');
  assert.equal(reads.before.value, 3);
  reads.greet(greeting(5, 9), false);
  assert.equal(reads.before.value, 3, 'a lost connection is no new visit');
});

test('there is no line when all was read', () => {
  const { reads } = someReads();
  reads.greet(greeting(5, 5), true);
  assert.equal(reads.before.value, null);
});

test('what comes while nobody looks stands below a line of its own', () => {
  const { reads } = someReads();
  reads.greet(greeting(5, 5), true);
  reads.missed(undefined);
  assert.equal(reads.before.value, null, 'nothing came');
  reads.missed(message(6, { author: ANN }));
  assert.equal(reads.before.value, null, 'it was one’s own');
  reads.missed(message(6));
  assert.equal(reads.before.value, 5);
});

test('how far one has read is told after a moment, once, and not what another device has told', () => {
  const { clock, reads, told, seen } = someReads();
  reads.greet(greeting(0, 9), true);
  reads.saw(4);
  reads.saw(6);
  reads.saw(5);
  assert.deepEqual(told, []);
  clock.pass(1_000);
  assert.deepEqual(told, [6]);
  assert.deepEqual(seen, [4, 6]);
  reads.readOn('ann', 9);
  reads.saw(8);
  clock.pass(1_000);
  assert.deepEqual(told, [6]);
});

test('others move forward only, and whoever speaks has read', () => {
  const { reads } = someReads();
  reads.greet(greeting(9, 9, { ann: 9, ben: 4 }), true);
  assert.deepEqual([...reads.others.value], [['ben', 4]]);
  reads.readOn('ben', 3);
  assert.equal(reads.others.value.get('ben'), 4);
  reads.readOn('ben', 7);
  reads.spoke('ben', 10);
  assert.equal(reads.others.value.get('ben'), 10);
  reads.spoke('cleo', 10);
  assert.equal(reads.others.value.has('cleo'), false, 'of whom nothing is told');
});

test('faces stand at the newest message each has read, not at their own, and not where nothing is held', () => {
  const held = [...messages(5, 8), message(9, { author: ANN })];
  const rests = restsOf(held, new Map([['cleo', 9], ['dan', 12], ['ben', 6], ['eve', 3]]));
  assert.deepEqual([...rests], [[9, ['cleo', 'dan']]]);
  assert.deepEqual([...restsOf(held, new Map([[BEN.id, 9]]))], [[9, ['ben']]]);
  assert.deepEqual([...restsOf([], new Map([['cleo', 9]]))], []);
});
