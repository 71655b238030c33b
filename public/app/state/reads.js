// How far one has read in a room, and how far the others have.

import { signal } from "@preact/signals";

/** @import { Hello, Message } from "../wire.js" */
/** @import { Clock } from "../net/socket.js" */

/** How far one has read is told this long after one got there. */
const TELL_READ_MS = 500;

export class Reads {
  /** The last message that was read when one came: the "new" line stands below it, whatever is read here or elsewhere. */
  before = signal(/** @type {number | null} */ (null));
  /** The newest message one has had before one's eyes, on any device. */
  seen = signal(0);
  /** How far others have read; empty in rooms too full for that to be told. */
  others = signal(/** @type {ReadonlyMap<string, number>} */ (new Map()));

  #told = 0;
  /** @type {any} */
  #timer;
  #me;
  #clock;
  #tell;
  #onSeen;

  /** @param {{me: string, clock: Clock, tell: (seq: number) => boolean, onSeen: (seq: number) => void}} surroundings */
  constructor({ me, clock, tell, onSeen }) {
    this.#me = me;
    this.#clock = clock;
    this.#tell = tell;
    this.#onSeen = onSeen;
  }

  /** @param {Hello} hello @param {boolean} first since the room was opened */
  greet({ you, head, reads }, first) {
    if (first && you.read < head.seq) this.before.value = you.read;
    this.#told = you.read;
    this.seen.value = Math.max(this.seen.peek(), you.read);
    this.others.value = new Map(Object.entries(reads).filter(([user]) => user !== this.#me));
  }

  /** Somebody has read on; it may be oneself, elsewhere. @param {string} user @param {number} seq */
  readOn(user, seq) {
    if (user === this.#me) {
      this.#told = Math.max(this.#told, seq);
      if (seq > this.seen.peek()) this.seen.value = seq;
    } else if (seq > (this.others.peek().get(user) ?? 0)) {
      this.others.value = new Map(this.others.peek()).set(user, seq);
    }
  }

  /** Whoever says something has read what stands above it, as far as that is told here. @param {string} user @param {number} seq */
  spoke(user, seq) {
    if (this.others.peek().has(user)) this.readOn(user, seq);
  }

  /** Everything up to here has been before somebody's eyes. @param {number} seq */
  saw(seq) {
    if (seq <= this.seen.peek()) return;
    this.seen.value = seq;
    this.#onSeen(seq);
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.tell(), TELL_READ_MS);
  }

  /** Nobody is looking while this comes: the line stands above the first of it. @param {Message | undefined} next the first one not seen */
  missed(next) {
    if (next && next.author.id !== this.#me) this.before.value = this.seen.peek();
  }

  tell() {
    const seen = this.seen.peek();
    if (seen > this.#told && this.#tell(seen)) this.#told = seen;
  }

  stop() {
    this.tell();
    this.#clock.clearTimeout(this.#timer);
  }
}

/**
 * At which of these messages whose eyes came to rest. Nobody is named at their own words.
 * @param {readonly Message[]} messages without gaps @param {ReadonlyMap<string, number>} reads
 * @returns {Map<number, readonly string[]>} by message
 */
export function restsOf(messages, reads) {
  /** @type {Map<number, string[]>} */
  const rests = new Map();
  const first = messages[0]?.seq ?? 0;
  for (const [user, read] of reads) {
    const message = messages[Math.min(read - first, messages.length - 1)];
    if (!message || (message.author.id === user && !message.via)) continue;
    const there = rests.get(message.seq);
    if (there) there.push(user);
    else rests.set(message.seq, [user]);
  }
  return rests;
}
