// Every shortcut there is, in one table: those that work everywhere are found by it, and all are shown from it.

/** What stands for Ctrl, and for Alt, on this machine. */
export const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/**
 * By where they work, then by name: the keys, joined by "+"; "mod" is Ctrl, on a Mac ⌘. Their words are `shortcut.NAME`.
 * Those under `anywhere` are acted upon in views/app.jsx; the others where their keys mean something.
 */
export const SHORTCUTS = /** @type {const} */ ({
  anywhere: { switcher: "mod+k", search: "mod+shift+f", shortcuts: "?", close: "Escape" },
  messages: { next: "ArrowDown", previous: "ArrowUp", first: "Home", last: "End", into: "Tab" },
  composer: { send: "Enter", line: "shift+Enter", edit_last: "ArrowUp", mention: "@", room: "#", emoji: ":", command: "/", bold: "mod+b", italic: "mod+i", link: "mod+k", plain: "mod+shift+v", no_reply: "Escape" },
});

/** @typedef {keyof typeof SHORTCUTS.anywhere} Anywhere */

/**
 * Which of those that work everywhere was pressed; none while somebody is writing, unless a modifier says that it is meant.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} pressed
 * @param {{writing: boolean}} where
 * @returns {Anywhere | undefined}
 */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey }, { writing }) {
  const mod = ctrlKey || metaKey;
  // "?" is wherever the keyboard has it, with Shift or without.
  const name = key.length > 1 || !mod ? key : `mod+${shiftKey ? "shift+" : ""}${key.toLowerCase()}`;
  if (altKey || (name === key && mod)) return undefined;
  const [found] = Object.entries(SHORTCUTS.anywhere).find(([, keys]) => keys === name) ?? [];
  return found === "shortcuts" && writing ? undefined : /** @type {Anywhere | undefined} */ (found);
}

/** Whether keys pressed there make letters. @param {EventTarget | null} target */
export const isWritten = (target) =>
  target instanceof Element && target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])") !== null;
