// One message: who, when, what; and what people felt about it. What can be done with it is fetched when it is first wanted.

import { useComputed } from "@preact/signals";
import { Component } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../i18n.js";
import { overlay } from "../overlays.js";
import { threadPath } from "../router.js";
import { Avatar } from "./avatar.jsx";
import { explain } from "./explain.js";
import { Frames } from "./frames.jsx";
import { Icon } from "./icon.jsx";
import { lazyPart } from "./lazy.jsx";
import { react } from "./react.js";
import { Passed, Quote, Text } from "./said.jsx";
import { momentOf, timeOf, untilOf } from "./when.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Entry } from "../state/outbox.js" */
/** @import { Message, Replies } from "../wire.js" */
/** @import { Target } from "./room.jsx" */

const Tools = lazyPart(() => import("./message-tools.jsx").then((module) => module.Tools));
const EditBox = lazyPart(() => import("./edit-box.jsx").then((module) => module.EditBox));
const Previews = lazyPart(() => import("./previews.jsx").then((module) => module.Previews));
const UnsentFiles = lazyPart(() => import("./upload-tray.jsx").then((module) => module.UnsentFiles));
const Media = lazyPart(
  () => import("./media.jsx").then((module) => module.load()),
  () => {},
  ({ message }) => <Frames attachments={message.attachments} />,
);
const SeenBy = lazyPart(() => import("./seen-by.jsx").then((module) => module.SeenBy));

/**
 * @typedef {object} MessageProps
 * @property {OpenRoom} open
 * @property {Message} message
 * @property {boolean} first       of its group: shows whose it is
 * @property {string} me
 * @property {boolean} reachable   by Tab; the others by arrow keys from there
 * @property {boolean} sent        the newest of one's own: marked as arrived
 * @property {readonly string[]} [seen]  whose eyes came to rest here
 * @property {number} [thread]     it is shown in this one
 * @property {Target | null} target
 * @property {boolean} editing
 * @property {(seq: number | null) => void} onEdit
 * @property {(message: Message) => void} onReply
 */

/**
 * Drawn again only when something about it changed: a timeline is long.
 * @extends {Component<MessageProps>}
 */
export class MessageRow extends Component {
  /** @param {MessageProps} next */
  shouldComponentUpdate(next) {
    const now = this.props;
    return /** @type {(keyof MessageProps)[]} */ (Object.keys(next)).some((name) => next[name] !== now[name]);
  }

  render() {
    return <Row {...this.props} />;
  }
}

