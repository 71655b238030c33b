// One message: who, when, what; what people felt about it; and what one can do with it.

import { useComputed } from "@preact/signals";
import { Component } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { session } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { overlay } from "../overlays.js";
import { pathOf } from "../router.js";
import { spoken } from "../state/mentions.js";
import { measuresFor } from "../state/rank.js";
import { Avatar } from "./avatar.jsx";
import { Confirm } from "./dialog.jsx";
import { EditBox } from "./edit-box.jsx";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { isOnlyEmoji, markdown } from "./markdown.jsx";
import { momentOf, timeOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Entry } from "../state/outbox.js" */
/** @import { Author, Message } from "../wire.js" */
/** @import { Target } from "./room.jsx" */

const QUICK_REACTIONS = ["👍", "❤️", "😂", "🎉", "👀", "✅"];
/** Of a message that is answered, as much as fits a line. */
const EXCERPT_CHARS = 120;

/**
 * @typedef {object} MessageProps
 * @property {OpenRoom} open
 * @property {Message} message
 * @property {boolean} first       of its group: shows whose it is
 * @property {string} me
 * @property {boolean} reachable   by Tab; the others by arrow keys from there
 * @property {boolean} sent        the newest of one's own: marked as arrived
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
function Row({ open, message, first, me, reachable, sent, target, editing, onEdit, onReply }) {
  const [active, setActive] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const row = useRef(/** @type {HTMLLIElement | null} */ (null));
  const mine = message.author.id === me;
  const deleted = message.deleted_at !== undefined;
  // As they are called now, which may be news to the message.
  const author = useComputed(() => open.people.known.value.get(message.author.id)).value ?? message.author;
  const who = message.via ?? author;
  // What came by a webhook was said by nobody one could look up.
  const card = message.via ? undefined : () => (overlay.value = { kind: "person", person: author, open });

  /** The focus also goes out for a moment where a dialog closes, or one button makes way for another. */
  function leaveUnlessBack() {
    requestAnimationFrame(() => {
      if (row.current && !row.current.matches(":hover") && !row.current.contains(document.activeElement)) setActive(false);
    });
  }

  // A finger has no hover: a tap shows what can be done, one elsewhere hides it.
  useEffect(() => {
    if (!active) return;
    const elsewhere = (/** @type {Event} */ event) => {
      if (!row.current?.contains(/** @type {Node} */ (event.target))) setActive(false);
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
      data-named={!deleted && message.mentions.includes(me)}
      tabIndex={reachable ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === "mouse" && setActive(true)}
      onPointerLeave={(event) => event.pointerType === "mouse" && setActive(false)}
      onClick={() => setActive(true)}
      onFocusIn={() => setActive(true)}
      onFocusOut={leaveUnlessBack}
    >
      {message.reply_to !== undefined && <Quote open={open} seq={message.reply_to} />}
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
          {message.author.kind === "bot" && <span class="tag">{t("bot")}</span>}
          <time dateTime={new Date(message.at).toISOString()} title={momentOf(message.at)}>
            {timeOf(message.at)}
          </time>
        </p>
        {editing && !deleted ? (
          <EditBox open={open} message={message} onDone={() => onEdit(null)} />
        ) : deleted ? (
          <p class="deleted">{t("message.deleted")}</p>
        ) : (
          <Text open={open} text={message.text} edited={message.edited_at} me={me} />
        )}
        {!deleted && <Reactions open={open} message={message} me={me} />}
      </div>
      {sent && !deleted && !editing && (
        <span class="receipt" title={t("message.sent")}>
          <Icon name="check" />
          <span class="sr-only">{t("message.sent")}</span>
        </span>
      )}
      {(active || deleting) && !editing && !deleted && (
        <Actions
          open={open}
          message={message}
          mine={mine}
          me={me}
          onEdit={onEdit}
          onReply={(answered) => {
            setActive(false);
            onReply(answered);
          }}
          onDelete={() => setDeleting(true)}
        />
      )}
      {deleting && (
        <Confirm
          title={t("message.delete.title")}
          text={t("message.delete.text")}
          action={t("delete")}
          onClose={() => setDeleting(false)}
          onConfirm={() => {
            setDeleting(false);
            row.current?.focus();
            void attempt(open.delete(message.seq));
          }}
        />
      )}
    </li>
  );
}

/** @param {{open: OpenRoom, text: string, edited?: number, me: string}} props */
function Text({ open, text, edited, me }) {
  const content = useMemo(() => markdown(text, (id) => <Mention open={open} id={id} me={me} />), [text]);
  return (
    <div class="text" data-large={isOnlyEmoji(text)}>
      {content}
      {edited !== undefined && (
        <small class="edited" title={momentOf(edited)}>
          {t("message.edited")}
        </small>
      )}
    </div>
  );
}

/** Somebody who is named, by their present name. @param {{open: OpenRoom, id: string, me: string}} props */
function Mention({ open, id, me }) {
  const mine = id === me;
  const name = (mine ? session.user.value?.name : open.nameOf(id)) ?? t("somebody");
  return (
    <button
      type="button"
      class="mention"
      data-mine={mine}
      dir="auto"
      onClick={() => (overlay.value = { kind: "person", person: { id, name, avatar: null, kind: "member" }, open })}
    >
      @{name}
    </button>
  );
}

/** @param {{open: OpenRoom, seq: number}} props */
function Quote({ open, seq }) {
  const original = open.timeline.find(seq);
  return (
    <a class="quote" href={pathOf(open.room.value.id, seq)}>
      <Icon name="reply" />
      {original ? (
        <>
          <strong dir="auto">{original.author.name}</strong>
          <span dir="auto">
            {original.deleted_at === undefined
              ? spoken(original.text.slice(0, EXCERPT_CHARS), (id) => open.nameOf(id) ?? t("somebody"))
              : t("message.deleted")}
          </span>
        </>
      ) : (
        <span>{t("message.earlier")}</span>
      )}
    </a>
  );
}

/** @param {{open: OpenRoom, message: Message, me: string}} props */
function Reactions({ open, message, me }) {
  const kinds = Object.entries(message.reactions);
  if (kinds.length === 0) return null;
  return (
    <ul class="reactions" aria-label={t("reactions")}>
      {kinds.map(([emoji, who]) => {
        const mine = who?.includes(me) ?? false;
        const names = (who ?? []).map((id) => open.people.known.value.get(id)?.name ?? t("somebody"));
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={mine}
              title={names.join(", ")}
              aria-label={t("reactions.of", { emoji, count: names.length })}
              onClick={() => attempt(open.react(message.seq, emoji, !mine))}
            >
              <span>{emoji}</span> {names.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/**
 * @param {{open: OpenRoom, message: Message, mine: boolean, me: string, onEdit: (seq: number) => void,
 *   onReply: (message: Message) => void, onDelete: () => void}} props
 */
function Actions({ open, message, mine, me, onEdit, onReply, onDelete }) {
  const [reacting, setReacting] = useState(false);
  const { seq } = message;
  const toolbar = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (reacting) toolbar.current?.querySelector("button")?.focus();
  }, [reacting]);
  const may = open.may.value;
  const author = open.people.known.value.get(message.author.id) ?? message.author;
  return (
    <div class="actions" role="toolbar" ref={toolbar} aria-label={t("message.actions")}>
      {reacting ? (
        QUICK_REACTIONS.map((emoji) => (
          <button
            key={emoji}
            type="button"
            class="quiet icon-button"
            aria-label={t("react.with", { emoji })}
            onClick={() => {
              setReacting(false);
              void attempt(open.react(seq, emoji, !message.reactions[emoji]?.includes(me)));
            }}
          >
            {emoji}
          </button>
        ))
      ) : (
        <>
          {may.has("react") && <Action icon="smile-plus" label={t("react")} onClick={() => setReacting(true)} />}
          {may.has("post") && <Action icon="reply" label={t("reply")} onClick={() => onReply(message)} />}
          <Action icon="link" label={t("message.copy_link")} onClick={() => copyLink(pathOf(open.room.peek().id, seq))} />
          {mine && may.has("post") && <Action icon="pencil" label={t("edit")} onClick={() => onEdit(seq)} />}
          {may.has(mine ? "delete" : "delete_others") && <Action icon="trash-2" label={t("delete")} onClick={onDelete} />}
          {!mine && may.has("report") && (
            <Action icon="flag" label={t("report")} onClick={() => (overlay.value = { kind: "report", message, open })} />
          )}
          {!mine && !message.via && mayBan(open, author) && (
            <Action
              icon="ban"
              label={t("measure.ban.author")}
              onClick={() => (overlay.value = { kind: "measure", measure: "ban", person: author, open })}
            />
          )}
        </>
      )}
    </div>
  );
}

/** @param {OpenRoom} open @param {Author} person */
function mayBan(open, person) {
  return measuresFor({
    may: open.may.value,
    own: open.seat.value?.role,
    runsSite: session.runsSite.value,
    person,
    // Their role, where it is known by now; if not, the site will say that they stand too high.
    seat: open.members.seats.value.get(person.id),
    now: 0,
  }).includes("ban");
}

/** @param {{icon: import("./icons.js").IconName, label: string, onClick: () => void}} props */
function Action({ icon, label, onClick }) {
  return (
    <button type="button" class="quiet icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** @param {Promise<unknown>} doing */
async function attempt(doing) {
  try {
    await doing;
  } catch (problem) {
    say(explain(/** @type {Problem} */ (problem)));
  }
}

/** @param {string} path */
async function copyLink(path) {
  await navigator.clipboard.writeText(new URL(path, location.href).href);
  tell("message.link_copied");
}

/** One's own words on their way, or stranded. @param {{open: OpenRoom, entry: Entry, first: boolean}} props */
export function UnsentRow({ open, entry, first }) {
  const person = open.seat.value?.user;
  const failed = entry.state === "failed";
  const held = entry.state === "queued" && (entry.not_before ?? 0) > Date.now();
  const waiting = t(held ? "unsent.held" : entry.state === "sending" ? "unsent.sending" : "unsent.queued");
  return (
    <li class="message unsent" data-first={first} data-state={entry.state}>
      {entry.reply_to !== undefined && <Quote open={open} seq={entry.reply_to} />}
      <div class="message-side">{first && person && <Avatar person={person} />}</div>
      <div class="message-main">
        <p class={first ? "byline" : "sr-only"}>
          <strong dir="auto">{person?.name}</strong>
          <time dateTime={new Date(entry.at).toISOString()}>{timeOf(entry.at)}</time>
        </p>
        <Text open={open} text={entry.text} me={person?.id ?? ""} />
        {failed && (
          <div class="stranded" role="alert">
            <Icon name="circle-alert" />
            <span>{t("unsent.failed", { why: explain(entry.problem ?? { code: "internal" }) })}</span>
            <button type="button" class="link" onClick={() => open.retry(entry.nonce)}>
              {t("unsent.retry")}
            </button>
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
