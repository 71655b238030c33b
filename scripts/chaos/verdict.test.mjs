// A checker that never objects is worth nothing: each kind of damage, done to good evidence, must be noticed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './verdict.mjs';

function goodEvidence() {
  const stored = ['a-0', 'b-0', 'a-1'].map((text, index) => ({ seq: index + 1, author: `id-${text[0]}`, text }));
  const witness = (/** @type {string} */ name) => ({
    name,
    author: `id-${name}`,
    said: stored.filter(({ author }) => author === `id-${name}`).map(({ text }) => text),
    acks: stored
      .filter(({ author }) => author === `id-${name}`)
      .map(({ seq, text }) => ({ seq, text, nonce: `nonce of ${text}` })),
    list: structuredClone(stored),
    complaints: /** @type {string[]} */ ([]),
  });
  return { stored, a: witness('a'), b: witness('b') };
}

/** @typedef {ReturnType<typeof goodEvidence>} Evidence */

test('good evidence is accepted', () => {
  const { stored, a, b } = goodEvidence();
  assert.deepEqual(violations(stored, [a, b]), []);
});

/** @type {Record<string, (evidence: Evidence) => void>} */
const DAMAGE = {
  'an acknowledged message is lost': ({ stored, a, b }) => [stored, a.list, b.list].forEach((list) => list.pop()),
  'a retry is stored a second time': ({ stored, a, b }) =>
    [stored, a.list, b.list].forEach((list) => list.push({ ...list[0], seq: 4 })),
  'a number is left out': ({ stored, a, b }) => [stored, a.list, b.list].forEach((list) => (list[2].seq = 4)),
  'one client misses a message': ({ b }) => b.list.splice(1, 1),
  'one client holds a message twice': ({ b }) => b.list.push(b.list[2]),
  'one client has another order': ({ b }) => b.list.reverse(),
  'a message nobody sent is stored': ({ a }) => a.said.pop(),
  'a message is stored under another name': ({ stored, a, b }) =>
    [stored, a.list, b.list].forEach((list) => (list[1].author = 'id-a')),
  'a nonce is acknowledged with two numbers': ({ a }) => a.acks.push({ ...a.acks[0], seq: 2 }),
  'a client saw something wrong on its way': ({ b }) => b.complaints.push('seq 9 came after 7'),
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`noticed: ${name}`, () => {
    const evidence = goodEvidence();
    damage(evidence);
    assert.notDeepEqual(violations(evidence.stored, [evidence.a, evidence.b]), []);
  });
}
