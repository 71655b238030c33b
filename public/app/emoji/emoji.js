// The emoji, once somebody wants one; and what they like: the ones they took last, and their skin tone. Kept in this
// browser: they are a habit of the hand, and no secret.

/* global EMOJI */
import { signal } from "@preact/signals";
import { EmojiList } from "./list.js";
import { withTone } from "./rules.js";

export { withTone };
/** @import { Emoji } from "./list.js" */

const KEPT = "confab.emoji";
/** Two lines of them. */
const RECENT_MAX = 18;

/** @type {Promise<EmojiList> | undefined} */
let loading;
/** @type {EmojiList | undefined} */
let list;

/** @returns {Promise<EmojiList>} */
export function load() {
  loading ??= fetch(EMOJI)
    .then((response) => (response.ok ? response.text() : Promise.reject(new Error(response.statusText))))
    .then((data) => (list = new EmojiList(data)))
    .catch((trouble) => {
      // Tried again the next time.
      loading = undefined;
      throw trouble;
    });
  return loading;
}

/** @param {string} query @param {number} [limit] */
export const search = (query, limit) => list?.search(query, limit) ?? [];

/** @param {string} code */
export const byShortcode = (code) => list?.byShortcode(code);

const kept = read();
/** One's skin tone: 0 is none. */
export const tone = signal(kept.tone);
/** Newest first, without tone. */
export const recent = signal(kept.recent);

/** As one takes it oneself. @param {Emoji} one */
export const toned = (one) => (one.tones ? withTone(one.emoji, tone.value) : one.emoji);

/** @param {string} emoji without tone */
export function remember(emoji) {
  recent.value = [emoji, ...recent.peek().filter((other) => other !== emoji)].slice(0, RECENT_MAX);
  write();
}

/** @param {number} chosen */
export function chooseTone(chosen) {
  tone.value = chosen;
  write();
}

/** @returns {{tone: number, recent: string[]}} */
function read() {
  try {
    const { tone, recent } = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return { tone: Number(tone) || 0, recent: Array.isArray(recent) ? recent : [] };
  } catch {
    return { tone: 0, recent: [] };
  }
}

function write() {
  localStorage.setItem(KEPT, JSON.stringify({ tone: tone.peek(), recent: recent.peek() }));
}
