// Commands: what is one, what is none, and what they say.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Marked } from 'marked';
import { COMMANDS, commandsFor, mayUse, parse, personIn, shrugged, spanIn } from '../../public/app/state/slash.js';

/** @import { Action } from '../../public/app/wire.js' */

test('a command and what is said with it', () => {
  assert.deepEqual(parse('/topic  Bread and butter '), { kind: 'command', command: 'topic', rest: 'Bread and butter' });
  assert.deepEqual(parse('/me'), { kind: 'command', command: 'me', rest: '' });
  assert.deepEqual(parse('/ME waves'), { kind: 'command', command: 'me', rest: 'waves' });
  assert.deepEqual(parse('/me one\ntwo'), { kind: 'command', command: 'me', rest: 'one\ntwo' });
});

test('what only looks like one is text, and so is what has a slash more', () => {
  for (const text of ['hello', ' /me', '/', '/ me', '/usr/bin/env', '/etc/hosts is missing', '/1', '/*', '///', '/me/']) {
    assert.deepEqual(parse(text), { kind: 'text', text });
  }
  assert.deepEqual(parse('//me waves'), { kind: 'text', text: '/me waves' });
  assert.deepEqual(parse('//nonsense'), { kind: 'text', text: '/nonsense' });
});

test('an unknown one is said to be unknown', () => {
  assert.deepEqual(parse('/tpoic Bread'), { kind: 'unknown', word: 'tpoic' });
  for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) assert.equal(parse(`/${word}`).kind === 'command', false, word);
});

test('only what one may do is offered', () => {
  assert.deepEqual(commandsFor(new Set()), ['me', 'shrug', 'help']);
  const all = new Set(/** @type {Action[]} */ (['configure', 'invite', 'moderate', 'leave']));
  assert.deepEqual(commandsFor(all), COMMANDS);
  assert.equal(mayUse('topic', new Set(['invite'])), false);
  assert.equal(mayUse('topic', new Set(['configure'])), true);
});

test('a shrug has both arms, as it is shown', () => {
  const html = new Marked({ gfm: true, breaks: true });
  assert.equal(html.parseInline(shrugged('well')), 'well ¯\\_(ツ)_/¯');
  assert.equal(html.parseInline(shrugged('')), '¯\\_(ツ)_/¯');
});

test('somebody chosen, and somebody typed', () => {
  assert.deepEqual(personIn('<@id-1> 10m spam'), { id: 'id-1', rest: '10m spam' });
  assert.deepEqual(personIn('@ann.lee 1h'), { typed: 'ann.lee', rest: '1h' });
  assert.deepEqual(personIn('ann'), { typed: 'ann', rest: '' });
  assert.equal(personIn(''), null);
  assert.equal(personIn('!'), null);
});

test('for how long, and why', () => {
  assert.deepEqual(spanIn('10m'), { span: 600_000, reason: '' });
  assert.deepEqual(spanIn('1h  too loud\nagain'), { span: 3_600_000, reason: 'too loud\nagain' });
  assert.deepEqual(spanIn('2D'), { span: 2 * 86_400_000, reason: '' });
  assert.deepEqual(spanIn('too loud'), { reason: 'too loud' });
  assert.deepEqual(spanIn(''), { reason: '' });
  for (const wrong of ['10', '10x', '0m', '99999d']) assert.deepEqual(spanIn(`${wrong} spam`), { wrong });
});
