// "@" and the beginning of a name offers the people of the room; what is chosen stands in the text as "@Name". This is the
// part that is always there; the list itself is fetched when the first "@" is typed.

import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../confab.js";
import { Mentions, soughtAt } from "../state/mentions.js";
import { lazyPart } from "./lazy.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { RefObject } from "preact" */
/** @typedef {{onKey: (key: string) => boolean}} Keys  the list takes some keys while it is shown */

const Completion = lazyPart(() => import("./completion.jsx").then((module) => module.Completion));

/**
 * @param {object} about
 * @param {OpenRoom} about.open
 * @param {RefObject<HTMLTextAreaElement | null>} about.box
 * @param {string} about.text
 * @param {(text: string) => void} about.setText
 */
export function useMentions({ open, box, text, setText }) {
  const mentions = useRef(/** @type {Mentions | null} */ (null));
  mentions.current ??= new Mentions();
  const [sought, setSought] = useState(/** @type {{at: number, sought: string} | null} */ (null));
  const [active, setActive] = useState(/** @type {string | null} */ (null));
  const keys = useRef(/** @type {Keys | null} */ (null));
  /** Where Escape was pressed: that "@" stays what it is. */
  const dismissed = useRef(-1);

  function look() {
    const { current } = box;
    const found = current && current.selectionStart === current.selectionEnd ? soughtAt(current.value, current.selectionStart) : null;
    if (!found) dismissed.current = -1;
    setSought(found && found.at !== dismissed.current ? found : null);
  }
  useEffect(() => {
    if (!sought) setActive(null);
  }, [sought]);

  function dismiss() {
    dismissed.current = sought?.at ?? -1;
    setSought(null);
  }

  /** @param {{id: string, name: string}} person */
  function take(person) {
    const { current } = box;
    if (!current || !sought || !mentions.current) return;
    const before = text.slice(0, sought.at) + mentions.current.add(person) + " ";
    const after = text.slice(current.selectionStart).replace(/^ /, "");
    setText(before + after);
    setSought(null);
    // Where the text will be once it has been drawn.
    requestAnimationFrame(() => {
      current.focus();
      current.setSelectionRange(before.length, before.length);
    });
  }

  return {
    look,
    /** True when the list took the key. @param {KeyboardEvent} event */
    onKeyDown(event) {
      if (!sought || event.isComposing || event.shiftKey) return false;
      const took = keys.current?.onKey(event.key) ?? false;
      if (took) {
        event.preventDefault();
        event.stopPropagation();
      }
      return took;
    },
    /** @param {string} read */
    toWire: (read) => mentions.current?.toWire(read) ?? read,
    /** @param {string} wire */
    fromWire: (wire) =>
      mentions.current?.fromWire(wire, (id) => (id === session.user.peek()?.id ? session.user.peek()?.name : open.nameOf(id))) ?? wire,
    /** Names of an earlier time, kept with their text. @param {[string, string][]} names */
    restore(names) {
      mentions.current = new Mentions(names);
    },
    names: () => mentions.current?.names ?? [],
    aria: /** @type {const} */ ({
      "aria-autocomplete": "list",
      "aria-controls": active ? "completion" : undefined,
      "aria-activedescendant": active ?? undefined,
      onBlur: () => setSought(null),
      onKeyUp: (/** @type {KeyboardEvent} */ event) => /^(Arrow(Left|Right)|Home|End)$/.test(event.key) && look(),
      onClick: look,
    }),
    list: sought && (
      <Completion open={open} sought={sought.sought} keys={keys} onTake={take} onActive={setActive} onDismiss={dismiss} />
    ),
  };
}
