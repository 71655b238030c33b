// Where one writes. Enter sends, Shift+Enter breaks the line; what is not sent is still there tomorrow. Where one may not
// write, it says why and for how long.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk, nameOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { useAttaching } from "./attaching.jsx";
import { useCompleting } from "./completing.jsx";
import { grow } from "./grow.js";
import { Icon } from "./icon.jsx";
import { lazyDialog } from "./lazy.jsx";
import { isForGood, untilOf } from "./when.js";
import { onWritingKey, onWritingPaste } from "./writing.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Draft } from "../state/store.js" */
/** @import { Parcel } from "../state/tray.js" */
/** @import { Message } from "../wire.js" */

const EmojiPicker = lazyDialog(() => import("./emoji-picker.jsx").then((module) => module.EmojiPicker));
const CommandLine = lazyDialog(() => import("./commands.jsx").then((module) => module.CommandLine));

/** As the site counts: in Unicode scalar values. */
const TEXT_MAX = 8_000;
/** From here on it is said how many are left. */
const TEXT_WARN = 7_800;
/** What a timer can wait for. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * @typedef {object} ComposerProps
 * @property {OpenRoom} open
 * @property {Message | null} replyTo
 * @property {number} [thread]  the root of the thread it stands below: all that is written here goes there
 * @property {() => void} onReplied
 * @property {() => void} onEditLast
 */

const hovers = () => matchMedia("(hover: hover)").matches;

/** @param {ComposerProps} props */
export function Composer(props) {
  const closed = useClosed(props.open);
  return closed ? (
    <p class="composer-closed" role="status">
      {closed}
    </p>
  ) : (
    <OpenComposer {...props} />
  );
}

/** Why one may not write here; null: one may. @param {OpenRoom} open */
function useClosed(open) {
  const { archived_at, read_only } = open.room.value;
  const seat = open.seat.value;
  const mutedUntil = seat?.muted_until ?? 0;
  const muted = useIsBefore(mutedUntil);
  if (archived_at !== undefined) return t("composer.archived");
  if (muted && isForGood(mutedUntil)) return t("composer.muted");
  if (muted) return t("composer.muted_until", { until: untilOf(mutedUntil) });
  if (read_only && seat && !open.may.value.has("moderate")) return t("composer.read_only");
  return null;
}

/** Whether it is still before then; noticed when it no longer is. @param {number} moment */
function useIsBefore(moment) {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const left = moment - Date.now();
    if (left <= 0 || left > TIMER_MAX_MS) return;
    const timer = setTimeout(() => setTurn((turn) => turn + 1), left);
    return () => clearTimeout(timer);
  }, [moment]);
  return Date.now() < moment;
}

