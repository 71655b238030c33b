// Which keys mean something everywhere, and when they are only letters.

import assert from 'node:assert/strict';
import test from 'node:test';
import english from '../../public/app/i18n/pages/en.json' with { type: 'json' };
import { SHORTCUTS, shortcutOf } from '../../public/app/shortcuts.js';

/** @param {string} key @param {Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>>} [held] @param {boolean} [writing] */
const pressed = (key, held = {}, writing = false) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, { writing });

test('shortcuts are found by their keys, with Ctrl or ⌘', () => {
  assert.equal(pressed('k', { ctrlKey: true }), 'switcher');
  assert.equal(pressed('K', { metaKey: true }, true), 'switcher');
  assert.equal(pressed('F', { ctrlKey: true, shiftKey: true }, true), 'search');
  assert.equal(pressed('Escape', {}, true), 'close');
  assert.equal(pressed('?', { shiftKey: true }), 'shortcuts');
});

test('a letter is a letter, and what the browser does itself is left to it', () => {
  assert.equal(pressed('?', { shiftKey: true }, true), undefined);
  assert.equal(pressed('k'), undefined);
  assert.equal(pressed('f', { ctrlKey: true }), undefined);
  assert.equal(pressed('k', { ctrlKey: true, altKey: true }), undefined);
  assert.equal(pressed('k', { ctrlKey: true, shiftKey: true }), undefined);
  assert.equal(pressed('Escape', { ctrlKey: true }), undefined);
});

test('each shortcut has words to be shown by', () => {
  for (const [place, entries] of Object.entries(SHORTCUTS)) {
    assert.ok(`shortcuts.${place}` in english, place);
    for (const name of Object.keys(entries)) assert.ok(`shortcut.${name}` in english, name);
  }
});
