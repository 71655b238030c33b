// An open room: its connection, what is held of its messages, who is there, and the way out for one's own words.

import { batch, computed, signal } from "@preact/signals";
import { Problem } from "../net/api.js";
import { LiveSocket } from "../net/socket.js";
import { Commands } from "./commands.js";
import { Members } from "./members.js";
import { People, TELL_TYPING_MS } from "./people.js";
import { Reads } from "./reads.js";
import { Gap, Timeline } from "./timeline.js";

/** @import { Event, Head, Message, Room, Seat } from "../wire.js" */
/** @import { Api } from "../net/api.js" */
/** @import { Clock, Status } from "../net/socket.js" */
/** @import { Entry, Outbox } from "./outbox.js" */
/** @import { Store } from "./store.js" */

/** Messages asked for at once. */
export const PAGE = 50;
/** And while somebody scrolls: what is put into the page in one go without a frame going missing. */
const SCROLLED = 25;
/** The held messages are stored this long after the last of them came, not at each. */
const STORE_AFTER_MS = 1_000;

/**
 * @typedef {object} Surroundings
 * @property {Api} api
 * @property {Store} store
 * @property {Outbox} outbox
 * @property {Clock} clock
 * @property {() => number} random
 * @property {() => boolean} isOnline
 * @property {(path: string) => WebSocket} openSocket
 * @property {() => void} onRefused          a connection was not let in: the session may be over, or the seat lost
 * @property {(code: number) => void} onEnded the room has sent one away, for the reason of the close code
 * @property {(room: Room) => void} onRoom   what it looks like is known anew
 * @property {(seq: number) => void} onSeen  everything up to here was before one's eyes
 *
 * @typedef {{kind: "older" | "newer" | "around", failed: boolean} | null} Fetching
 */