/** @param {MessageProps} props */
function Row({ open, message, first, me, reachable, sent, seen, thread, target, editing, onEdit, onReply }) {
  const [active, setActive] = useState(false);
  // A menu is open, for example.
  const [held, setHeld] = useState(false);
  const row = useRef(/** @type {HTMLLIElement | null} */ (null));
  const mine = message.author.id === me;
  const deleted = message.deleted_at !== undefined;
  // As they are called now, which may be news to the message.
  const author = useComputed(() => open.people.known.value.get(message.author.id)).value ?? message.author;
  const who = message.via ?? author;
  // What came by a webhook was said by nobody one could look up.
  const card = message.via ? undefined : () => (overlay.value = { kind: "person", person: author, open });
  const hasFiles = !deleted && message.attachments.length > 0;
  const files = hasFiles && <Media open={open} message={message} />;
  const named = !deleted && !mine && (message.mentions.includes(me) || message.mention_all !== undefined);

  /** A dialog over the page gives the focus back to what opened it: that must still be there. */
  const focused = useRef(false);
  const leave = () => (overlay.peek() === null || !focused.current) && setActive(false);

  /** The focus also goes out for a moment where a dialog closes, or one button makes way for another. */
  function leaveUnlessBack() {
    requestAnimationFrame(() => {
      if (!row.current || row.current.contains(document.activeElement)) return;
      focused.current &&= overlay.peek() !== null;
      if (!row.current.matches(":hover")) leave();
    });
  }

  // A finger has no hover: a tap shows what can be done, one elsewhere hides it.
  useEffect(() => {
    if (!active) return;
    const elsewhere = (/** @type {Event} */ event) => {
      if (!row.current?.contains(/** @type {Node} */ (event.target))) leave();
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, [active]);

  return (
    <li
      ref={row}
      class="message"
      data-seq={message.seq}
      data-first={first}
      data-target={target !== null}
      data-named={named}
      data-active={active || held}
      tabIndex={reachable ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === "mouse" && setActive(true)}
      onPointerLeave={(event) => event.pointerType === "mouse" && leave()}
      onClick={() => setActive(true)}
      onFocusIn={() => {
        focused.current = true;
        setActive(true);
      }}
      onFocusOut={leaveUnlessBack}
    >
      {message.reply_to !== undefined && message.reply_to !== thread && <Quote open={open} seq={message.reply_to} />}
      {message.pinned && !deleted && (
        <p class="mark">
          <Icon name="pin" />
          {t("message.pinned")}
        </p>
      )}
      <div class="message-side">
        {first ? (
          // The name beside it is the button for the keyboard; this is the larger target for everybody else.
          <span onClick={card}>
            <Avatar person={{ id: message.author.id, name: who.name, avatar: who.avatar }} />
          </span>
        ) : (
          <time dateTime={new Date(message.at).toISOString()} aria-hidden="true">
            {timeOf(message.at)}
          </time>
        )}
      </div>
      <div class="message-main">
        <p class={first ? "byline" : "sr-only"}>
          {card && first ? (
            <button type="button" class="author" dir="auto" tabIndex={active && !mine ? 0 : -1} onClick={card}>
              {who.name}
            </button>
          ) : (
            <strong dir="auto">{who.name}</strong>
          )}
          {message.author.kind === "guest" && <span class="tag">{t("guest")}</span>}
          {message.via ? <span class="tag">{t("via")}</span> : message.author.kind === "bot" && <span class="tag">{t("bot")}</span>}
          <time dateTime={new Date(message.at).toISOString()} title={momentOf(message.at)}>
            {timeOf(message.at)}
          </time>
        </p>
        {editing && !deleted ? (
          <EditBox open={open} message={message} onDone={() => onEdit(null)} />
        ) : deleted ? (
          <p class="deleted">{t("message.deleted")}</p>
        ) : (
          (message.text !== "" || !(message.forwarded || hasFiles)) && (
            <Text open={open} text={message.text} edited={message.edited_at} me={me} name={who.name} />
          )
        )}
        {!deleted && message.forwarded ? (
          <Passed open={open} forwarded={message.forwarded} me={me}>
            {files}
          </Passed>
        ) : (
          files
        )}
        {!deleted && message.previews && message.previews.length > 0 && <Previews open={open} message={message} mine={mine} />}
        {!deleted && <Reactions open={open} message={message} me={me} active={active} />}
        {message.replies && thread === undefined && <ThreadLink room={open.room.value.id} seq={message.seq} replies={message.replies} />}
      </div>
      {sent && !deleted && !editing && (
        <span class="receipt" title={t("message.sent")}>
          <Icon name="check" />
          <span class="sr-only">{t("message.sent")}</span>
        </span>
      )}
      {seen && <SeenBy open={open} users={seen} />}
      {(active || held) && !editing && !deleted && (
        <Tools
          open={open}
          message={message}
          me={me}
          thread={thread}
          onEdit={onEdit}
          onHold={setHeld}
          onReply={(answered) => {
            setActive(false);
            onReply(answered);
          }}
        />
      )}
    </li>
  );
}

/** Names nobody has told yet are asked for when somebody looks. @param {{open: OpenRoom, message: Message, me: string, active: boolean}} props */
function Reactions({ open, message, me, active }) {
  const kinds = Object.entries(message.reactions);
  if (kinds.length === 0) return null;
  return (
    <ul class="reactions" aria-label={t("reactions")}>
      {kinds.map(([emoji, who]) => {
        const names = (who ?? []).map((id) => (active ? open.nameOf(id) : open.people.known.value.get(id)?.name) ?? t("somebody"));
        return (
          <li key={emoji}>
            <button
              type="button"
              data-emoji={emoji}
              aria-pressed={who?.includes(me) ?? false}
              title={names.join(", ")}
              aria-label={t("reactions.of", { emoji, count: names.length })}
              onClick={() => void react(open, message, emoji, me)}
            >
              <span>{emoji}</span> {names.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** What a message started. @param {{room: string, seq: number, replies: Replies}} props */
function ThreadLink({ room, seq, replies: { count, at, people } }) {
  if (count === 0) return null;
  return (
    <a class="thread-link" href={threadPath(room, seq)} title={new Intl.ListFormat(language).format(people.map(({ name }) => name))}>
      {people.map((person) => (
        <Avatar key={person.id} person={person} size="tiny" />
      ))}
      <strong>{t("thread.replies", { count })}</strong>
      <span>{untilOf(at)}</span>
    </a>
  );
}

/** One's own words on their way, or stranded. @param {{open: OpenRoom, entry: Entry, first: boolean, thread?: number}} props */
export function UnsentRow({ open, entry, first, thread }) {
  const person = open.seat.value?.user;
  const failed = entry.state === "failed";
  const held = entry.state === "queued" && (entry.not_before ?? 0) > Date.now();
  const waiting = t(held ? "unsent.held" : entry.state === "failed" ? "unsent.sending" : `unsent.${entry.state}`);
  return (
    <li class="message unsent" data-first={first} data-state={entry.state}>
      {entry.reply_to !== undefined && entry.reply_to !== thread && <Quote open={open} seq={entry.reply_to} />}
      <div class="message-side">{first && person && <Avatar person={person} />}</div>
      <div class="message-main">
        <p class={first ? "byline" : "sr-only"}>
          <strong dir="auto">{person?.name}</strong>
          <time dateTime={new Date(entry.at).toISOString()}>{timeOf(entry.at)}</time>
        </p>
        {entry.text !== "" && <Text open={open} text={entry.text} me={person?.id ?? ""} name={person?.name ?? ""} />}
        {entry.files && <UnsentFiles entry={entry} />}
        {failed && (
          <div class="stranded" role="alert">
            <Icon name="circle-alert" />
            <span>{t("unsent.failed", { why: explain(entry.problem ?? { code: "internal" }) })}</span>
            {(entry.text || entry.attachments) && (
              <button type="button" class="link" onClick={() => open.retry(entry.nonce)}>
                {t("unsent.retry")}
              </button>
            )}
            <button type="button" class="link" onClick={() => open.discard(entry.nonce)}>
              {t("unsent.discard")}
            </button>
          </div>
        )}
      </div>
      {!failed && (
        <span class="receipt" title={waiting}>
          <Icon name="clock" />
          <span class="sr-only">{waiting}</span>
        </span>
      )}
    </li>
  );
}
