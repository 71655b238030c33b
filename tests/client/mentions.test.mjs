// People and rooms named in a message: as one reads it, as it travels, and while it is being typed.

import assert from 'node:assert/strict';
import test from 'node:test';
import { emojiTypedAt } from '../../public/app/emoji/typed.js';
import { Mentions, soughtAt, spoken, spokenPlainly } from '../../public/app/state/mentions.js';

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

test('rooms are named like people, by a sign of their own', () => {
  const mentions = new Mentions();
  const written = `${mentions.add({ id: 'r1', name: 'general' }, '#')} and ${mentions.add({ id: 'p1', name: 'general' })}`;
  assert.equal(written, '#general and @general');
  assert.equal(mentions.toWire(`${written}, #generals, C#`), '<#r1> and <@p1>, #generals, C#');
  const read = new Mentions();
  const names = { r1: 'lobby', p1: 'Ann' };
  assert.equal(read.fromWire('<#r1> <@p1> <#gone>', (id) => names[/** @type {'r1'} */ (id)]), '#lobby @Ann <#gone>');
  assert.equal(read.toWire('#lobby @Ann <#gone>'), '<#r1> <@p1> <#gone>');
});

test('those who are called together are nobody one would have to look up', () => {
  const mentions = new Mentions();
  const nobody = () => assert.fail('asked for a name');
  assert.equal(mentions.fromWire('<@here> <@everyone>', nobody), '@here @everyone');
  assert.equal(mentions.toWire('@here, @everyone: @hereabouts'), '<@here>, <@everyone>: @hereabouts');
  assert.equal(new Mentions().toWire('@everyone'), '@everyone', 'unless it was meant so');
  const called = (/** @type {string} */ id, /** @type {string} */ sign) => (sign === '#' ? 'room' : id.toUpperCase());
  assert.equal(spoken('<@everyone> <@a> <#b>', called), '@everyone @A #room');
  assert.equal(spokenPlainly('**<@a>**, `run` ~~this~~ __now__ *', called), '@A, run this now *');
});

test('drafts of an earlier version had people only', () => {
  assert.equal(new Mentions([['Ann', 'id-ann']]).toWire('@Ann'), '<@id-ann>');
});

test('what is sought stands between the last sign and the caret', () => {
  for (const [text, sought] of /** @type {[string, string | null][]} */ ([
    ['@', '@'],
    ['@an', '@an'],
    ['hello @an', '@an'],
    ['(@an', '@an'],
    ['@Ann L', '@Ann L'],
    ['me@example', null],
    ['@an\nmore', null],
    ['@ an', null],
    ['no', null],
    [`@${'x'.repeat(60)}`, null],
    ['#', '#'],
    ['see #gen', '#gen'],
    ['# Heading', null],
    ['## ', null],
    ['C#', null],
    [':s', null],
    [':sm', ':sm'],
    ['so :+1', ':+1'],
    ['10:30', null],
    ['https://', null],
    ['@Ann: he', null],
    ['@Ann :he', ':he'],
    ['`a :he', null],
    ['`a` :he', ':he'],
    ['/', '/'],
    ['/me', '/me'],
    ['/me waves', null],
    ['and/or', null],
    ['hello /me', null],
    ['/mute @an', '@an'],
  ])) {
    const found = soughtAt(text, text.length);
    assert.equal(found && found.sign + found.sought, sought, text);
  }
  assert.deepEqual(soughtAt('@ann and', 3), { sign: '@', at: 0, sought: 'an' }, 'only up to the caret');
});

test('an emoji typed in full', () => {
  assert.deepEqual(emojiTypedAt('so :tada:', 9), { at: 3, code: 'tada' });
  assert.deepEqual(emojiTypedAt(':+1: more', 4), { at: 0, code: '+1' });
  for (const text of ['10:30:', 'a::b:', '`:tada:', 'std::vec:', ': tada:', ':tada']) assert.equal(emojiTypedAt(text, text.length), null, text);
});
