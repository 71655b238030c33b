// What a message says: its text with those who are named in it, what it answers, and what it passes on.

import { useMemo } from "preact/hooks";
import { roomCalled, session } from "../confab.js";
import { t } from "../i18n.js";
import { overlay } from "../overlays.js";
import { pathOf } from "../router.js";
import { readable } from "./readable.js";
import { Avatar } from "./avatar.jsx";
import { gistOf } from "./gist.js";
import { Icon } from "./icon.jsx";
import { actionOf, isOnlyEmoji, markdown } from "./markdown.jsx";
import { momentOf, stampOf } from "./when.js";

/** @import { ComponentChildren } from "preact" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Forwarded, Message } from "../wire.js" */

/** Of a message that is answered, as much as fits a line. */
const EXCERPT_CHARS = 120;

/** @param {{open: OpenRoom, text: string, edited?: number, me: string, name?: string}} props  `name`: who does what "/me" says */
export function Text({ open, text, edited, me, name }) {
  const action = name === undefined ? null : actionOf(text);
  const content = useMemo(
    () => markdown(action ?? text, (id, sign) => (sign === "#" ? <RoomLink id={id} /> : <Mention open={open} id={id} me={me} />)),
    [text],
  );
  return (
    <div class="text" data-large={isOnlyEmoji(text)} data-action={action !== null}>
      {action !== null && <strong dir="auto">{name}</strong>}
      {content}
      {edited !== undefined && (
        <small class="edited" title={momentOf(edited)}>
          {t("message.edited")}
        </small>
      )}
    </div>
  );
}

/** Somebody who is named, by their present name; or all. @param {{open: OpenRoom, id: string, me: string}} props */
function Mention({ open, id, me }) {
  if (id === "here" || id === "everyone") {
    return (
      <span class="mention" data-mine="true">
        @{id}
      </span>
    );
  }
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

/** A room that is named, by its present name. @param {{id: string}} props */
function RoomLink({ id }) {
  const room = session.rooms.value.find((room) => room.id === id);
  return room ? (
    <a class="mention" dir="auto" href={pathOf(id)}>
      #{room.name}
    </a>
  ) : (
    <span class="mention">{t("room.unseen")}</span>
  );
}

/** @param {{open: OpenRoom, seq: number}} props */
export function Quote({ open, seq }) {
  const original = open.timeline.find(seq);
  return (
    <a class="quote" href={pathOf(open.room.value.id, seq)}>
      <Icon name="reply" />
      {original ? (
        <>
          <strong dir="auto">{original.author.name}</strong>
          <span dir="auto">
            {original.deleted_at === undefined
              ? excerptOf(open, original)
              : t("message.deleted")}
          </span>
        </>
      ) : (
        <span>{t("message.earlier")}</span>
      )}
    </a>
  );
}

/** What somebody, or a room, that a text names is called. @param {OpenRoom} open @returns {(id: string, sign: string) => string} */
export const namesFor = (open) => (id, sign) => (sign === "#" ? roomCalled(id) : (open.nameOf(id) ?? t("somebody")));

/** @param {OpenRoom} open @param {Message} message */
const excerptOf = (open, { text, attachments }) => readable(text.slice(0, EXCERPT_CHARS), (id) => open.nameOf(id)) || gistOf(attachments) || t("forwarded");

/** What somebody said elsewhere, with the files of it. @param {{open: OpenRoom, forwarded: Forwarded, me: string, children: ComponentChildren}} props */
export function Passed({ open, forwarded, me, children }) {
  const { room, seq, author, text, at } = forwarded;
  const there = session.rooms.value.find(({ id }) => id === room);
  return (
    <figure class="forwarded">
      <figcaption>
        <Icon name="forward" />
        <Avatar person={author} size="tiny" />
        <strong dir="auto">{author.name}</strong>
        {there ? (
          <a href={pathOf(room, seq)} title={momentOf(at)}>
            {there.kind === "direct" ? stampOf(at) : t("forwarded.from", { room: there.name, at: stampOf(at) })}
          </a>
        ) : (
          <time dateTime={new Date(at).toISOString()}>{stampOf(at)}</time>
        )}
      </figcaption>
      {text !== "" && <Text open={open} text={text} me={me} name={author.name} />}
      {children}
    </figure>
  );
}
