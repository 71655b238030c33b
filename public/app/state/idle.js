// Whether anybody still sits before this: no key, no pointer for a while, or another tab for a shorter while.

import { signal } from "@preact/signals";

/** @import { Clock } from "../net/socket.js" */

/** Long enough to read a long message and think about it. */
export const IDLE_MS = 5 * 60_000;
/** Whoever looks at something else may be back in a moment. */
export const HIDDEN_MS = 60_000;

export class Idleness {
  idle = signal(false);
  #clock;
  #hidden = false;
  #last;
  /** @type {any} */
  #timer;

  /** @param {Clock} clock */
  constructor(clock) {
    this.#clock = clock;
    this.#last = clock.now();
    this.#wait();
  }

  /** Somebody moved. Called very often: it only takes a note of the time, and the timer looks at that when it is due. */
  stir() {
    this.#last = this.#clock.now();
    if (!this.idle.peek()) return;
    this.idle.value = false;
    this.#wait();
  }

  /** The page went out of sight, or came back into it. @param {boolean} hidden */
  hide(hidden) {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.stir();
    // Hidden, it is due sooner than it was.
    if (hidden) this.#wait();
  }

  #wait() {
    this.#clock.clearTimeout(this.#timer);
    const left = this.#last + (this.#hidden ? HIDDEN_MS : IDLE_MS) - this.#clock.now();
    if (left <= 0) this.idle.value = true;
    else this.#timer = this.#clock.setTimeout(() => this.#wait(), left);
  }
}
