// What a signed-in person has before them: what is stored for them, what they have yet to send, what waits for them
// elsewhere, and the room they look at.

import { computed, signal } from "@preact/signals";
import { GONE, REMOVED } from "../net/socket.js";
import { Inbox } from "./inbox.js";
import { Outbox } from "./outbox.js";
import { OpenRoom } from "./room.js";

/** @import { Notice, Report, Room } from "../wire.js" */
/** @import { Surroundings } from "./room.js" */
/** @import { Session } from "./session.js" */
/** @import { Store } from "./store.js" */
/** @import { Tray } from "./tray.js" */

/** A room or inbox that ended although the session is good is tried again after this pause. */
const REOPEN_MS = 3_000;
/** The inbox may hear of a lost seat before the open room says why: so long is waited for that. */
const REASON_MS = 2_000;

/**
 * Why one is no longer in a room: it was deleted (`gone`); one was sent away, or left it on another device (`removed`);
 * one of these, while one was not there (`lost`).
 * @typedef {"gone" | "removed" | "lost"} Loss
 * @typedef {Pick<Surroundings, "api" | "clock" | "random" | "isOnline" | "openSocket"> & {
 *   session: Session,
 *   newNonce: () => string,
 *   onRemoved: (room: Room, loss: Loss, unsent: number) => void,
 *   onNotice: (notice: Notice) => void,
 *   onReport: (report: Report) => void,
 * }} DeskSurroundings
 */

export class Desk {
  open = signal(/** @type {OpenRoom | null} */ (null));
  /** Messages that were refused, in other rooms than the one that is open: nobody would see them otherwise. */
  strandedElsewhere = computed(() => {
    const here = this.open.value?.room.value.id;
    return this.outbox.entries.value.filter(({ state, room }) => state === "failed" && room !== here);
  });
  outbox;
  inbox;
  store;
  /** What is to go with what is being written, by where that is. @type {Map<string, Tray>} */
  trays = new Map();
  #me;
  #surroundings;
  /** Rooms one is on the way out of: that they send one away is no news. @type {Set<string>} */
  #leaving = new Set();

  /** @param {string} me @param {Store} store @param {DeskSurroundings} surroundings */
  constructor(me, store, surroundings) {
    const { clock, newNonce, session } = surroundings;
    this.#me = me;
    this.#surroundings = surroundings;
    this.store = store;
    this.outbox = new Outbox({
      store,
      newNonce,
      now: clock.now,
      pause: (ms) => new Promise((resolve) => clock.setTimeout(() => resolve(), ms)),
    });
    this.inbox = new Inbox({
      ...surroundings,
      store,
      onRefused: () => void session.check(),
      onSignedOut: () => void this.#whileSignedIn(() => this.inbox.reopen()),
      onRoom: (room) => session.knowRoom(room),
      onLost: (room) => this.#lostElsewhere(room),
      // What happened while nobody told: rooms one came to sit in, others one lost.
      onBack: () => void session.check(),
    });
    void this.outbox.load().then(() => this.sendElsewhere());
    void this.inbox.open();
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
      // A direct conversation is only closed: the seat stays, and it is open again with the next word in it.
      if (room.kind === "direct") this.inbox.mark(room.id, { hidden: true });
      else await this.#forget(room);
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
      this.outbox.attach(room, ({ nonce, text, reply_to, attachments }) =>
        this.#surroundings.api.post(`/api/rooms/${room}/messages`, { nonce, text, reply_to, attachments }),
      );
    }
  }

  networkChanged() {
    this.open.peek()?.networkChanged();
    this.inbox.networkChanged();
    if (this.#surroundings.isOnline()) this.sendElsewhere();
  }

  /** The page came back to the front: is anybody still there? */
  probe() {
    this.open.peek()?.probe();
    this.inbox.probe();
  }

  /** @param {{everything: boolean}} what to forget */
  async close({ everything }) {
    this.open.peek()?.close();
    this.open.value = null;
    this.inbox.close();
    await (everything ? this.store.forgetAll() : this.store.forgetTimelines());
  }

  /** @param {Room} room */
  #openRoom(room) {
    const { session } = this.#surroundings;
    // From here on its messages go by the socket alone.
    this.outbox.detach(room.id);
    const opened = new OpenRoom(room, this.#me, {
      ...this.#surroundings,
      store: this.store,
      outbox: this.outbox,
      onRoom: (news) => session.knowRoom(news),
      onSeen: (seq) => this.inbox.saw(room.id, seq),
      onRefused: () => void session.check(),
      onEnded: async (code) => {
        if (code === REMOVED || code === GONE) await this.#lose(opened.room.peek(), code === GONE ? "gone" : "removed");
        else await this.#whileSignedIn(() => opened.reopen());
      },
    });
    // What could not be sent elsewhere for want of a connection can be tried again now that there is one.
    opened.status.subscribe(({ state }) => {
      if (state === "live") this.sendElsewhere();
    });
    void opened.open();
    return opened;
  }

  /** @param {() => void} reopen */
  async #whileSignedIn(reopen) {
    const { session, clock } = this.#surroundings;
    await session.check();
    if (session.phase.peek() === "in") clock.setTimeout(reopen, REOPEN_MS);
  }

  /** @param {Room} room */
  #lostElsewhere(room) {
    const opened = this.open.peek();
    if (opened?.room.peek().id !== room.id) {
      void this.#lose(room, "lost");
      return;
    }
    this.#surroundings.clock.setTimeout(() => {
      if (this.open.peek() === opened) void this.#lose(room, "lost");
    }, REASON_MS);
  }

  /** Said once, whoever says it first. @param {Room} room @param {Loss} loss */
  async #lose(room, loss) {
    const { session, onRemoved } = this.#surroundings;
    if (this.#leaving.has(room.id) || !session.rooms.peek().some(({ id }) => id === room.id)) return;
    const unsent = this.outbox.strand(room);
    await this.#forget(room);
    onRemoved(room, loss, unsent);
  }

  /** @param {Room} room */
  async #forget(room) {
    this.#surroundings.session.forgetRoom(room.id);
    this.inbox.forget(room.id);
    await this.store.forgetTimeline(room.id);
  }
}
