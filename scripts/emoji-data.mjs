// Makes the list of emoji that the client fetches when somebody first wants one: emojibase-data, of which everything that
// can be worked out is left out, as text that compresses well. public/app/emoji/list.js reads it.
//
//     =0                                      a group, by its number in emojibase
//     🏃~*  person running  runner  fast      emoji and marks, name, shortcodes unlike the name, words to find it by
//     !ADAEAF…                                 the flags of countries, whose names the browser knows
//
// `~`: there is one of each skin tone; `*`: there is a man and a woman of it.

import { createRequire } from 'node:module';
import { WHO, gendered, genderedName, slugOf } from '../public/app/emoji/rules.js';

const require = createRequire(import.meta.url);

/** What people's systems can draw by now. */
const NEWEST = 15.1;
/** Hair and skin by themselves are no emoji to pick. */
const COMPONENTS = 2;
const FLAGS = 9;
/** A word that finds fewer than this is worth less than the room it takes. */
const WORD_FINDS = 4;
/** Those that find the most. */
const WORDS_MAX = 6;
const CODES_MAX = 3;

const ZWJ = '\u200d';
const FACING_RIGHT = `${ZWJ}\u27a1`;
const FIRST_LETTER = 0x1f1e6;

/**
 * @typedef {{hexcode: string, emoji: string, label: string, tags?: string[], group?: number, order?: number, version: number,
 *   skins?: {emoji: string, tone: number | number[]}[]}} Listed
 */

/** All that are offered, in the order of Unicode. @returns {Listed[]} */
export function listedEmoji() {
  /** @type {Listed[]} */
  const all = require('emojibase-data/en/data.json');
  return all
    .filter(({ group, version, emoji, label }) => group !== undefined && group !== COMPONENTS && version <= NEWEST && !emoji.includes(FACING_RIGHT) && !isFamily(emoji, label))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((one) => ({ ...one, emoji: plain(one.emoji), skins: one.skins?.map((skin) => ({ ...skin, emoji: plain(skin.emoji) })) }));
}

/** Without the sign that asks for colours where there are some anyway: keyboards leave it out, and the same is to be the same. @param {string} emoji */
const plain = (emoji) => emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, '$1');

/** There is one family for all, since 15.1, in place of each with its own mothers, fathers, boys and girls. @param {string} emoji @param {string} label */
const isFamily = (emoji, label) => label.startsWith('family: ') && /[👨👩👦👧]/u.test(emoji);

/** The countries' flags, as their letters. @param {string} emoji */
export function countryOf(emoji) {
  const letters = [...emoji].map((sign) => /** @type {number} */ (sign.codePointAt(0)) - FIRST_LETTER);
  return letters.length === 2 && letters.every((letter) => letter >= 0 && letter < 26)
    ? String.fromCharCode(...letters.map((letter) => letter + 65))
    : null;
}

/** @returns {string} */
export function emojiData() {
  const listed = listedEmoji();
  const names = new Map(listed.map(({ emoji, label }) => [emoji, label]));
  /** @param {Listed} one */
  const hasBoth = ({ emoji, label }) => WHO.every((who) => names.get(gendered(emoji, who) ?? '') === genderedName(label, who));
  const withBoth = new Set(listed.filter(hasBoth).map(({ emoji }) => emoji));
  const workedOut = new Set([...withBoth].flatMap((emoji) => WHO.map((who) => gendered(emoji, who))));
  const kept = listed
    .filter(({ emoji }) => !workedOut.has(emoji) && countryOf(emoji) === null)
    .map((one) => {
      const codes = shortcodes(one.hexcode).filter((code) => code !== slugOf(one.label)).slice(0, CODES_MAX);
      return { one, codes, words: wordsFor(one, codes) };
    });
  const finds = new Map();
  for (const word of kept.flatMap(({ words }) => words)) finds.set(word, (finds.get(word) ?? 0) + 1);

  const lines = [];
  let last;
  for (const { one, codes, words } of kept) {
    if (one.group !== last) lines.push(`=${one.group}`);
    last = one.group;
    const marks = (one.skins ? '~' : '') + (withBoth.has(one.emoji) ? '*' : '');
    const useful = words.filter((word) => finds.get(word) >= WORD_FINDS).sort((a, b) => finds.get(b) - finds.get(a)).slice(0, WORDS_MAX);
    lines.push([one.emoji + marks, one.label, codes.join(' '), useful.join(' ')].join('\t').trimEnd());
  }
  if (last !== FLAGS) throw new Error('The flags are no longer the last group of emojibase-data.');
  lines.push(`!${listed.map(({ emoji }) => countryOf(emoji) ?? '').join('')}`);
  return lines.join('\n');
}

/** As on GitHub and in Slack, which most people know. @param {string} hexcode @returns {string[]} */
function shortcodes(hexcode) {
  const sets = [require('emojibase-data/en/shortcodes/github.json'), require('emojibase-data/en/shortcodes/iamcal.json')];
  return [...new Set(sets.flatMap((set) => set[hexcode] ?? []))];
}

/** Those that do not begin like one that is there already. @param {Listed} one @param {string[]} codes */
function wordsFor({ label, tags = [] }, codes) {
  const known = [label, ...codes].join(' ').toLowerCase().split(/[^\p{L}\p{N}]+/u);
  /** @type {string[]} */
  const words = [];
  for (const word of tags.flatMap((tag) => tag.split(/[\s_]+/))) {
    const isNews = ![...known, ...words].some((other) => other.startsWith(word) || (other.length > 3 && word.startsWith(other)));
    if (word.length > 2 && isNews) words.push(word);
  }
  return words;
}
