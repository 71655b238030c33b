// The emoji: nothing is lost that the build leaves out, and they are found by what people call them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { EmojiList } from '../../public/app/emoji/list.js';
import { withTone } from '../../public/app/emoji/rules.js';
import { emojiData, listedEmoji } from '../../scripts/emoji-data.mjs';

const FETCHED_BYTES = 20_000;

const data = emojiData();
const list = new EmojiList(data);
const listed = listedEmoji();

test('what is fetched is small', () => {
  const size = gzipSync(data).length;
  assert.ok(size <= FETCHED_BYTES, `${size} bytes gzipped`);
});

test('each emoji is there once, under its own name', () => {
  const all = list.groups.flatMap(({ emojis }) => emojis);
  assert.ok(all.length > 1_800, String(all.length));
  assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length);
  assert.deepEqual(new Set(all.map(({ emoji }) => emoji)), new Set(listed.map(({ emoji }) => emoji)));
  const isFlag = (/** @type {string} */ label) => label.startsWith('flag: ');
  const misnamed = listed.filter(({ emoji, label }) => !isFlag(label) && list.byEmoji(emoji)?.name !== label);
  assert.deepEqual(misnamed.map(({ label }) => label), []);
  assert.equal(list.byEmoji('🇩🇪')?.name, 'flag: Germany');
});

test('each is what Unicode recommends, and none has a sign that keyboards leave out', () => {
  assert.deepEqual(listed.map(({ emoji }) => emoji).filter((emoji) => !/^\p{RGI_Emoji}$/v.test(emoji)), []);
  assert.equal(list.byShortcode('thumbsup')?.emoji, '👍');
});

test('skin tones are those of Unicode', () => {
  for (const { emoji, label, skins } of listed) {
    assert.equal(list.byEmoji(emoji)?.tones, skins !== undefined, label);
    for (const skin of skins ?? []) if (typeof skin.tone === 'number') assert.equal(withTone(emoji, skin.tone), skin.emoji, label);
    assert.equal(withTone(emoji, 0), emoji);
  }
});

test('by shortcode, as on GitHub and in Slack', () => {
  for (const [code, emoji] of [
    ['+1', '👍'], ['-1', '👎'], [':tada:', '🎉'], ['joy', '😂'], ['Heart', '❤️'], ['white_check_mark', '✅'], ['100', '💯'],
    ['man-shrugging', '🤷‍♂️'], ['flag-fr', '🇫🇷'], ['smile', '😄'], ['rocket', '🚀'], ['thinking', '🤔'],
  ]) assert.equal(list.byShortcode(code)?.emoji, emoji, code);
  for (const code of ['', 'no_such_emoji', '__proto__', 'constructor']) assert.equal(list.byShortcode(code), undefined, code);
});

test('by words: what is called so comes first', () => {
  for (const [query, emoji] of [
    ['+1', '👍'], ['tada', '🎉'], ['hea', '❤️'], ['smil', '😄'], ['heart', '❤️'], ['dog', '🐶'], ['fire', '🔥'], ['germany', '🇩🇪'], ['red heart', '❤️'], ['woman health', '👩‍⚕️'], ['thumbs d', '👎'],
  ]) assert.equal(list.search(query)[0]?.emoji, emoji, query);
  assert.ok(list.search('laugh', 8).some(({ emoji }) => emoji === '😂'), 'a word that is not in the name');
  assert.equal(list.search('a', 5).length, 5);
  assert.deepEqual(list.search('zzzz'), []);
  assert.deepEqual(list.search('  '), []);
});
