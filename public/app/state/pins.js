// The messages pinned to a room, the newest first, kept true by what the room tells.

import { signal } from "@preact/signals";
import { Problem } from "../net/api.js";

/** @import { Message } from "../wire.js" */
/** @import { Api } from "../net/api.js" */

export class Pins {
  /** Null: not known yet. */
  messages = signal(/** @type {readonly Message[] | null} */ (null));
  problem = signal(/** @type {Problem | null} */ (null));
  #room;
  #api;
  /** What was told while the list was on its way. @type {Message[]} */
  #meanwhile = [];

  /** @param {string} room @param {Pick<Api, "get">} api */
  constructor(room, api) {
    this.#room = room;
    this.#api = api;
  }

  async reload() {
    this.#meanwhile = [];
    try {
      const { messages } = await this.#api.get(`/api/rooms/${this.#room}/pins`);
      this.messages.value = messages.toReversed();
      this.problem.value = null;
      this.#meanwhile.forEach((message) => this.changed(message));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.problem.value = problem;
    }
  }

  /** @param {Message} message as it is now */
  changed(message) {
    this.#meanwhile.push(message);
    const held = this.messages.peek();
    const old = held?.find(({ seq }) => seq === message.seq);
    const pinned = message.pinned === true && message.deleted_at === undefined;
    if (!held || (!old && !pinned) || (old && old.rev > message.rev)) return;
    const others = held.filter(({ seq }) => seq !== message.seq);
    this.messages.value = pinned ? [...others, message].sort((a, b) => b.seq - a.seq) : others;
  }
}
