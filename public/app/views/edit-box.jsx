// Changing what one said, in its place. Enter keeps it, Escape leaves it as it was.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { useCompleting } from "./completing.jsx";
import { explain } from "./explain.js";
import { grow } from "./grow.js";
import { onWritingKey, onWritingPaste } from "./writing.js";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** @param {{open: OpenRoom, message: Message, onDone: () => void}} props */
export function EditBox({ open, message, onDone }) {
  const [text, setText] = useState(message.text);
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const naming = useCompleting({ open, box });
  // Before it is seen, and before anybody types into it.
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    const before = naming.fromWire(message.text);
    setText(before);
    area.value = before;
    area.focus();
    area.setSelectionRange(before.length, before.length);
  }, []);
  useEffect(() => grow(box.current), [text]);

  /** The focus goes back to the message, for whoever came by keyboard. */
  function leave() {
    const row = /** @type {HTMLElement | null} */ (box.current?.closest("[data-seq]") ?? null);
    onDone();
    row?.focus({ preventScroll: true });
  }

  async function save() {
    const changed = naming.toWire(text.trim());
    if (changed === "" || changed === message.text) {
      leave();
      return;
    }
    try {
      await open.edit(message.seq, changed);
      leave();
    } catch (problem) {
      setTrouble(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <div class="edit-box">
      {naming.list}
      <textarea
        ref={box}
        dir="auto"
        rows={1}
        aria-label={t("message.edit")}
        value={text}
        {...naming.aria}
        onInput={(event) => {
          setText(event.currentTarget.value);
          naming.onInput(/** @type {InputEvent} */ (event));
        }}
        onPaste={onWritingPaste}
        onKeyDown={(event) => {
          if (event.isComposing || naming.onKeyDown(event) || onWritingKey(event)) return;
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void save();
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            leave();
          }
        }}
      />
      {trouble && (
        <p class="complaint" role="alert">
          {trouble}
        </p>
      )}
      <p class="edit-box-actions">
        <button type="button" class="link" onClick={leave}>
          {t("cancel")}
        </button>
        <button type="button" class="link" onClick={() => void save()}>
          {t("save")}
        </button>
      </p>
    </div>
  );
}
