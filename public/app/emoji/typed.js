// Emoji in what is being typed.

import { isInCode } from "../state/mentions.js";

/** The one that has just been typed in full before the caret. @param {string} text @param {number} caret */
export function emojiTypedAt(text, caret) {
  const found = /(?<![\p{L}\p{N}_:]):([\w+-]+):$/u.exec(text.slice(0, caret));
  return found && !isInCode(text.slice(0, found.index)) ? { at: found.index, code: found[1] } : null;
}
