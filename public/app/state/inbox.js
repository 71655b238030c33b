// What waits for somebody in all their rooms: how much is unread, what names them, which rooms they keep at hand. One
// socket per person tells it; the room they look at counts as read here, whatever the last word about it was.

import { computed, signal } from "@preact/signals";
import { LiveSocket } from "../net/socket.js";

/** @import { InboxEvent, InboxRoom, Notice, Report, Room } from "../wire.js" */
/** @import { Clock, Status } from "../net/socket.js" */
/** @import { Store } from "./store.js" */

/** The counts are stored this long after the last change to them, not at each. */
const STORE_AFTER_MS = 1_000;

/**
 * @typedef {{room: string, seq: number}} Place
 * @typedef {(InboxEvent & {saved?: Place[]}) | {type: "saved", on: boolean} & Place} Said
 *
 * @typedef {object} InboxSurroundings
 * @property {Pick<Store, "inbox" | "keepInbox">} store
 * @property {Clock} clock
 * @property {() => number} random
 * @property {() => boolean} isOnline
 * @property {(path: string) => WebSocket} openSocket
 * @property {() => void} onRefused               a connection was not let in: the session may be over
 * @property {() => void} onSignedOut             the session was ended, it is said
 * @property {(room: Room) => void} onRoom        one sits there, and this is what it looks like
 * @property {(room: Room) => void} onLost        one has no seat there any more
 * @property {() => void} onBack                  connected again after a loss: something may have been missed
 * @property {(notice: Notice) => void} onNotice  a message one should know of, elsewhere than where one looks
 * @property {(report: Report) => void} onReport  a report of one's own was dealt with
 */

export class Inbox {
  /** By room. */
  rooms = signal(/** @type {ReadonlyMap<string, InboxRoom>} */ (new Map()));
  /** The room before one's eyes; none while the page is in the background. */
  looking = signal(/** @type {string | null} */ (null));
  /** Messages one has kept to come back to, as `room/seq`. */
  saved = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  /** Messages that are meant for one, over all rooms: the number in the title. */
  mentions = computed(() => {
    let sum = 0;
    for (const id of this.rooms.value.keys()) sum += this.countsOf(id).mentions;
    return sum;
  });

  #surroundings;
  #socket;
  /** @type {any} */
  #storeTimer;
  #closed = false;
  #told = false;

  /** @param {InboxSurroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    this.#socket = new LiveSocket({
      ...surroundings,
      open: surroundings.openSocket,
      address: () => "/api/inbox/socket",
      onEvents: (events) => events.forEach((event) => this.#apply(event)),
      onStatus: (status) => this.#changeStatus(status),
    });
  }

  async open() {
    this.#socket.start();
    const stored = await this.#surroundings.store.inbox().catch(() => undefined);
    if (stored && !this.#told && !this.#closed) this.rooms.value = byRoom(stored);
  }

  close() {
    if (this.#storeTimer) this.#keep();
    this.#closed = true;
    this.#socket.stop();
  }

  probe() {
    this.#socket.probe();
  }

  networkChanged() {
    this.#socket.networkChanged();
  }

  /** What is to be shown beside a room. @param {string} room */
  countsOf(room) {
    const held = this.rooms.value.get(room);
    if (!held || this.looking.value === room) return { unread: 0, mentions: 0 };
    // A number without its dot would be odd: whoever is named has something to read.
    return { unread: Math.max(held.unread, held.mentions), mentions: held.mentions };
  }

  // Ahead of the inbox, which will say the same in a moment

  /** Everything up to here was before one's eyes. @param {string} room @param {number} seq */
  saw(room, seq) {
    const held = this.rooms.peek().get(room);
    if (held && seq >= held.last && held.unread + held.mentions > 0) this.#put({ ...held, unread: 0, mentions: 0 });
  }

  /** @param {string} room @param {Partial<Pick<InboxRoom, "favourite" | "hidden">>} change */
  mark(room, change) {
    const held = this.rooms.peek().get(room) ?? { room, unread: 0, mentions: 0, last: 0, last_at: 0 };
    this.#put({ ...held, ...change });
  }

  /** @param {string} room @param {number} seq */
  isSaved(room, seq) {
    return this.saved.value.has(`${room}/${seq}`);
  }

  /** @param {string} room @param {number} seq @param {boolean} on */
  save(room, seq, on) {
    const saved = new Set(this.saved.peek());
    saved[on ? "add" : "delete"](`${room}/${seq}`);
    this.saved.value = saved;
  }

  /** @param {string} room */
  forget(room) {
    const rooms = new Map(this.rooms.peek());
    if (rooms.delete(room)) this.#replace(rooms);
  }

  /** @param {Said} event */
  #apply(event) {
    const { onRoom, onLost, onNotice, onReport } = this.#surroundings;
    switch (event.type) {
      case "inbox":
        if (this.#told) this.#surroundings.onBack();
        this.#told = true;
        this.#replace(byRoom(event.rooms));
        this.saved.value = new Set((event.saved ?? []).map(({ room, seq }) => `${room}/${seq}`));
        break;
      case "saved":
        this.save(event.room, event.seq, event.on);
        break;
      case "unread": {
        const { type: _, ...room } = event;
        this.#put(room);
        break;
      }
      case "notice":
        if (this.looking.peek() !== event.room) onNotice(event);
        break;
      case "membership":
        if (event.joined) onRoom(event.room);
        else onLost(event.room);
        break;
      case "report":
        onReport(event.report);
        break;
    }
  }

  /** @param {Status} status */
  #changeStatus(status) {
    if (status.state !== "closed" || status.code === undefined) return;
    this.#surroundings.onSignedOut();
  }

  /** Signed in after all. */
  reopen() {
    if (!this.#closed) this.#socket.start();
  }

  /** @param {InboxRoom} room */
  #put(room) {
    this.#replace(new Map(this.rooms.peek()).set(room.room, room));
  }

  /** @param {ReadonlyMap<string, InboxRoom>} rooms */
  #replace(rooms) {
    this.rooms.value = rooms;
    this.#storeTimer ??= this.#surroundings.clock.setTimeout(() => this.#keep(), STORE_AFTER_MS);
  }

  #keep() {
    this.#surroundings.clock.clearTimeout(this.#storeTimer);
    this.#storeTimer = undefined;
    if (!this.#closed) void this.#surroundings.store.keepInbox([...this.rooms.peek().values()]);
  }
}

/** @param {readonly InboxRoom[]} rooms */
const byRoom = (rooms) => new Map(rooms.map((room) => [room.room, room]));
