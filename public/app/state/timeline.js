// What one has of a room's messages: an unbroken stretch of them, kept true as events and pages come in.
//
// `head` is how far this client has followed the room: every message up to `head.seq` and every change up to `head.rev`
// has been seen, whether or not it is still held. The stretch ends at the head (`atTail`) unless somebody is reading
// further up. Everything here may be told twice: merging is idempotent.

import { batch, computed, signal } from "@preact/signals";

/** @import { Head, Hello, Message, Event } from "../wire.js" */

/** More than this is not kept: the far end is dropped and fetched again when scrolled to. */
export const HELD_MAX = 200;
/** After dropping, this many stay. */
export const HELD_AFTER_TRIM = 125;

/** A message arrived whose predecessor is missing. */
export class Gap extends Error {}

export class Timeline {
  /** Oldest first, without gaps. */
  messages = signal(/** @type {readonly Message[]} */ ([]));
  head = signal(/** @type {Head} */ ({ seq: 0, rev: 0 }));
  /** Nothing is known of the room until the first greeting, or what was stored of it. */
  known = signal(false);
  /** Whoever looks at the newest message: new ones then push out the old, instead of waiting below. */
  following = signal(true);

  atTail = computed(() => (this.messages.value.at(-1)?.seq ?? this.head.value.seq) >= this.head.value.seq);
  hasOlder = computed(() => (this.messages.value[0]?.seq ?? this.head.value.seq + 1) > 1);

  /** Changes that came while a page was on its way, which may be older than they are. @type {Set<Event[]>} */
  #whileFetching = new Set();
  /** The message somebody's eyes are on, as far as one was told. */
  reading = 0;
  /** How often the room was told from the start. */
  #resets = 0;

  /** Where to go on after a lost connection. @returns {Head | undefined} */
  get cursor() {
    return this.known.peek() ? this.head.peek() : undefined;
  }

  /** What was stored the last time. @param {{messages: Message[], head: Head}} stored */
  restore(stored) {
    if (this.known.peek()) return;
    batch(() => {
      this.messages.value = stored.messages;
      this.head.value = stored.head;
      this.known.value = true;
    });
  }

  /**
   * Whoever reads further up is not torn away from there by a new beginning: what they have before them stays, and has to
   * be fetched anew.
   * @param {Pick<Hello, "head" | "resume" | "messages">} hello
   * @returns {number | null} around which message
   */
  greet(hello) {
    const isReset = hello.resume === "reset" || !this.known.peek();
    const held = this.messages.peek();
    // Also whoever was led, by a link, to a place in what was kept on an earlier visit.
    const readsTail = this.atTail.peek() && (this.following.peek() || held.length === 0);
    const readsAbove = isReset && this.known.peek() && !readsTail;
    if (isReset) this.#resets += 1;
    batch(() => {
      if (readsAbove) {
        this.head.value = hello.head;
      } else if (isReset) {
        this.messages.value = hello.messages;
        this.head.value = hello.head;
      } else {
        for (const message of hello.messages) {
          if (message.seq > this.head.peek().seq) this.add(message);
          else this.change(message);
        }
        this.head.value = hello.head;
      }
      this.known.value = true;
    });
    if (!readsAbove) return null;
    return this.find(this.reading) ? this.reading : held[held.length >> 1].seq;
  }

  /** Back to the newest ones. @param {readonly Message[]} messages */
  restart(messages) {
    this.messages.value = messages.filter(({ seq }) => seq <= this.head.peek().seq);
  }

  /** True when it was new. @param {Message} message @throws {Gap} */
  add(message) {
    const { seq, rev } = this.head.peek();
    if (message.seq <= seq) return false;
    if (message.seq !== seq + 1) throw new Gap(`message ${message.seq} after ${seq}`);
    const held = this.messages.peek();
    const wasAtTail = this.atTail.peek();
    batch(() => {
      this.head.value = { seq: message.seq, rev };
      if (!wasAtTail) return;
      if (held.length < HELD_MAX) this.messages.value = [...held, message];
      else if (this.following.peek()) this.messages.value = [...held.slice(1 - HELD_AFTER_TRIM), message];
    });
    return true;
  }

