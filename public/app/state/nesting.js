// Quotes in quotes, lists in lists, stress in stress: a few thousand signs are enough to keep a parser of Markdown busy for
// seconds, or to lead it deeper than the stack reaches, in the browser of everybody who reads them. Nobody means it so.

/** Deeper than anything people write. */
const BLOCKS_MAX = 25;
const STRESSES_MAX = 40;

const BLOCKS = new RegExp(`^(?:[ \\t]*(?:>|(?:[-*+]|\\d{1,9}[.)])[ \\t])){${BLOCKS_MAX}}`, "m");
/** Signs at the beginning of a word open, those at its end close. */
const STRESS = /(?<open>(?<=^|[\s*_~([])[*_~]+(?=[^\s*_~]))|(?<close>(?<=[^\s*_~])[*_~]+)/g;

/** Code is not looked into. */
const FENCE = /^ {0,3}(`{3,})[^`\n]*\n[^]*?(?:^ {0,3}\1|$(?![^]))/gm;

/** @param {string} text */
export function isNestedTooDeep(text) {
  return BLOCKS.test(text) || text.replace(FENCE, "").split(/\n\s*\n/).some(isStressedTooDeep);
}

/** @param {string} paragraph */
function isStressedTooDeep(paragraph) {
  let depth = 0;
  for (const { groups } of paragraph.matchAll(STRESS)) {
    depth = groups?.open ? depth + 1 : Math.max(0, depth - 1);
    if (depth > STRESSES_MAX) return true;
  }
  return false;
}