export class OpenRoom {
  /** @type {import("@preact/signals").Signal<Room>} */
  room;
  seat = signal(/** @type {Seat | null} */ (null));
  status = signal(/** @type {Status} */ ({ state: "connecting" }));
  fetching = signal(/** @type {Fetching} */ (null));
  /** New messages of others that came by the socket: what a screen reader is told. */
  arrived = signal(/** @type {Message | null} */ (null));
  timeline = new Timeline();
  people;
  members;
  reads;
  /** When one last said something, for the pause that slow mode wants. */
  spoke = computed(() => {
    const last = this.timeline.messages.value.findLast(({ author }) => author.id === this.#me);
    return Math.min(last?.at ?? 0, this.#surroundings.clock.now());
  });
  /** All that one may do here now. */
  may = computed(() => new Set(this.seat.value?.may));

  /** One's own messages keep the key they had while on their way, so that they stay the same element. */
  #nonces = signal(/** @type {ReadonlyMap<number, string>} */ (new Map()));
  /** Unsent messages that are not already among the stored ones. */
  unsent = computed(() => {
    const { seq: head } = this.timeline.head.value;
    const landed = new Set([...this.#nonces.value].filter(([seq]) => seq <= head).map(([, nonce]) => nonce));
    return this.#surroundings.outbox.entries.value.filter(
      (entry) => entry.room === this.#id && !landed.has(entry.nonce),
    );
  });

  #id;
  #surroundings;
  #socket;
  #me;
  #commands;
  /** One's own messages that are acknowledged but not yet here. @type {Map<number, () => void>} */
  #landing = new Map();
  #toldTyping = -Infinity;
  #toldIdle = false;
  /** Parts of the page that follow what the room says. @type {Set<(events: Event[]) => void>} */
  #listeners = new Set();
  /** @type {any} */
  #storeTimer;
  #closed = false;
  /** People one has asked the site about. @type {Set<string>} */
  #asked = new Set();

  /** @param {Room} room @param {string} me @param {Surroundings} surroundings */
  constructor(room, me, surroundings) {
    this.room = signal(room);
    this.#id = room.id;
    this.#me = me;
    this.#surroundings = surroundings;
    this.people = new People(surroundings.clock);
    this.members = new Members(room.id, surroundings.api);
    this.reads = new Reads({ ...surroundings, me, tell: (seq) => this.#socket.send({ type: "read", seq }) });
    this.#socket = new LiveSocket({
      ...surroundings,
      open: surroundings.openSocket,
      address: () => {
        // What was stored on an earlier visit is shown at once, but not gone on from: people may have other names now.
        const cursor = this.seat.peek() ? this.timeline.cursor : undefined;
        return `/api/rooms/${this.#id}/socket${cursor ? `?seq=${cursor.seq}&rev=${cursor.rev}` : ""}`;
      },
      onEvents: (events) => this.#receive(events),
      onStatus: (status) => this.#changeStatus(status),
    });
    this.#commands = new Commands({
      clock: surroundings.clock,
      send: (command) => this.#socket.send(command),
      onSilence: () => this.#socket.restart(),
    });
  }

  async open() {
    const stored = await this.#surroundings.store.timeline(this.#id).catch(() => undefined);
    if (this.#closed) return;
    if (stored) this.timeline.restore(stored);
    this.#socket.start();
  }

  /** After it had ended, and the reason is out of the way. */
  reopen() {
    if (!this.#closed) this.#socket.start();
  }

  close() {
    this.#closed = true;
    this.reads.stop();
    this.#socket.stop();
    if (this.#storeTimer) this.#keep();
  }

  retryNow() {
    this.#socket.retryNow();
  }

  probe() {
    this.#socket.probe();
  }

  networkChanged() {
    this.#socket.networkChanged();
  }

  // What people do

  /** @param {string} text @param {number} [replyTo] @param {Partial<Entry>} [files] that go with it */
  post(text, replyTo, files) {
    this.#toldTyping = -Infinity;
    this.reads.before.value = null;
    return this.#surroundings.outbox.add(this.#id, text, replyTo, files);
  }

  /** @param {string} nonce */
  retry(nonce) {
    this.#surroundings.outbox.retry(nonce);
  }

  /** @param {string} nonce */
  discard(nonce) {
    this.#surroundings.outbox.discard(nonce);
  }

  /** The newest message of one's own that is held and can still be changed. */
  lastOwn() {
    return this.timeline.messages
      .peek()
      .findLast(({ author, deleted_at }) => author.id === this.#me && deleted_at === undefined);
  }

  /** @param {number} seq @param {string} text */
  edit(seq, text) {
    return this.#commands.give({ type: "edit", seq, text });
  }

  /** @param {number} seq */
  delete(seq) {
    return this.#commands.give({ type: "delete", seq });
  }

  /** @param {number} seq @param {string} emoji @param {boolean} on */
  react(seq, emoji, on) {
    return this.#commands.give({ type: "react", seq, emoji, on });
  }

  typing() {
    const now = this.#surroundings.clock.now();
    if (now - this.#toldTyping < TELL_TYPING_MS) return;
    if (this.#socket.send({ type: "typing" })) this.#toldTyping = now;
  }

  /** Whether anybody sits before this; a new connection is taken for somebody who does. @param {boolean} on */
  idle(on) {
    if (on !== this.#toldIdle && this.#socket.send({ type: "idle", on })) this.#toldIdle = on;
  }

  /** What somebody who is named here is called; asked for when nobody has said it yet. @param {string} id */
  nameOf(id) {
    const name = this.people.known.value.get(id)?.name;
    if (name === undefined && !this.#asked.has(id)) {
      this.#asked.add(id);
      void this.#surroundings.api.get(`/api/users/${id}`).then(
        ({ user }) => this.people.meet([user]),
        () => {},
      );
    }
    return name;
  }

  // History

  loadOlder() {
    const first = this.timeline.messages.peek()[0]?.seq ?? this.timeline.head.peek().seq + 1;
    return this.#extend("older", `before=${first}`);
  }

  loadNewer() {
    const last = this.timeline.messages.peek().at(-1)?.seq ?? 0;
    return this.#extend("newer", `after=${last}`);
  }

  /** True when the message can be shown. @param {number} seq */
  async showAround(seq) {
    this.timeline.reading = seq;
    if (!this.timeline.find(seq)) await this.#extend("around", `around=${seq}`);
    return this.timeline.find(seq) !== undefined;
  }

  async showNewest() {
    const { head, atTail } = this.timeline;
    if (!atTail.peek()) await this.#extend("around", `before=${head.peek().seq + 1}`);
  }

  /** A stable key for a message, from its first appearance on. @param {Message} message */
  keyOf(message) {
    return this.#nonces.peek().get(message.seq) ?? message.seq;
  }

  /** @param {"older" | "newer" | "around"} kind @param {string} where */
  async #extend(kind, where) {
    const now = this.fetching.peek();
    if (now && !now.failed && kind !== "around") return;
    /** @type {Fetching} */
    const mine = { kind, failed: false };
    this.fetching.value = mine;
    const limit = kind === "around" ? PAGE : SCROLLED;
    try {
      await this.timeline.extend(kind, () =>
        this.#surroundings.api.get(`/api/rooms/${this.#id}/messages?${where}&limit=${limit}`),
      );
      this.people.meet(this.timeline.messages.peek().map((message) => message.author));
      if (this.fetching.peek() === mine) this.fetching.value = null;
    } catch {
      if (this.fetching.peek() === mine) this.fetching.value = { kind, failed: true };
    }
  }

  // What the room says

  /** Tells of all that comes from now on. @param {(events: Event[]) => void} listener @returns {() => void} enough of it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {Event[]} events */
  #receive(events) {
    try {
      batch(() => {
        for (const event of events) this.#apply(event);
        for (const listener of this.#listeners) listener(events);
      });
    } catch (error) {
      if (!(error instanceof Gap)) throw error;
      this.#socket.restart();
    }
    this.#keepSoon();
  }

  /** @param {Event} event */
  #apply(event) {
    const { timeline, people } = this;
    switch (event.type) {
      case "hello":
        this.#recognise(event.messages);
        this.#describe(event.room);
        this.reads.greet(event, this.seat.peek() === null);
        this.seat.value = event.you;
        this.#greet(event);
        people.greet(event);
        break;
      case "message":
        if (event.nonce) this.#landed(event.message.seq, event.nonce);
        if (timeline.add(event.message)) {
          people.meet([event.message.author]);
          people.stopTyping(event.message.author.id);
          if (!event.message.via) this.reads.spoke(event.message.author.id, event.message.seq);
          if (event.message.author.id !== this.#me) this.arrived.value = event.message;
        }
        this.#landing.get(event.message.seq)?.();
        break;
      case "changed":
        timeline.change({ ...event.message, rev: Math.max(event.rev, event.message.rev) });
        break;
      case "reaction":
        timeline.react(event);
        break;
      case "ack":
      case "error":
        this.#commands.answered(event);
        break;
      case "read":
        this.reads.readOn(event.user, event.seq);
        break;
      case "typing":
        if (event.user !== this.#me) people.startTyping(event.user);
        break;
      case "presence":
        people.comeAndGo(event);
        break;
      case "room":
        this.#describe(event.room);
        break;
      case "seat":
        this.seat.value = event.you;
        break;
    }
  }

  /** @param {Extract<Event, {type: "hello"}>} hello */
  #greet(hello) {
    const around = this.timeline.greet(hello);
    if (around === null) return;
    void this.#extend("around", `around=${around}`).then(() => {
      // What cannot be made sure of is not shown as if it were so.
      if (this.fetching.peek()?.failed && !this.timeline.atTail.peek()) this.timeline.restart(hello.messages);
    });
  }

  /** @param {Room} room */
  #describe(room) {
    this.room.value = room;
    this.#surroundings.onRoom(room);
  }

  /**
   * What was sent just before the connection broke may be among the messages one is greeted with, which carry no nonce.
   * It is sent again all the same, since only the answer is proof; but it must not be seen twice meanwhile.
   * @param {Message[]} messages
   */
  #recognise(messages) {
    const held = this.timeline.cursor?.seq ?? 0;
    for (const entry of this.unsent.peek()) {
      const twin = messages.find(
        ({ seq, author, text, attachments }) =>
          entry.tried &&
          seq > held &&
          author.id === this.#me &&
          text === entry.text &&
          String(attachments.map(({ id }) => id)) === String(entry.attachments ?? []) &&
          !this.#nonces.peek().has(seq),
      );
      if (twin) this.#landed(twin.seq, entry.nonce);
    }
  }

  /** @param {number} seq @param {string} nonce */
  #landed(seq, nonce) {
    const nonces = new Map([...this.#nonces.peek()].filter(([, other]) => other !== nonce));
    this.#nonces.value = nonces.set(seq, nonce);
  }

  /** @param {string} nonce */
  #notLanded(nonce) {
    this.#nonces.value = new Map([...this.#nonces.peek()].filter(([, other]) => other !== nonce));
  }

  // The way out

  /** The outbox's door while connected: open until the message is stored *and* here. @param {Entry} entry */
  #deliver = async ({ nonce, text, reply_to, attachments }) => {
    try {
      // What is undefined does not travel.
      const seq = await this.#commands.give({ type: "send", nonce, text, reply_to, attachments });
      if (seq === undefined) return;
      this.#landed(seq, nonce);
      if (seq > this.timeline.head.peek().seq) {
        await new Promise((resolve, reject) => {
          this.#landing.set(seq, () => resolve(undefined));
          this.#lostLanding = () => reject(new Problem({ code: "disconnected" }));
        }).finally(() => this.#landing.delete(seq));
      }
    } catch (problem) {
      if (/** @type {Problem} */ (problem).code !== "disconnected") this.#notLanded(nonce);
      throw problem;
    }
  };
  #lostLanding = () => {};

  /** @param {Status} status */
  #changeStatus(status) {
    this.status.value = status;
    const { outbox, onEnded } = this.#surroundings;
    if (status.state === "live") {
      outbox.attach(this.#id, this.#deliver);
      this.reads.tell();
      if (this.fetching.peek()?.failed) this.fetching.value = null;
      return;
    }
    outbox.detach(this.#id, this.#deliver);
    this.#toldIdle = false;
    this.people.lose();
    this.#commands.abandon();
    this.#lostLanding();
    if (status.state === "closed" && status.code !== undefined) onEnded(status.code);
  }

  // Between visits

  #keepSoon() {
    this.#storeTimer ??= this.#surroundings.clock.setTimeout(() => this.#keep(), STORE_AFTER_MS);
  }

  /** Only a stretch that reaches the head can be gone on from. */
  #keep() {
    this.#surroundings.clock.clearTimeout(this.#storeTimer);
    this.#storeTimer = undefined;
    const { messages, head, atTail } = this.timeline;
    if (atTail.peek()) void this.#surroundings.store.keepTimeline(this.#id, { messages: messages.peek(), head: head.peek() });
  }
}
