// Commands on their way to a room, each waiting for the answer that carries its number.

import { RECONNECT } from "../net/backoff.js";
import { Problem } from "../net/api.js";

/** @import { Event } from "../wire.js" */
/** @import { Clock } from "../net/socket.js" */
/** @typedef {{type: string, [field: string]: unknown}} Command */

export class Commands {
  #last = 0;
  /** @type {Map<number, {resolve: (seq?: number) => void, reject: (reason: Problem) => void, timer: any}>} */
  #waiting = new Map();
  #surroundings;

  /** @param {{clock: Clock, send: (command: object) => boolean, onSilence: () => void}} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }

  /** @param {Command} command @returns {Promise<number | undefined>} the message it was about */
  give(command) {
    const { clock, send, onSilence } = this.#surroundings;
    this.#last += 1;
    const id = this.#last;
    if (!send({ ...command, id })) return Promise.reject(new Problem({ code: "disconnected" }));
    // A room that does not answer is a dead connection that nobody has noticed.
    const timer = clock.setTimeout(onSilence, RECONNECT.answerMs);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, timer }));
  }

  /** @param {Extract<Event, {type: "ack" | "error"}>} event */
  answered(event) {
    const waiting = event.id === undefined ? undefined : this.#waiting.get(event.id);
    if (!waiting) return;
    this.#waiting.delete(/** @type {number} */ (event.id));
    this.#surroundings.clock.clearTimeout(waiting.timer);
    if (event.type === "ack") waiting.resolve(event.seq);
    else waiting.reject(new Problem({ ...event, retryAfterMs: event.retry_after_ms }));
  }

  /** The connection is gone, and with it every answer. */
  abandon() {
    for (const { reject, timer } of this.#waiting.values()) {
      this.#surroundings.clock.clearTimeout(timer);
      reject(new Problem({ code: "disconnected" }));
    }
    this.#waiting.clear();
  }
}
