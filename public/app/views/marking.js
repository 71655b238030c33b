// Signs of Markdown around what is selected; once more, and they are gone. And what is pasted, with such signs.

import { markdownOf } from "../state/paste.js";
import { typeInto } from "./type-into.js";

const STARS = { b: 2, i: 1 };

/** @param {HTMLTextAreaElement} box @param {"b" | "i" | "k"} key */
export function mark(box, key) {
  const { from, to } = selected(box);
  if (key === "k") link(box, from, to);
  else star(box, from, to, STARS[key]);
}

/** Without the space around it, which the signs must not touch. @param {HTMLTextAreaElement} box */
function selected({ value, selectionStart, selectionEnd }) {
  const words = value.slice(selectionStart, selectionEnd);
  if (words.trim() === "") return { from: selectionStart, to: selectionEnd };
  return { from: selectionStart + words.length - words.trimStart().length, to: selectionEnd - words.length + words.trimEnd().length };
}

/** @param {HTMLTextAreaElement} box @param {number} from @param {number} to @param {number} count */
function star(box, from, to, count) {
  const { value } = box;
  const words = value.slice(from, to);
  const around = Math.min(/\**$/.exec(value.slice(0, from))?.[0].length ?? 0, /^\**/.exec(value.slice(to))?.[0].length ?? 0);
  const signs = "*".repeat(count);
  // Three stars are two and one.
  const isMarked = count === 2 ? around >= 2 : around % 2 === 1;
  if (isMarked) {
    typeInto(box, words, from - count, to + count);
    box.setSelectionRange(from - count, to - count);
  } else {
    typeInto(box, signs + words + signs, from, to);
    box.setSelectionRange(from + count, to + count);
  }
}

/** What is still missing is selected, to be typed over. @param {HTMLTextAreaElement} box @param {number} from @param {number} to */
function link(box, from, to) {
  const words = box.value.slice(from, to);
  if (/^(https?:\/\/|mailto:)\S+$/i.test(words)) {
    typeInto(box, `[](${words})`, from, to);
    box.setSelectionRange(from + 1, from + 1);
  } else {
    const start = from + words.length + 3;
    typeInto(box, `[${words}](https://)`, from, to);
    box.setSelectionRange(start, start + "https://".length);
  }
}

/** @param {HTMLTextAreaElement} box @param {string} html @param {string} plain */
export function paste(box, html, plain) {
  // The document is inert: nothing in it is fetched, run, or shown.
  const { body } = new DOMParser().parseFromString(html, "text/html");
  typeInto(box, markdownOf(body) ?? plain);
}
