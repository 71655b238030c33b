// Puts words into a text box as if they had been typed: the box tells of it, and undoing takes them back.

/** @param {HTMLTextAreaElement} box @param {string} words @param {number} [from] @param {number} [to] */
export function typeInto(box, words, from = box.selectionStart, to = box.selectionEnd) {
  box.focus();
  box.setSelectionRange(from, to);
  // The only way that can be undone, and only into what has the focus, which a box behind a dialog cannot get. Where there
  // is no such way, the words are what matters.
  const isReached = document.activeElement === box;
  if (isReached && (words === "" ? document.execCommand("delete") : document.execCommand("insertText", false, words))) return;
  box.setRangeText(words, from, to, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
