// Where one writes. Enter sends, Shift+Enter breaks the line; what is not sent is still there tomorrow.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk } from "../confab.js";
import { t } from "../i18n.js";
import { grow } from "./grow.js";
import { Icon } from "./icon.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** As the site counts: in Unicode scalar values. */
const TEXT_MAX = 8_000;
/** From here on it is said how many are left. */
const TEXT_WARN = 7_800;

/**
 * @param {object} props
 * @param {OpenRoom} props.open
 * @param {Message | null} props.replyTo
 * @param {() => void} props.onReplied
 * @param {() => void} props.onEditLast
 */
export function Composer({ open, replyTo, onReplied, onEditLast }) {
  const [text, setText] = useDraft(open.room.peek().id);
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const left = text.length > TEXT_WARN ? TEXT_MAX - [...text].length : TEXT_MAX;
  const archived = open.room.value.archived_at !== undefined;
  const mutedUntil = open.seat.value?.muted_until ?? 0;
  useLayoutEffect(() => grow(box.current), [text]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);
  useEffect(() => {
    // On a phone the keyboard would jump up before anything was read.
    if (matchMedia("(hover: hover)").matches && document.activeElement === document.body) box.current?.focus();
  }, []);

  function send() {
    const said = text.trim();
    if (said === "" || left < 0) return;
    open.timeline.following.value = true;
    void open.showNewest();
    open.post(said, replyTo?.seq);
    setText("");
    onReplied();
    box.current?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      onEditLast();
    } else if (event.key === "Escape" && replyTo) {
      event.preventDefault();
      onReplied();
    }
  }

  if (archived || mutedUntil > Date.now()) {
    return <p class="composer-closed">{t(archived ? "composer.archived" : "composer.muted")}</p>;
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replyTo && (
        <div class="replying">
          <Icon name="reply" />
          <span dir="auto">{t("composer.replying", { name: replyTo.author.name })}</span>
          <button type="button" class="quiet icon-button" aria-label={t("composer.no_reply")} onClick={onReplied}>
            <Icon name="x" />
          </button>
        </div>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={t("composer.label", { room: open.room.value.name })}
          placeholder={t("composer.label", { room: open.room.value.name })}
          aria-invalid={left < 0}
          aria-describedby="composer-left"
          enterkeyhint="send"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== "") open.typing();
          }}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label={t("composer.send")} disabled={text.trim() === "" || left < 0}>
          <Icon name="arrow-up" />
        </button>
      </div>
      <p id="composer-left" class="composer-left" role="status" data-over={left < 0}>
        {left < 0 && t("composer.over", { count: -left })}
        {left >= 0 && left < TEXT_MAX && t("composer.left", { count: left })}
      </p>
    </form>
  );
}

/** @param {string} room @returns {[string, (text: string) => void]} */
function useDraft(room) {
  const [text, setText] = useState("");
  const touched = useRef(false);
  const store = desk.peek()?.store;
  useEffect(() => {
    void store?.draft(room).then((draft) => {
      if (draft && !touched.current) setText(draft);
    });
  }, [room]);
  return [
    text,
    (changed) => {
      touched.current = true;
      setText(changed);
      void store?.keepDraft(room, changed);
    },
  ];
}
