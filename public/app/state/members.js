// Who has a seat in a room, page by page, as far as somebody wanted to know.

import { signal } from "@preact/signals";
import { Problem } from "../net/api.js";

/** @import { Seat } from "../wire.js" */
/** @import { Api } from "../net/api.js" */

/** Somebody is looked for in so many pages; whoever is not found has a seat all the same, perhaps. */
const PAGES_SEARCHED = 5;

export class Members {
  /** By person. */
  seats = signal(/** @type {ReadonlyMap<string, Seat>} */ (new Map()));
  trouble = signal(/** @type {Problem | null} */ (null));
  /** Where the next page begins; none: all are known; undefined: nothing is. */
  next = signal(/** @type {string | null | undefined} */ (undefined));
  #api;
  #path;
  /** @type {Promise<void> | null} */
  #loading = null;

  /** @param {string} room @param {Pick<Api, "get">} api */
  constructor(room, api) {
    this.#api = api;
    this.#path = `/api/rooms/${room}/members`;
  }

  /** From the beginning, since people come and go. */
  reload() {
    return this.#load(null);
  }

  more() {
    const next = this.next.peek();
    return next === null ? Promise.resolve() : this.#load(next ?? null);
  }

  /** Their seat; null: they have none; undefined: nobody can tell. @param {string} user */
  async find(user) {
    if (this.next.peek() === undefined) await this.reload();
    for (let page = 1; page < PAGES_SEARCHED; page += 1) {
      if (this.seats.peek().has(user) || this.next.peek() === null || this.trouble.peek()) break;
      await this.more();
    }
    return this.seats.peek().get(user) ?? (this.next.peek() === null ? null : undefined);
  }

  /** @param {Seat} seat as it is now */
  put(seat) {
    this.seats.value = new Map(this.seats.peek()).set(seat.user.id, seat);
  }

  /** @param {string} user has no seat any more */
  drop(user) {
    const seats = new Map(this.seats.peek());
    if (seats.delete(user)) this.seats.value = seats;
  }

  /** @param {string | null} cursor */
  #load(cursor) {
    this.#loading ??= this.#fetch(cursor).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** @param {string | null} cursor */
  async #fetch(cursor) {
    try {
      const page = await this.#api.get(this.#path + (cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""));
      const seats = new Map(cursor ? this.seats.peek() : []);
      for (const seat of page.members) seats.set(seat.user.id, seat);
      this.seats.value = seats;
      this.next.value = page.next ?? null;
      this.trouble.value = null;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.trouble.value = problem;
    }
  }
}
