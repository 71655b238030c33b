// All emoji: by group, by shortcode, and by any word of what they are called. Reads what scripts/emoji-data.mjs writes.

import { WHO, gendered, genderedName, slugOf } from "./rules.js";

/**
 * @typedef {object} Emoji
 * @property {string} emoji   without a skin tone
 * @property {string} name
 * @property {string[]} codes what it is called between two colons, best first
 * @property {string[]} words what else finds it
 * @property {boolean} tones  whether it comes in skin tones
 *
 * @typedef {{id: number, emojis: Emoji[]}} Group
 */

const FIRST_LETTER = 0x1f1e6;
/** The rank of those that are called something that begins so. */
const BEGINS = 3;

export class EmojiList {
  /** @type {Group[]} */
  groups = [];
  /** @type {Map<string, Emoji>} */
  #byCode = new Map();
  /** @type {Map<string, Emoji>} */
  #byEmoji = new Map();

  /** @param {string} data */
  constructor(data) {
    for (const line of data.split("\n")) {
      if (line.startsWith("=")) this.groups.push({ id: Number(line.slice(1)), emojis: [] });
      else if (line.startsWith("!")) countries(line.slice(1)).forEach((one) => this.#add(one));
      else variantsOf(line).forEach((one) => this.#add(one));
    }
  }

  /** @param {Emoji} one */
  #add(one) {
    this.groups.at(-1)?.emojis.push(one);
    this.#byEmoji.set(one.emoji, one);
    // The first of a name keeps it.
    for (const code of one.codes) if (!this.#byCode.has(code)) this.#byCode.set(code, one);
  }

  /** @param {string} code with or without its colons */
  byShortcode(code) {
    const bare = code.replace(/^:|:$/g, "").toLowerCase();
    return this.#byCode.get(bare) ?? this.#byCode.get(bare.replaceAll("-", "_"));
  }

  /** @param {string} emoji */
  byEmoji(emoji) {
    return this.#byEmoji.get(emoji);
  }

  /**
   * Those of which some word begins like each of the words asked for. Best first: what is called so, what has it in its
   * name, what has something to do with it.
   * @param {string} query @param {number} [limit] @returns {Emoji[]}
   */
  search(query, limit = Infinity) {
    const asked = query.replace(/^:|:$/g, "").toLowerCase();
    const words = asked.split(/[\s_]+/).filter(Boolean);
    if (words.length === 0) return [];
    const code = words.join("_");
    /** @type {Emoji[][]} */
    const found = [[], [], [], [], [], []];
    for (const one of this.#byEmoji.values()) {
      const rank = rankOf(one, code, words);
      if (rank < found.length) found[rank].push(one);
    }
    // The fewer letters are missing, the sooner it was meant: "hea" is rather "heart" than "heart_eyes".
    const missing = (/** @type {Emoji} */ { codes }) => Math.min(...codes.filter((one) => one.startsWith(code)).map(({ length }) => length));
    found[BEGINS].sort((a, b) => missing(a) - missing(b));
    return found.flat().slice(0, limit);
  }
}

/** @param {Emoji} one @param {string} code @param {string[]} words */
function rankOf({ emoji, codes, name, words: more }, code, words) {
  if (codes.includes(code) || emoji === code) return 0;
  const named = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const inCodes = codes.flatMap((one) => one.split("_"));
  /** @param {string[]} all */
  const allIn = (all) => words.every((word) => all.some((one) => one.startsWith(word)));
  if (named.includes(code)) return 1;
  if (more.includes(code)) return 2;
  if (codes.some((one) => one.startsWith(code))) return BEGINS;
  if (allIn([...named, ...inCodes])) return 4;
  return allIn([...named, ...inCodes, ...more]) ? 5 : Infinity;
}

/** The emoji of a line and those made of it. @param {string} line @returns {Emoji[]} */
function variantsOf(line) {
  const [marked, name, codes = "", words = ""] = line.split("\t");
  const [, emoji, tones, both] = /** @type {RegExpExecArray} */ (/^(.*?)(~?)(\*?)$/.exec(marked));
  const found = words.split(" ").filter(Boolean);
  /** @type {Emoji[]} */
  const all = [{ emoji, name, codes: [...codes.split(" ").filter(Boolean), slugOf(name)], words: found, tones: tones !== "" }];
  if (both === "") return all;
  for (const who of WHO) {
    const called = genderedName(name, who);
    all.push({ emoji: gendered(emoji, who) ?? emoji, name: called, codes: [slugOf(called)], words: found, tones: tones !== "" });
  }
  return all;
}

/** @param {string} letters @returns {Emoji[]} */
function countries(letters) {
  // English, as all the other names are.
  const names = new Intl.DisplayNames("en", { type: "region" });
  return (letters.match(/../g) ?? []).map((code) => {
    const name = names.of(code) ?? code;
    return {
      emoji: String.fromCodePoint(...[...code].map((letter) => letter.charCodeAt(0) - 65 + FIRST_LETTER)),
      name: `flag: ${name}`,
      codes: [`flag_${code.toLowerCase()}`, slugOf(name)],
      words: [code.toLowerCase()],
      tones: false,
    };
  });
}
