// An emoji that is typed in full, `:name:`, becomes the emoji.

import { load, toned } from "../emoji/emoji.js";
import { emojiTypedAt } from "../emoji/typed.js";
import { typeInto } from "./type-into.js";

/** @param {HTMLTextAreaElement} box @param {number} end where it ends */
export async function replaceEmoji(box, end) {
  const typed = emojiTypedAt(box.value, end);
  if (!typed) return;
  const one = (await load()).byShortcode(typed.code);
  const { selectionStart: caret } = box;
  // It may have been changed meanwhile, or written on.
  if (!one || box.value.slice(typed.at, end) !== `:${typed.code}:`) return;
  typeInto(box, toned(one), typed.at, end);
  const after = box.selectionStart + Math.max(0, caret - end);
  box.setSelectionRange(after, after);
}
