// The files of a room, of one kind and the newest first, page by page; kept true by what the room tells.

import { batch, signal } from "@preact/signals";
import { Problem } from "../net/api.js";
import { kindOf } from "./media.js";

/** @import { Event, Media, Message } from "../wire.js" */
/** @import { Api } from "../net/api.js" */
/** @import { MediaKind } from "./media.js" */

/** Messages asked for at once. */
const PAGE = 30;

export class Shelf {
  /** Null: not known yet. */
  messages = signal(/** @type {readonly Message[] | null} */ (null));
  /** Before which message there may be more; null: that was all. */
  next = signal(/** @type {number | null} */ (null));
  busy = signal(false);
  problem = signal(/** @type {Problem | null} */ (null));
  #room;
  #kind;
  #api;
  /** What was told while a page was on its way. @type {Event[]} */
  #meanwhile = [];

  /** @param {string} room @param {MediaKind} kind @param {Pick<Api, "get">} api */
  constructor(room, kind, api) {
    this.#room = room;
    this.#kind = kind;
    this.#api = api;
  }

  reload() {
    return this.#ask(null);
  }

  async more() {
    const { value: next } = this.next;
    if (next !== null) await this.#ask(next);
  }

  /** @param {number | null} before */
  async #ask(before) {
    if (this.busy.peek()) return;
    this.busy.value = true;
    this.#meanwhile = [];
    try {
      const from = before === null ? "" : `&before=${before}`;
      const page = await this.#api.get(`/api/rooms/${this.#room}/media?kind=${this.#kind}&limit=${PAGE}${from}`);
      batch(() => {
        this.messages.value = [...(before === null ? [] : (this.messages.peek() ?? [])), ...page.messages];
        this.next.value = page.next ?? null;
        this.problem.value = null;
        this.#apply(this.#meanwhile);
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.problem.value = problem;
    } finally {
      this.busy.value = false;
    }
  }

  /** @param {Event[]} events */
  told(events) {
    if (this.busy.peek()) this.#meanwhile.push(...events);
    batch(() => this.#apply(events));
  }

  /** @param {Event[]} events */
  #apply(events) {
    for (const event of events) {
      const held = this.messages.peek();
      if (!held || (event.type !== "message" && event.type !== "changed")) continue;
      const { message } = event;
      const others = held.filter(({ seq }) => seq !== message.seq);
      const stands = message.deleted_at === undefined && this.#of(message).length > 0;
      // What is older than all that is held comes with its page.
      const within = event.type === "message" || others.length < held.length;
      if (others.length === held.length && !(stands && within)) continue;
      this.messages.value = stands ? [...others, message].sort((a, b) => b.seq - a.seq) : others;
    }
  }

  /** Of a message, what is of this kind. @param {Message} message @returns {Media[]} */
  #of = ({ attachments }) => attachments.filter((media) => kindOf(media) === this.#kind);

  /** All of them. @returns {{media: Media, message: Message}[]} */
  get items() {
    return (this.messages.value ?? []).flatMap((message) => this.#of(message).map((media) => ({ media, message })));
  }
}
