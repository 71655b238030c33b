// A thread that is looked at: what it began with and what was answered, kept true by the events of its room.

import { batch, computed, signal } from "@preact/signals";
import { withReaction } from "./timeline.js";

/** @import { Event, Message } from "../wire.js" */
/** @import { Api } from "../net/api.js" */
/** @import { OpenRoom } from "./room.js" */
/** @typedef {{root: Message, messages: Message[], following: boolean}} Page */

/** Replies asked for at once. */
export const THREAD_PAGE = 50;

export class OpenThread {
  root = signal(/** @type {Message | null} */ (null));
  /** Oldest first; the newest of them without gaps. */
  replies = signal(/** @type {readonly Message[]} */ ([]));
  hasOlder = signal(false);
  following = signal(false);
  /** Why there is nothing, or no more. */
  trouble = signal(/** @type {import("../net/api.js").Problem | null} */ (null));
  /** One's own replies that are on their way. */
  unsent = computed(() => {
    const here = new Set([this.root.value?.seq, ...this.replies.value.map(({ seq }) => seq)]);
    return this.#open.unsent.value.filter(({ reply_to }) => reply_to !== undefined && here.has(reply_to));
  });

  #open;
  #api;
  #path;
  #stop;
  /** What the room said while pages were on their way, which may be older. @type {Event[] | null} */
  #meanwhile = null;
  #closed = false;

  /** @param {OpenRoom} open @param {number} seq any message of the thread @param {Api} api */
  constructor(open, seq, api) {
    this.#open = open;
    this.#api = api;
    this.#path = `/api/rooms/${open.room.peek().id}/messages/${seq}`;
    this.#stop = open.listen((events) => this.#hear(events));
    void this.load();
  }

  close() {
    this.#closed = true;
    this.#stop();
  }

  /** The newest page of it. */
  load() {
    return this.#fetch("", (page) => {
      this.replies.value = page.messages;
      this.hasOlder.value = page.messages.length === THREAD_PAGE;
    });
  }

  loadOlder() {
    const first = this.replies.peek()[0]?.seq;
    if (first === undefined) return this.load();
    return this.#fetch(`&before=${first}`, (page) => {
      this.replies.value = [...page.messages.filter(({ seq }) => seq < first), ...this.replies.peek()];
      this.hasOlder.value = page.messages.length === THREAD_PAGE;
    });
  }

  /** Whether one wants to be told of replies. @param {boolean} on */
  async follow(on) {
    await (on ? this.#api.put(`${this.#path}/follow`, undefined) : this.#api.delete(`${this.#path}/follow`));
    this.following.value = on;
  }

  /** @param {string} more @param {(page: Page) => void} take */
  async #fetch(more, take) {
    /** @type {Event[]} */
    const meanwhile = (this.#meanwhile = []);
    try {
      const page = await this.#api.get(`${this.#path}/thread?limit=${THREAD_PAGE}${more}`);
      if (this.#closed) return;
      batch(() => {
        this.trouble.value = null;
        this.root.value = page.root;
        this.following.value = page.following;
        take(page);
        this.#open.people.meet([page.root, ...page.messages].map(({ author }) => author));
        for (const event of meanwhile) this.#apply(event);
      });
    } catch (problem) {
      this.trouble.value = /** @type {import("../net/api.js").Problem} */ (problem);
    } finally {
      if (this.#meanwhile === meanwhile) this.#meanwhile = null;
    }
  }

  /** @param {Event[]} events */
  #hear(events) {
    // What was missed while nobody was connected is asked for.
    if (events.some(({ type }) => type === "hello")) void this.load();
    this.#meanwhile?.push(...events);
    for (const event of events) this.#apply(event);
  }

  /** Anything may be told twice. @param {Event} event */
  #apply(event) {
    const root = this.root.peek();
    if (!root) return;
    if (event.type === "message") this.#add(root, event.message);
    else if (event.type === "changed") this.#change(event.message.seq, event.rev, () => ({ ...event.message, rev: event.rev }));
    else if (event.type === "reaction") this.#change(event.seq, event.rev, (held) => withReaction(held, event));
  }

  /** @param {Message} root @param {Message} message */
  #add(root, message) {
    const held = this.replies.peek();
    if (message.thread !== root.seq || message.seq <= (held.at(-1)?.seq ?? root.seq)) return;
    this.replies.value = [...held, message];
  }

  /** @param {number} seq @param {number} rev @param {(held: Message) => Message} change */
  #change(seq, rev, change) {
    const root = this.root.peek();
    if (root?.seq === seq) {
      if (rev > root.rev) this.root.value = change(root);
      return;
    }
    const held = this.replies.peek();
    const at = held.findIndex((message) => message.seq === seq);
    if (at >= 0 && rev > held[at].rev) this.replies.value = held.with(at, change(held[at]));
  }
}