/** @param {ComposerProps} props */
function OpenComposer({ open, replyTo, thread, onReplied, onEditLast }) {
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, showText] = useState("");
  const [picking, setPicking] = useState(false);
  const [command, setCommand] = useState(/** @type {{said: string} | null} */ (null));
  const naming = useCompleting({ open, box, commands: true });
  const inThread = thread !== undefined;
  const place = inThread ? `${open.room.peek().id}/${thread}` : open.room.peek().id;
  const attaching = useAttaching({ open, place, onKept: () => keep(text), onPost: (parcel) => hand("", parcel) });
  const keepDraft = useDraft(place, (draft) => {
    naming.restore(draft.names);
    showText(draft.text);
    attaching.restore(draft.files);
  });
  const isEmpty = text.trim() === "" && attaching.count === 0;
  const left = text.length > TEXT_WARN ? TEXT_MAX - [...naming.toWire(text)].length : TEXT_MAX;
  const leftId = useId();
  const wait = useSlowMode(open);
  const label = inThread ? t("composer.thread") : t("composer.label", { room: nameOf(open.room.value) });
  useLayoutEffect(() => grow(box.current), [text]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);
  useEffect(() => {
    // Files were chosen: one goes on with the words.
    const { current } = box;
    if (attaching.count > 0 && hovers() && current?.form?.contains(document.activeElement)) current.focus();
  }, [attaching.count]);
  useEffect(() => {
    // On a phone the keyboard would jump up before anything was read.
    if (hovers() && (inThread || document.activeElement === document.body)) box.current?.focus();
  }, []);

  /** @param {string} changed */
  function setText(changed) {
    showText(changed);
    setCommand(null);
    keep(changed);
  }

  /** @param {string} changed */
  function keep(changed) {
    keepDraft({ text: changed, names: naming.names(), files: attaching.kept() });
  }

  function send() {
    const said = naming.toWire(text.trim());
    if (said.startsWith("/")) setCommand({ said });
    else if (!isEmpty) post(said);
  }

  /** @param {string} said */
  function post(said) {
    setCommand(null);
    if (left < 0 || wait > 0) return;
    if (attaching.isStuck()) tell("attach.stuck");
    else {
      hand(said, attaching.take());
      setText("");
      box.current?.focus();
    }
  }

  /** @param {string} said @param {Parcel | null} parcel  what goes with it */
  function hand(said, parcel) {
    if (!inThread) {
      open.timeline.following.value = true;
      void open.showNewest();
    }
    const nonce = open.post(said, replyTo?.seq ?? thread, parcel?.entry);
    parcel?.sent(nonce);
    onReplied();
  }

  /** @param {KeyboardEvent & {currentTarget: HTMLTextAreaElement}} event */
  function onKeyDown(event) {
    if (event.isComposing || naming.onKeyDown(event) || onWritingKey(event)) return;
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

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {naming.list}
      {command && (
        <CommandLine
          open={open}
          command={command}
          onText={post}
          onDone={() => {
            setText("");
            box.current?.focus();
          }}
          onClose={() => setCommand(null)}
        />
      )}
      {replyTo && !inThread && (
        <div class="replying">
          <Icon name="reply" />
          <span dir="auto">{t("composer.replying", { name: replyTo.author.name })}</span>
          <button type="button" class="quiet icon-button" aria-label={t("composer.no_reply")} onClick={onReplied}>
            <Icon name="x" />
          </button>
        </div>
      )}
      {attaching.recorder}
      {attaching.tray}
      <div class="composer-box" data-empty={text === ""}>
        {attaching.buttons}
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={label}
          placeholder={label}
          aria-invalid={left < 0}
          aria-describedby={leftId}
          enterkeyhint="send"
          value={text}
          {...naming.aria}
          onInput={(event) => {
            naming.onInput(/** @type {InputEvent} */ (event));
            setText(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== "") open.typing();
          }}
          onKeyDown={onKeyDown}
          onPaste={onWritingPaste}
        />
        <button type="button" class="quiet icon-button" aria-label={t("composer.emoji")} aria-haspopup="dialog" onClick={() => setPicking(true)}>
          <Icon name="smile" />
        </button>
        {attaching.voice}
        <button type="submit" class="send" aria-label={t("composer.send")} disabled={isEmpty || left < 0 || wait > 0}>
          <Icon name="arrow-up" />
        </button>
      </div>
      {picking && (
        <EmojiPicker
          onPick={(emoji) => void import("./type-into.js").then(({ typeInto }) => box.current && typeInto(box.current, emoji))}
          onClose={() => {
            setPicking(false);
            // One goes on writing after the emoji, once the picker has let go.
            setTimeout(() => box.current?.focus());
          }}
        />
      )}
      <p id={leftId} class="composer-left" role="status" data-over={left < 0}>
        {left < 0 && t("composer.over", { count: -left })}
        {left >= 0 && left < TEXT_MAX && t("composer.left", { count: left })}
      </p>
      {/* The countdown is for the eye: read out each second, nothing else would be heard. */}
      {wait > 0 && left === TEXT_MAX && (
        <p class="composer-left" aria-hidden="true">
          {t("composer.slow", { count: wait })}
        </p>
      )}
    </form>
  );
}

/** Seconds until one may write again. Moderators are spared the pause. @param {OpenRoom} open */
function useSlowMode(open) {
  const [, setTurn] = useState(0);
  const pause = open.may.value.has("moderate") || session.runsSite.value ? 0 : (open.room.value.slow_mode_ms ?? 0);
  const until = pause === 0 ? 0 : open.spoke.value + pause;
  // Whoever has just sent something waits even before the room has said that it has it.
  const onItsWay = pause > 0 && open.unsent.value.some(({ state }) => state !== "failed");
  const seconds = Math.ceil((until - Date.now()) / 1_000);
  const waiting = seconds > 0;
  useEffect(() => {
    if (!waiting) return;
    const tick = setInterval(() => setTurn((turn) => turn + 1), 500);
    return () => clearInterval(tick);
  }, [waiting]);
  return onItsWay ? Math.max(1, seconds, Math.ceil(pause / 1_000)) : Math.max(0, seconds);
}

/** What was being written the last time. @param {string} room @param {(draft: Draft) => void} onDraft @returns {(draft: Draft) => void} */
function useDraft(room, onDraft) {
  const touched = useRef(false);
  const store = desk.peek()?.store;
  useEffect(() => {
    void store?.draft(room).then((draft) => {
      if (draft && !touched.current) onDraft(draft);
    });
  }, [room]);
  return (changed) => {
    touched.current = true;
    void store?.keepDraft(room, changed);
  };
}
