// A WebSocket kept alive, of a room or of one's inbox: connects, listens for silence, and comes back after every loss but a final one.
// It knows nothing of what is said on it; who uses it supplies the address (with the cursor) anew for each attempt.

import { RECONNECT, delayBefore } from "./backoff.js";

/** Close codes after which coming back is pointless until somebody has done something about it. */
export const SIGNED_OUT = 4401;
export const REMOVED = 4403;
export const GONE = 4404;
const TOO_FAST = 4429;
const FINAL = new Set([SIGNED_OUT, REMOVED, GONE]);

/**
 * @typedef {{state: "connecting"} | {state: "live"} | {state: "waiting" | "offline", retryAt: number}
 *   | {state: "closed", code?: number}} Status
 *
 * @typedef {object} Clock
 * @property {() => number} now
 * @property {(work: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} Options
 * @property {() => string} address           asked before each attempt
 * @property {(address: string) => WebSocket} open
 * @property {() => boolean} isOnline         what the browser says about the network
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(events: any[]) => void} onEvents
 * @property {(status: Status) => void} onStatus
 * @property {() => void} onRefused           an attempt ended before it was greeted: the session may be over
 */

export class LiveSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #greeted = false;
  #attempt = 0;
  #stopped = true;
  /** One timer for each purpose: the next attempt, the greeting, the good health, the ping, the pong. @type {Record<string, any>} */
  #timers = {};
  /** @type {Options} */
  #options;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
  }

  start() {
    this.#stopped = false;
    this.#connect();
  }

  /** @param {number} [code] why it ends, if it was not us who wanted it */
  stop(code) {
    this.#stopped = true;
    this.#drop();
    this.#options.onStatus({ state: "closed", code });
  }

  /** True when the frame was handed to a live socket, which does not yet mean that it arrived. @param {object} command */
  send(command) {
    if (!this.#socket || !this.#greeted) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** Somebody cannot wait for the countdown. */
  retryNow() {
    if (this.#stopped || this.#socket) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** What was received contradicts what is held, or nothing is received any more: start over from the cursor. */
  restart() {
    if (this.#stopped) return;
    this.#drop();
    this.#wait();
  }

  /** The tab woke up, or an answer is overdue: find out whether anybody is still there. */
  probe() {
    if (!this.#socket) this.retryNow();
    else if (this.#greeted) this.#ping();
  }

  /** The browser's idea of the network changed. */
  networkChanged() {
    if (this.#stopped) return;
    if (this.#options.isOnline()) this.probe();
    else this.#lost();
  }

  #connect() {
    this.#clear("retry");
    if (this.#options.isOnline()) this.#options.onStatus({ state: "connecting" });
    const socket = this.#options.open(this.#options.address());
    this.#socket = socket;
    this.#set("hello", RECONNECT.helloMs, () => this.#lost());
    // Events of a socket that was given up may still arrive: they concern nobody any more.
    socket.onmessage = (event) => socket === this.#socket && this.#received(String(event.data));
    socket.onclose = (event) => socket === this.#socket && this.#lost(event.code);
  }

  /** @param {string} frame */
  #received(frame) {
    this.#set("ping", RECONNECT.pingMs, () => this.#ping());
    this.#clear("pong");
    if (frame === "pong") return;
    const events = parse(frame);
    if (!this.#greeted) {
      this.#greeted = true;
      this.#clear("hello");
      this.#set("stable", RECONNECT.stableMs, () => (this.#attempt = 0));
      this.#options.onEvents(events);
      if (this.#greeted) this.#options.onStatus({ state: "live" });
    } else {
      this.#options.onEvents(events);
    }
  }

  #ping() {
    if (!this.#socket || !this.#greeted || this.#timers.pong) return;
    this.#socket.send("ping");
    this.#set("pong", RECONNECT.pongMs, () => this.#lost());
  }

  /** @param {number} [code] */
  #lost(code) {
    const greeted = this.#greeted;
    this.#drop();
    if (code !== undefined && FINAL.has(code)) {
      this.stop(code);
      return;
    }
    if (code === TOO_FAST) this.#attempt = Math.max(this.#attempt, 5);
    this.#wait();
    if (!greeted && this.#options.isOnline()) this.#options.onRefused();
  }

  #wait() {
    const delay = delayBefore(this.#attempt, this.#options.random());
    this.#attempt += 1;
    // Offline it tries all the same: some machines with odd networks claim to be offline for ever.
    const status = this.#options.isOnline() ? "waiting" : "offline";
    this.#options.onStatus({ state: status, retryAt: this.#options.clock.now() + delay });
    this.#set("retry", delay, () => this.#connect());
  }

  #drop() {
    for (const name of Object.keys(this.#timers)) this.#clear(name);
    this.#greeted = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {string} name @param {number} ms @param {() => void} work */
  #set(name, ms, work) {
    this.#clear(name);
    this.#timers[name] = this.#options.clock.setTimeout(() => {
      delete this.#timers[name];
      work();
    }, ms);
  }

  /** @param {string} name */
  #clear(name) {
    if (this.#timers[name] === undefined) return;
    this.#options.clock.clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}

/** @param {string} frame @returns {any[]} */
function parse(frame) {
  const events = JSON.parse(frame);
  return Array.isArray(events) ? events : [events];
}
