// The lines of a timeline: messages grouped by author and day, what is on its way, and the marks between them.

/** @import { Message } from "../wire.js" */
/** @import { Entry } from "./outbox.js" */

/** A pause longer than this starts a new group, so that the time is seen again. */
export const GROUP_MS = 5 * 60_000;

/**
 * @typedef {{kind: "day", key: string, at: number}
 *   | {kind: "new", key: string}
 *   | {kind: "message", key: string | number, message: Message, first: boolean}
 *   | {kind: "unsent", key: string, entry: Entry, first: boolean}} Row
 */

/**
 * @param {object} held
 * @param {readonly Message[]} held.messages
 * @param {readonly Entry[]} held.unsent
 * @param {number | null} held.readBefore   the "new" line stands after this message, if anything does
 * @param {string} held.me
 * @param {(message: Message) => string | number} held.keyOf
 * @param {(at: number) => number} held.dayKey
 * @returns {Row[]}
 */
export function rowsOf({ messages, unsent, readBefore, me, keyOf, dayKey }) {
  /** @type {Row[]} */
  const rows = [];
  let day = NaN;
  let marked = readBefore === null || readBefore === 0;
  /** @type {{author: string, at: number} | null} */
  let group = null;

  /** @param {string} author @param {number} at @param {boolean} alone */
  function opensGroup(author, at, alone) {
    const opens = alone || group === null || group.author !== author || at - group.at > GROUP_MS;
    group = { author, at };
    return opens;
  }

  for (const message of messages) {
    if (dayKey(message.at) !== day) {
      day = dayKey(message.at);
      rows.push({ kind: "day", key: `day-${day}`, at: message.at });
      group = null;
    }
    if (!marked && message.seq > /** @type {number} */ (readBefore)) {
      marked = true;
      rows.push({ kind: "new", key: "new" });
      group = null;
    }
    const author = message.via ? `${message.author.id} ${message.via.name}` : message.author.id;
    const first = opensGroup(author, message.at, message.reply_to !== undefined);
    rows.push({ kind: "message", key: keyOf(message), message, first });
  }
  for (const entry of unsent) {
    if (dayKey(entry.at) !== day && !(entry.at < day)) {
      day = dayKey(entry.at);
      rows.push({ kind: "day", key: `day-${day}`, at: entry.at });
      group = null;
    }
    rows.push({ kind: "unsent", key: entry.nonce, entry, first: opensGroup(me, entry.at, entry.reply_to !== undefined) });
  }
  return rows;
}
