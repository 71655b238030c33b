// How one emoji is made of another: skin tones, men and women, and the names that go with them. Both the build, which
// leaves out what these rules give, and the client, which puts it back, go by them.

export const WHO = /** @type {const} */ (["man", "woman"]);
/** @typedef {(typeof WHO)[number]} Who */

const ADULT = "🧑";
const ADULTS = { man: "👨", woman: "👩" };
const SIGNS = { man: "\u200d♂\ufe0f", woman: "\u200d♀\ufe0f" };
const SEVERAL = { man: "men", woman: "women" };
/** None, then from light to dark. */
export const TONES = ["", "🏻", "🏼", "🏽", "🏾", "🏿"];

/** The emoji as a man or a woman, if there may be such a one. @param {string} emoji @param {Who} who */
export function gendered(emoji, who) {
  if (!emoji.startsWith(ADULT)) return emoji + SIGNS[who];
  const rest = emoji.slice(ADULT.length);
  return rest.startsWith("\u200d") && !rest.includes(ADULT) ? ADULTS[who] + rest : undefined;
}

/** @param {string} name @param {Who} who */
export function genderedName(name, who) {
  if (/\bpeople\b/.test(name)) return name.replace("people", SEVERAL[who]);
  return /\bperson\b/.test(name) ? name.replace("person", who) : `${who} ${name}`;
}

/** Everybody in it gets the tone; hands that are shaken between two are theirs. @param {string} emoji @param {number} tone */
export function withTone(emoji, tone) {
  if (!TONES[tone]) return emoji;
  return emoji.replace(/(?<!\u200d(?=🤝))(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${TONES[tone]}`);
}

/** What can stand between two colons. @param {string} name */
export const slugOf = (name) =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
