// Messages on their way. Each has a nonce for life, so it may be sent as often as need be and is stored once; each room's
// go out one after another, so that they arrive in the order they were written in.

import { signal } from "@preact/signals";

/** @import { Store } from "./store.js" */

/**
 * @typedef {object} Entry
 * @property {string} nonce
 * @property {string} room
 * @property {string} text
 * @property {number} [reply_to]
 * @property {number} at          when it was written
 * @property {boolean} tried      it may have been stored although no answer came
 * @property {string[]} [files]   what goes with it is called
 * @property {string[]} [attachments]  the ids of these, once they are uploaded
 * @property {"uploading" | "queued" | "sending" | "failed"} state  while its files are on their way, others may overtake it
 * @property {{code: string, detail: string}} [problem]  why it failed
 * @property {number} [not_before] the room wants it no sooner
 * @property {string} [room_name] what the room was called, once one has lost one's seat there
 *
 * A way into a room. Resolves once the message is stored and can be shown; rejects with what the room objected to, or
 * with a code of TRY_LATER when nobody can tell.
 * @typedef {(entry: Entry) => Promise<unknown>} Door
 *
 * @typedef {{code?: string, detail?: string, retryAfterMs?: number}} Refusal
 */

/** Not the message's fault: it waits for a better moment. */
const TRY_LATER = new Set(["offline", "disconnected", "unauthenticated"]);
/** When the room does not say how long to wait. */
const PAUSE_MS = 2_000;

export class Outbox {
  entries = signal(/** @type {readonly Entry[]} */ ([]));
  /** @type {Map<string, Door>} */
  #doors = new Map();
  /** Rooms whose queue is being worked through. @type {Set<string>} */
  #busy = new Set();
  #store;
  #newNonce;
  #now;
  #pause;

  /**
   * @param {object} surroundings
   * @param {Pick<Store, "unsent" | "keepUnsent" | "forgetUnsent">} surroundings.store
   * @param {() => string} surroundings.newNonce
   * @param {() => number} surroundings.now
   * @param {(ms: number) => Promise<void>} surroundings.pause
   */
  constructor({ store, newNonce, now, pause }) {
    this.#store = store;
    this.#newNonce = newNonce;
    this.#now = now;
    this.#pause = pause;
  }

  /** What an earlier page could not send. */
  async load() {
    const left = await this.#store.unsent();
    left.sort((a, b) => a.at - b.at);
    const here = new Set(this.entries.peek().map((entry) => entry.nonce));
    this.entries.value = [
      ...left
        .filter((entry) => !here.has(entry.nonce))
        .map(afterReload),
      ...this.entries.peek(),
    ];
    for (const room of this.#doors.keys()) void this.#work(room);
  }

  /** @param {string} room @param {string} text @param {number} [replyTo] @param {Partial<Entry>} [files] @returns {string} its nonce */
  add(room, text, replyTo, files) {
    /** @type {Entry} */
    const entry = { nonce: this.#newNonce(), room, text, at: this.#now(), tried: false, state: "queued", ...files };
    if (replyTo !== undefined) entry.reply_to = replyTo;
    this.entries.value = [...this.entries.peek(), entry];
    void this.#store.keepUnsent(entry);
    void this.#work(room);
    return entry.nonce;
  }

  /** Its files are there; none, if all were taken out again. @param {string} nonce @param {string[]} attachments */
  arrived(nonce, attachments) {
    const entry = this.entries.peek().find((one) => one.nonce === nonce);
    if (entry?.state !== "uploading") return;
    if (entry.text === "" && attachments.length === 0) this.discard(nonce);
    else {
      this.#update(nonce, { state: "queued", attachments });
      void this.#work(entry.room);
    }
  }

  /** @param {string} nonce */
  retry(nonce) {
    const entry = this.#update(nonce, { state: "queued", problem: undefined, not_before: undefined });
    if (entry) void this.#work(entry.room);
  }

  /** @param {string} nonce */
  discard(nonce) {
    this.entries.value = this.entries.peek().filter((entry) => entry.nonce !== nonce);
    void this.#store.forgetUnsent(nonce);
  }

  /**
   * There is no way into the room any more: what was to go there is kept, for its author to save or discard.
   * @param {{id: string, name: string}} room
   * @returns {number} how many messages
   */
  strand({ id, name }) {
    this.detach(id);
    const stranded = this.entries.peek().filter((entry) => entry.room === id);
    const problem = { code: "no_seat", detail: "" };
    for (const { nonce } of stranded) this.#update(nonce, { state: "failed", problem, room_name: name });
    return stranded.length;
  }

  /** Rooms that have something to send. */
  rooms() {
    return new Set(this.entries.peek().filter((entry) => entry.state === "queued").map((entry) => entry.room));
  }

  /** A way into the room has opened. @param {string} room @param {Door} door */
  attach(room, door) {
    this.#doors.set(room, door);
    void this.#work(room);
  }

  /** @param {string} room @param {Door} [door] only this one, if it is still the one */
  detach(room, door) {
    if (!door || this.#doors.get(room) === door) this.#doors.delete(room);
  }

  /** @param {string} room */
  async #work(room) {
    if (this.#busy.has(room)) return;
    this.#busy.add(room);
    try {
      for (;;) {
        const door = this.#doors.get(room);
        const next = this.entries.peek().find((entry) => entry.room === room && entry.state === "queued");
        if (!door || !next) return;
        await this.#send(next, door);
      }
    } finally {
      this.#busy.delete(room);
    }
  }

  /** @param {Entry} entry @param {Door} door */
  async #send(entry, door) {
    const { nonce, room } = entry;
    const sending = this.#update(nonce, { state: "sending", tried: true });
    try {
      if (sending) await door(sending);
      this.discard(nonce);
    } catch (refusal) {
      const { code = "internal", detail = "", retryAfterMs } = /** @type {Refusal} */ (refusal);
      if (this.#isStranded(nonce)) return;
      if (code === "too_fast") {
        const pause = retryAfterMs ?? PAUSE_MS;
        this.#update(nonce, { state: "queued", not_before: this.#now() + pause });
        await this.#pause(pause);
      } else if (TRY_LATER.has(code)) {
        this.#update(nonce, { state: "queued" });
        // Whoever opened this door attaches it again when it is worth another try.
        this.detach(room, door);
      } else {
        this.#update(nonce, { state: "failed", problem: { code, detail } });
      }
    }
  }

  /** The seat was lost while it was on its way. @param {string} nonce */
  #isStranded(nonce) {
    return this.entries.peek().some((entry) => entry.nonce === nonce && entry.state === "failed");
  }

  /** @param {string} nonce @param {Partial<Entry>} change */
  #update(nonce, change) {
    /** @type {Entry | undefined} */
    let updated;
    this.entries.value = this.entries.peek().map((entry) => {
      if (entry.nonce !== nonce) return entry;
      updated = { ...entry, ...change };
      return updated;
    });
    if (updated) void this.#store.keepUnsent(updated);
    return updated;
  }
}

/** Files that were on their way are lost with the page that held them. @param {Entry} entry @returns {Entry} */
function afterReload(entry) {
  if (entry.state === "uploading") return { ...entry, state: "failed", problem: { code: "upload_lost", detail: "" } };
  return entry.state === "failed" ? entry : { ...entry, state: "queued" };
}
