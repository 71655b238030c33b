// What a signed-in person has before them: what is stored for them, what they have yet to send, and the room they look at.

import { signal } from "@preact/signals";
import { GONE, REMOVED } from "../net/socket.js";
import { Outbox } from "./outbox.js";
import { OpenRoom } from "./room.js";

/** @import { Room } from "../wire.js" */
/** @import { Surroundings } from "./room.js" */
/** @import { Session } from "./session.js" */
/** @import { Store } from "./store.js" */

/** A room that ended although the session is good is tried again after this pause. */
const REOPEN_MS = 3_000;

/**
 * @typedef {Pick<Surroundings, "api" | "clock" | "random" | "isOnline" | "openSocket">
 *   & {session: Session, newNonce: () => string, onRemoved: (room: Room) => void}} DeskSurroundings
 */

export class Desk {
  open = signal(/** @type {OpenRoom | null} */ (null));
  outbox;
  store;
  #me;
  #surroundings;
  /** Rooms one is on the way out of: that they send one away is no news. @type {Set<string>} */
  #leaving = new Set();

  /** @param {string} me @param {Store} store @param {DeskSurroundings} surroundings */
  constructor(me, store, surroundings) {
    const { clock, newNonce } = surroundings;
    this.#me = me;
    this.#surroundings = surroundings;
    this.store = store;
    this.outbox = new Outbox({
      store,
      newNonce,
      now: clock.now,
      pause: (ms) => new Promise((resolve) => clock.setTimeout(() => resolve(), ms)),
    });
    void this.outbox.load().then(() => this.sendElsewhere());
  }

  /** @param {Room | null} room */
  show(room) {
    const before = this.open.peek();
    if (before?.room.peek().id === room?.id) return;
    before?.close();
    this.open.value = room && this.#openRoom(room);
    this.sendElsewhere();
  }

  /** Gives up a seat; the room closes the socket before it has answered. @param {Room} room @param {() => Promise<unknown>} ask */
  async leave(room, ask) {
    this.#leaving.add(room.id);
    try {
      await ask();
      await this.#forget(room);
    } catch (problem) {
      // The answer may have been lost, and the seat with it.
      void this.#surroundings.session.check();
      throw problem;
    } finally {
      this.#leaving.delete(room.id);
    }
  }

  /** What was written in rooms that are no longer open goes out by HTTP. */
  sendElsewhere() {
    const here = this.open.peek()?.room.peek().id;
    for (const room of this.outbox.rooms()) {
      if (room === here) continue;
      this.outbox.attach(room, ({ nonce, text, reply_to }) =>
        this.#surroundings.api.post(`/api/rooms/${room}/messages`, { nonce, text, reply_to }),
      );
    }
  }

  networkChanged() {
    this.open.peek()?.networkChanged();
    if (this.#surroundings.isOnline()) this.sendElsewhere();
  }

  /** @param {{everything: boolean}} what to forget */
  async close({ everything }) {
    this.open.peek()?.close();
    this.open.value = null;
    await (everything ? this.store.forgetAll() : this.store.forgetTimelines());
  }

  /** @param {Room} room */
  #openRoom(room) {
    const { session, clock, onRemoved } = this.#surroundings;
    // From here on its messages go by the socket alone.
    this.outbox.detach(room.id);
    const opened = new OpenRoom(room, this.#me, {
      ...this.#surroundings,
      store: this.store,
      outbox: this.outbox,
      onRoom: (news) => session.knowRoom(news),
      onRefused: () => void session.check(),
      onEnded: async (code) => {
        if (code === REMOVED || code === GONE) {
          if (this.#leaving.has(room.id)) return;
          await this.#forget(room);
          onRemoved(room);
        } else {
          await session.check();
          if (session.phase.peek() === "in") clock.setTimeout(() => opened.reopen(), REOPEN_MS);
        }
      },
    });
    // What could not be sent elsewhere for want of a connection can be tried again now that there is one.
    opened.status.subscribe(({ state }) => {
      if (state === "live") this.sendElsewhere();
    });
    void opened.open();
    return opened;
  }

  /** @param {Room} room */
  async #forget(room) {
    await this.store.forgetTimeline(room.id);
    this.#surroundings.session.forgetRoom(room.id);
  }
}
