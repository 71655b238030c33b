// What survives a reload, in this browser only: recent messages of each room, what waits in them, unsent messages, drafts.
// One database per person, so that nobody who logs in later on the same machine sees or sends what is not theirs.

import { deleteDB, openDB } from "idb";

/** @import { Head, InboxRoom, Media, Message } from "../wire.js" */
/** @import { Entry } from "./outbox.js" */

/** Enough to fill any screen before the network has answered. */
export const STORED_MESSAGES = 100;

/**
 * What is being written, as it is read, whom the names in it mean, and what is to go with it.
 * @typedef {{text: string, names: [string, string][], files?: Media[]}} Draft
 *
 * @typedef {object} Store
 * @property {(room: string) => Promise<{messages: Message[], head: Head} | undefined>} timeline
 * @property {(room: string, held: {messages: readonly Message[], head: Head}) => Promise<unknown>} keepTimeline
 * @property {(room: string) => Promise<unknown>} forgetTimeline
 * @property {() => Promise<Entry[]>} unsent
 * @property {(entry: Entry) => Promise<unknown>} keepUnsent
 * @property {(nonce: string) => Promise<unknown>} forgetUnsent
 * @property {(room: string) => Promise<Draft | undefined>} draft
 * @property {(room: string, draft: Draft) => Promise<unknown>} keepDraft
 * @property {() => Promise<InboxRoom[] | undefined>} inbox
 * @property {(rooms: InboxRoom[]) => Promise<unknown>} keepInbox
 * @property {() => Promise<unknown>} forgetTimelines  the session is over; one's own words stay for when one is back
 * @property {() => Promise<unknown>} forgetAll
 */

/** There is one. */
const INBOX = "mine";

/** @param {string} user */
const databaseOf = (user) => `confab-${user}`;

/** @param {string} user @returns {Promise<Store>} */
export async function openStore(user) {
  let database;
  try {
    database = await openDB(databaseOf(user), 2, {
      upgrade(changing, before) {
        if (before < 1) {
          changing.createObjectStore("timelines");
          changing.createObjectStore("outbox", { keyPath: "nonce" });
          changing.createObjectStore("drafts");
        }
        changing.createObjectStore("inbox");
      },
      // Another tab logs out and wants it deleted, or is of a later version.
      blocking: (_from, _to, event) => /** @type {IDBDatabase} */ (event.target).close(),
    });
  } catch {
    // Private windows of some browsers have no database: then nothing survives a reload, and all else works.
    return memoryStore();
  }
  const opened = database;
  return {
    timeline: (room) => opened.get("timelines", room),
    keepTimeline: (room, { messages, head }) =>
      opened.put("timelines", { messages: messages.slice(-STORED_MESSAGES), head }, room),
    forgetTimeline: (room) => opened.delete("timelines", room),
    unsent: () => opened.getAll("outbox"),
    keepUnsent: (entry) => opened.put("outbox", entry),
    forgetUnsent: (nonce) => opened.delete("outbox", nonce),
    draft: async (room) => {
      const draft = await opened.get("drafts", room);
      // As it was kept before anybody could be named in it.
      return typeof draft === "string" ? { text: draft, names: [] } : draft;
    },
    keepDraft: (room, draft) => (draft.text || draft.files?.length ? opened.put("drafts", draft, room) : opened.delete("drafts", room)),
    inbox: () => opened.get("inbox", INBOX),
    keepInbox: (rooms) => opened.put("inbox", rooms, INBOX),
    forgetTimelines: () => Promise.all([opened.clear("timelines"), opened.clear("inbox")]),
    forgetAll: async () => {
      opened.close();
      await deleteDB(databaseOf(user));
    },
  };
}

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, any>} */
  const timelines = new Map();
  /** @type {Map<string, Entry>} */
  const outbox = new Map();
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  /** @type {InboxRoom[] | undefined} */
  let inbox;
  return {
    timeline: async (room) => timelines.get(room),
    keepTimeline: async (room, held) => timelines.set(room, held),
    forgetTimeline: async (room) => timelines.delete(room),
    unsent: async () => [...outbox.values()],
    keepUnsent: async (entry) => outbox.set(entry.nonce, entry),
    forgetUnsent: async (nonce) => outbox.delete(nonce),
    draft: async (room) => drafts.get(room),
    keepDraft: async (room, draft) => drafts.set(room, draft),
    inbox: async () => inbox,
    keepInbox: async (rooms) => void (inbox = rooms),
    forgetTimelines: async () => {
      timelines.clear();
      inbox = undefined;
    },
    forgetAll: async () => {
      [timelines, outbox, drafts].forEach((part) => part.clear());
      inbox = undefined;
    },
  };
}
