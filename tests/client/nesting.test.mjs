// No message keeps its readers' browsers busy, or breaks what shows it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Marked } from 'marked';
import { isNestedTooDeep } from '../../public/app/state/nesting.js';

const LONGEST = 8_000;
const DEPTH_MAX = 200;

const marked = new Marked({ gfm: true, breaks: true });
/** @param {any[] | undefined} tokens @returns {number} */
const depth = (tokens) => (tokens ?? []).reduce((deepest, { tokens, items }) => Math.max(deepest, 1 + depth(tokens), 1 + depth(items)), 0);

test('what is nested without end is not taken apart', () => {
  for (const text of ['>'.repeat(LONGEST), '> '.repeat(4_000), '- '.repeat(4_000), '1. '.repeat(2_600), '> - '.repeat(2_000), '*a **b '.repeat(570) + ' b** a*'.repeat(570), '***a '.repeat(900), '~~a _b '.repeat(600)]) {
    assert.equal(isNestedTooDeep(text.slice(0, LONGEST)), true, text.slice(0, 20));
  }
});

test('what people write is', () => {
  for (const text of [
    'plain', '> quoted\n> > twice', '- a\n  - b\n    - c', '**bold** and *slanted* '.repeat(300), '- **item**: text\n'.repeat(300), '----------------------------------------', '****************************************', '2 * 3 * 4 * 5 '.repeat(200), 'snake_case_name '.repeat(400), '| **a** | _b_ |\n'.repeat(300), '|-'.repeat(100), '```\n' + '*p = *q;\n'.repeat(30) + '```',
  ]) assert.equal(isNestedTooDeep(text), false, text.slice(0, 30));
});

test('and what is taken apart is not deep', () => {
  for (const text of ['['.repeat(LONGEST), '[a]('.repeat(2_000), '*'.repeat(LONGEST), '**a '.repeat(40), '`'.repeat(LONGEST), '<b>'.repeat(2_600), Array.from({ length: 85 }, (_, level) => `${' '.repeat(2 * level)}- a`).join('\n'), '![a'.repeat(2_600)]) {
    if (!isNestedTooDeep(text)) assert.ok(depth(marked.lexer(text)) <= DEPTH_MAX, text.slice(0, 20));
  }
});
