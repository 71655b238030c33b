// What is being typed can be completed: "@" people, "#" rooms, ":" emoji, "/" commands. What is chosen stands in the text as
// one reads it. This is the part that is always there; the list itself is fetched when it is first wanted.

import { useEffect, useRef, useState } from "preact/hooks";
import { roomCalled, session } from "../confab.js";
import { CALLS, Mentions, soughtAt } from "../state/mentions.js";
import { lazyPart } from "./lazy.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Sought } from "../state/mentions.js" */
/** @import { RefObject } from "preact" */
/** @typedef {{onKey: (key: string) => boolean}} Keys  the list takes some keys while it is shown */

const Completion = lazyPart(() => import("./completion.jsx").then((module) => module.Completion));

/**
 * @param {object} about
 * @param {OpenRoom} about.open
 * @param {RefObject<HTMLTextAreaElement | null>} about.box
 * @param {boolean} [about.commands]  whether a "/" at the beginning is a command here
 */
export function useCompleting({ open, box, commands = false }) {
  const mentions = useRef(/** @type {Mentions | null} */ (null));
  mentions.current ??= new Mentions();
  const [sought, setSought] = useState(/** @type {Sought | null} */ (null));
  const [active, setActive] = useState(/** @type {string | null} */ (null));
  const keys = useRef(/** @type {Keys | null} */ (null));
  /** Where Escape was pressed: that sign stays what it is. */
  const dismissed = useRef(-1);

  function look() {
    const { current } = box;
    const found = current && current.selectionStart === current.selectionEnd ? soughtAt(current.value, current.selectionStart) : null;
    if (!found) dismissed.current = -1;
    const isWanted = found && found.at !== dismissed.current && (found.sign !== "/" || commands);
    setSought(isWanted ? found : null);
    // Typed to the end it means what it says, chosen or not. Pasted, it does not.
    if (found?.sign === "@" && CALLS.includes(found.sought) && open.may.peek().has("mention_all")) mentions.current?.add({ id: found.sought, name: found.sought });
  }
  useEffect(() => {
    if (!sought) setActive(null);
  }, [sought]);

  function dismiss() {
    dismissed.current = sought?.at ?? -1;
    setSought(null);
  }

  return {
    /** @param {InputEvent} event */
    onInput(event) {
      look();
      const { current } = box;
      // An emoji typed in full becomes the emoji; if that cannot be fetched, it stays as it was typed.
      const end = current?.selectionStart ?? 0;
      if (event.data === ":" && current) void import("./emoji-typed.js").then(({ replaceEmoji }) => replaceEmoji(current, end)).catch(() => {});
    },
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
      mentions.current?.fromWire(wire, (id, sign) => {
        if (sign === "#") return session.rooms.peek().some((room) => room.id === id) ? roomCalled(id) : undefined;
        return id === session.user.peek()?.id ? session.user.peek()?.name : open.nameOf(id);
      }) ?? wire,
    /** Names of an earlier time, kept with their text. @param {[string, string][]} names */
    restore(names) {
      mentions.current = new Mentions(names);
    },
    names: () => mentions.current?.names ?? [],
    aria: /** @type {const} */ ({
      "aria-autocomplete": "list",
      "aria-controls": active?.slice(0, active.lastIndexOf("-")),
      "aria-activedescendant": active ?? undefined,
      onBlur: () => setSought(null),
      onKeyUp: (/** @type {KeyboardEvent} */ event) => /^(Arrow(Left|Right)|Home|End)$/.test(event.key) && look(),
      onClick: look,
    }),
    list: sought && (
      <Completion
        open={open}
        box={box}
        mentions={mentions.current}
        sought={sought}
        keys={keys}
        onTaken={() => setSought(null)}
        onActive={setActive}
        onDismiss={dismiss}
      />
    ),
  };
}
