// The messages one has kept to come back to, newest first, page by page.

import { batch, signal } from "@preact/signals";
import { Problem } from "../net/api.js";

/** @import { Message, Room } from "../wire.js" */
/** @import { Api } from "../net/api.js" */

/**
 * `room` and `message` are null when one may not read it any more, `message` alone when it was deleted.
 * @typedef {{room: Room | null, room_id: string, seq: number, message: Message | null, at: number}} Kept
 */

export class SavedList {
  rows = signal(/** @type {readonly Kept[] | null} */ (null));
  next = signal(/** @type {string | number | null} */ (null));
  problem = signal(/** @type {Problem | null} */ (null));
  busy = signal(false);
  #api;
  #asked = 0;
  /** @type {ReadonlySet<string>} */
  #saved = new Set();
  /** What is saved by now and has not come yet: what one saves oneself is known here before it is on the site. */
  #awaited = new Set();

  /** @param {Pick<Api, "get">} api */
  constructor(api) {
    this.#api = api;
  }

  reload() {
    return this.#fetch(null);
  }

  /** @param {ReadonlySet<string>} saved  all that is saved, as `room/seq`: here, or on another device */
  async follow(saved) {
    const rows = this.rows.peek();
    const known = new Set(rows?.map(keyOf));
    this.rows.value = rows && rows.filter((row) => saved.has(keyOf(row)));
    // Something new stands at the top. What lies on pages that were not fetched is no news.
    for (const key of saved) if (rows && !this.#saved.has(key)) this.#awaited.add(key);
    for (const key of this.#awaited) if (known.has(key) || !saved.has(key)) this.#awaited.delete(key);
    this.#saved = saved;
    if (!rows || this.#awaited.size > 0) await this.reload();
  }

  async more() {
    const next = this.next.peek();
    if (next !== null && !this.busy.peek()) await this.#fetch(next);
  }

  /** @param {string | number | null} before */
  async #fetch(before) {
    this.#asked += 1;
    const mine = this.#asked;
    this.busy.value = true;
    try {
      const page = await this.#api.get(`/api/me/saved${before === null ? "" : `?before=${encodeURIComponent(before)}`}`);
      if (mine !== this.#asked) return;
      batch(() => {
        this.rows.value = before === null ? page.saved : [...(this.rows.peek() ?? []), ...page.saved];
        this.next.value = page.next ?? null;
        this.problem.value = null;
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (mine === this.#asked) this.problem.value = problem;
    } finally {
      if (mine === this.#asked) this.busy.value = false;
    }
  }
}

/** @param {Kept} row */
const keyOf = ({ room_id, seq }) => `${room_id}/${seq}`;
