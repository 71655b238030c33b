// What a text box for Markdown does beyond what every text box does: keys that make words bold, italic or a link, and
// what was copied with its looks is pasted as Markdown. Only the way there is always loaded.

/** Larger than any text that could be sent. */
const PASTED_MAX = 1_000_000;

/** True when it took the key. @param {KeyboardEvent & {currentTarget: HTMLTextAreaElement}} event */
export function onWritingKey(event) {
  const { currentTarget: box } = event;
  const key = event.key.toLowerCase();
  const isMark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && /^[bik]$/.test(key);
  // Without anything to make a link of, that key means what it means elsewhere.
  if (!isMark || (key === "k" && box.selectionStart === box.selectionEnd)) return false;
  event.preventDefault();
  event.stopPropagation();
  void import("./marking.js").then(({ mark }) => mark(box, /** @type {"b" | "i" | "k"} */ (key)));
  return true;
}

/** @param {ClipboardEvent & {currentTarget: HTMLTextAreaElement}} event */
export function onWritingPaste(event) {
  const { currentTarget: box, clipboardData } = event;
  const [html, plain] = ["text/html", "text/plain"].map((kind) => clipboardData?.getData(kind) ?? "");
  // Code is copied with its colours, which are not meant; a picture, with the page it was on.
  if (html === "" || plain.trim() === "" || html.length > PASTED_MAX || clipboardData?.types.includes("vscode-editor-data")) return;
  event.preventDefault();
  void import("./marking.js").then(({ paste }) => paste(box, html, plain));
}
