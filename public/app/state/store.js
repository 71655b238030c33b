// What survives a reload, in this browser only: recent messages of each room, unsent messages, drafts. One database per
// person, so that nobody who logs in later on the same machine sees or sends what is not theirs.

import { deleteDB, openDB } from "idb";

/** @import { Head, Message } from "../wire.js" */
/** @import { Entry } from "./outbox.js" */

/** Enough to fill any screen before the network has answered. */
export const STORED_MESSAGES = 100;

/**
 * @typedef {object} Store
 * @property {(room: string) => Promise<{messages: Message[], head: Head} | undefined>} timeline
 * @property {(room: string, held: {messages: readonly Message[], head: Head}) => Promise<unknown>} keepTimeline
 * @property {(room: string) => Promise<unknown>} forgetTimeline
 * @property {() => Promise<Entry[]>} unsent
 * @property {(entry: Entry) => Promise<unknown>} keepUnsent
 * @property {(nonce: string) => Promise<unknown>} forgetUnsent
 * @property {(room: string) => Promise<string | undefined>} draft
 * @property {(room: string, text: string) => Promise<unknown>} keepDraft
 * @property {() => Promise<unknown>} forgetTimelines  the session is over; one's own words stay for when one is back
 * @property {() => Promise<unknown>} forgetAll
 */

/** @param {string} user */
const databaseOf = (user) => `confab-${user}`;

/** @param {string} user @returns {Promise<Store>} */
export async function openStore(user) {
  let database;
  try {
    database = await openDB(databaseOf(user), 1, {
      upgrade(fresh) {
        fresh.createObjectStore("timelines");
        fresh.createObjectStore("outbox", { keyPath: "nonce" });
        fresh.createObjectStore("drafts");
      },
      // Another tab logs out and wants it deleted.
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
    draft: (room) => opened.get("drafts", room),
    keepDraft: (room, text) => (text ? opened.put("drafts", text, room) : opened.delete("drafts", room)),
    forgetTimelines: () => opened.clear("timelines"),
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
  /** @type {Map<string, string>} */
  const drafts = new Map();
  return {
    timeline: async (room) => timelines.get(room),
    keepTimeline: async (room, held) => timelines.set(room, held),
    forgetTimeline: async (room) => timelines.delete(room),
    unsent: async () => [...outbox.values()],
    keepUnsent: async (entry) => outbox.set(entry.nonce, entry),
    forgetUnsent: async (nonce) => outbox.delete(nonce),
    draft: async (room) => drafts.get(room),
    keepDraft: async (room, text) => drafts.set(room, text),
    forgetTimelines: async () => timelines.clear(),
    forgetAll: async () => [timelines, outbox, drafts].forEach((part) => part.clear()),
  };
}