  /** @param {Message} message as it stands now */
  change(message) {
    this.#sawRev(message.rev);
    for (const events of this.#whileFetching) events.push({ type: "changed", rev: message.rev, message });
    this.#replace(message.seq, (held) => (message.rev > held.rev ? message : held));
  }

  /** @param {Extract<Event, {type: "reaction"}>} event */
  react(event) {
    this.#sawRev(event.rev);
    for (const events of this.#whileFetching) events.push(event);
    this.#replace(event.seq, (held) => (event.rev > held.rev ? withReaction(held, event) : held));
  }

  /**
   * Fetches a page and joins it to the stretch.
   * @param {"older" | "newer" | "around"} where
   * @param {() => Promise<{messages: Message[], head: Head}>} fetchPage
   */
  async extend(where, fetchPage) {
    /** @type {Event[]} */
    const changes = [];
    const before = this.messages.peek();
    const resets = this.#resets;
    this.#whileFetching.add(changes);
    const page = await fetchPage().finally(() => this.#whileFetching.delete(changes));
    // A reset came first: the page belongs to a stretch that is no longer held. One that is a stretch of its own may be
    // older than the changes nobody told of, for the reset stood for them.
    if (where === "around" && resets !== this.#resets) {
      await this.extend(where, fetchPage);
      return;
    }
    if (where !== "around" && !sameEnd(where, before, this.messages.peek())) return;
    batch(() => {
      this.#join(where, page);
      for (const event of changes) {
        if (event.type === "changed") this.change(event.message);
        else if (event.type === "reaction") this.react(event);
      }
    });
  }

  /** @param {number} seq */
  find(seq) {
    const held = this.messages.peek();
    return held[seq - (held[0]?.seq ?? 0)];
  }

  /** @param {"older" | "newer" | "around"} where @param {{messages: Message[], head: Head}} page */
  #join(where, page) {
    const held = this.messages.peek();
    if (where === "around") {
      // The socket alone moves the head: what is newer than it comes that way, too.
      this.messages.value = page.messages.filter((message) => message.seq <= this.head.peek().seq);
      return;
    }
    const first = held[0]?.seq ?? Infinity;
    const last = held.at(-1)?.seq ?? 0;
    if (where === "older") {
      const joined = [...page.messages.filter((message) => message.seq < first), ...held];
      this.messages.value = joined.length > HELD_MAX ? joined.slice(0, HELD_MAX) : joined;
    } else {
      const newer = page.messages.filter((message) => message.seq > last && message.seq <= this.head.peek().seq);
      const joined = [...held, ...newer];
      this.messages.value = joined.length > HELD_MAX ? joined.slice(-HELD_MAX) : joined;
    }
  }

  /** @param {number} rev */
  #sawRev(rev) {
    const head = this.head.peek();
    if (rev > head.rev) this.head.value = { seq: head.seq, rev };
  }

  /** @param {number} seq @param {(held: Message) => Message} change */
  #replace(seq, change) {
    const held = this.messages.peek();
    const old = this.find(seq);
    if (!old) return;
    const changed = change(old);
    if (changed === old) return;
    this.messages.value = held.with(seq - held[0].seq, changed);
  }
}

/** @param {"older" | "newer"} where @param {readonly Message[]} before @param {readonly Message[]} now */
function sameEnd(where, before, now) {
  return where === "older" ? before[0]?.seq === now[0]?.seq : before.at(-1)?.seq === now.at(-1)?.seq;
}

/** @param {Message} message @param {Extract<Event, {type: "reaction"}>} event @returns {Message} */
export function withReaction(message, { rev, emoji, user, on }) {
  const others = (message.reactions[emoji] ?? []).filter((id) => id !== user);
  const who = on ? [...others, user] : others;
  const { [emoji]: _, ...rest } = message.reactions;
  return { ...message, rev, reactions: who.length > 0 ? { ...rest, [emoji]: who } : rest };
}
