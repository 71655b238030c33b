// People named in a message: as one reads it, as it travels, and while it is being typed.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Mentions, namedIn, soughtAt, spoken } from '../../public/app/state/mentions.js';

const ANN = { id: 'id-ann', name: 'Ann' };
const LEE = { id: 'id-lee', name: 'Ann Lee' };
const OTHER = { id: 'id-other', name: 'Ann' };

test('a chosen name travels as an id, wherever it is moved to', () => {
  const mentions = new Mentions();
  const written = `Hello ${mentions.add(ANN)}, are you there?`;
  assert.equal(written, 'Hello @Ann, are you there?');
  assert.equal(mentions.toWire(written), 'Hello <@id-ann>, are you there?');
  assert.equal(mentions.toWire('@Ann? (@Ann) — and @Ann’s'), '<@id-ann>? (<@id-ann>) — and <@id-ann>’s');
});

test('what only looks like it does not', () => {
  const mentions = new Mentions();
  mentions.add(ANN);
  for (const text of ['@Annabel', '@Ann2', '@Anné', 'Ann', '@ann', '@ Ann', '@Bob']) assert.equal(mentions.toWire(text), text);
});

test('an edited name is only text again, and means the person again once it is whole', () => {
  const mentions = new Mentions();
  mentions.add(ANN);
  assert.equal(mentions.toWire('@An'), '@An');
  assert.equal(mentions.toWire('@Ann'), '<@id-ann>');
});

test('the longest name is meant; two of the same name are told apart', () => {
  const mentions = new Mentions();
  const [short, long, second] = [ANN, LEE, OTHER].map((person) => mentions.add(person));
  assert.deepEqual([short, long, second], ['@Ann', '@Ann Lee', '@Ann (2)']);
  assert.equal(mentions.toWire(`${long} ${short} ${second}`), '<@id-lee> <@id-ann> <@id-other>');
  assert.equal(mentions.add(ANN), '@Ann', 'each keeps theirs');
});

test('there and back again, with unknown people left alone', () => {
  const mentions = new Mentions();
  const wire = '<@id-ann> and <@id-lee> and <@who>';
  const read = mentions.fromWire(wire, (id) => [ANN, LEE].find((person) => person.id === id)?.name);
  assert.equal(read, '@Ann and @Ann Lee and <@who>');
  assert.equal(mentions.toWire(read), wire);
});

test('names that are kept with a draft mean the same after a reload', () => {
  const before = new Mentions();
  const draft = before.add(ANN);
  assert.equal(new Mentions(before.names).toWire(draft), '<@id-ann>');
});

test('a name with signs of a pattern in it is no pattern', () => {
  const mentions = new Mentions();
  const written = mentions.add({ id: 'x', name: 'A.n (the $1st)' });
  assert.equal(mentions.toWire(`${written}!`), '<@x>!');
});

test('read out and counted', () => {
  assert.equal(spoken('hi <@a>, <@b>', (id) => id.toUpperCase()), 'hi @A, @B');
  assert.deepEqual(namedIn('<@a> <@b> <@a>'), ['a', 'b', 'a']);
});

test('what is sought stands between the last @ and the caret', () => {
  for (const [text, sought] of /** @type {[string, string | null][]} */ ([
    ['@', ''],
    ['@an', 'an'],
    ['hello @an', 'an'],
    ['(@an', 'an'],
    ['@Ann L', 'Ann L'],
    ['me@example', null],
    ['@an\nmore', null],
    ['@ an', null],
    ['no', null],
    [`@${'x'.repeat(60)}`, null],
  ])) {
    assert.equal(soughtAt(text, text.length)?.sought ?? null, sought, text);
  }
  assert.deepEqual(soughtAt('@ann and', 3), { at: 0, sought: 'an' }, 'only up to the caret');
});
