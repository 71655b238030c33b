// All that can be done with a message, for the menu of a mouse and the sheet of a finger alike.

import { api, desk, save, session } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { overlay } from "../overlays.js";
import { pathOf } from "../router.js";
import { spoken } from "../state/mentions.js";
import { measuresFor } from "../state/rank.js";
import { keep } from "./bytes.js";
import { copyLink, copyText } from "./clipboard.js";
import { attempt } from "./react.js";
import { namesFor } from "./said.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Author, Message } from "../wire.js" */
/** @import { Item } from "./menu.jsx" */

/**
 * What is not already at hand beside it, in the order of how often it is wanted.
 * @param {{open: OpenRoom, message: Message, me: string, onEdit: (seq: number) => void}} about @returns {Item[]}
 */
export function actionsFor({ open, message, me, onEdit }) {
  const { seq, pinned, edited_at, via } = message;
  const text = message.text || (message.forwarded?.text ?? "");
  const room = open.room.value.id;
  const may = open.may.value;
  const mine = message.author.id === me;
  const saved = desk.value?.inbox.isSaved(room, seq) ?? false;
  const author = open.people.known.value.get(message.author.id) ?? message.author;
  const path = `/api/rooms/${room}/messages/${seq}`;
  /** @type {(Item | false)[]} */
  const items = [
    mine && may.has("post") && { label: t("edit"), icon: "pencil", run: () => onEdit(seq) },
    text !== "" && { label: t("message.copy_text"), icon: "copy", run: () => void copyWords(open, text) },
    message.attachments.length > 0 && {
      label: t("media.keep.all", { count: message.attachments.length }),
      icon: "download",
      run: () => void keep(message.attachments),
    },
    { label: t("message.copy_link"), icon: "link", run: () => void copyLink(new URL(pathOf(room, seq), location.href).href) },
    { label: t("message.forward"), icon: "forward", run: () => (overlay.value = { kind: "forward", message, open }) },
    {
      label: t(saved ? "message.unsave" : "message.save"),
      icon: saved ? "bookmark-check" : "bookmark",
      run: () => void attempt(save(room, seq, !saved), { too_large: "saved.full" }),
    },
    may.has("pin") && {
      label: t(pinned ? "message.unpin" : "message.pin"),
      icon: pinned ? "pin-off" : "pin",
      run: () => void attempt(pinned ? api.delete(`${path}/pin`) : api.put(`${path}/pin`, undefined)),
    },
    Object.keys(message.reactions).length > 0 && {
      label: t("reactions.who"),
      icon: "users",
      run: () => (overlay.value = { kind: "reactions", message, open }),
    },
    edited_at !== undefined &&
      (mine || may.has("moderate")) && {
        label: t("message.edits"),
        icon: "clock",
        run: () => (overlay.value = { kind: "edits", message, open }),
      },
    !mine && may.has("report") && { label: t("report"), icon: "flag", run: () => (overlay.value = { kind: "report", message, open }) },
    !mine &&
      !via &&
      mayBan(open, author) && {
        label: t("measure.ban.author"),
        icon: "ban",
        run: () => (overlay.value = { kind: "measure", measure: "ban", person: author, open }),
      },
    may.has(mine ? "delete" : "delete_others") && {
      label: t("delete"),
      icon: "trash-2",
      look: "danger-quiet",
      run: () => (overlay.value = { kind: "delete", message, open }),
    },
  ];
  return items.filter((item) => item !== false);
}

/** As one reads it: names, not ids. @param {OpenRoom} open @param {string} text */
async function copyWords(open, text) {
  if (await copyText(spoken(text, namesFor(open)))) tell("message.text_copied");
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
