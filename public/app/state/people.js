// Who is in the room at the moment, and who is writing.

import { batch, computed, signal } from "@preact/signals";

/** @import { Author, Event, Hello } from "../wire.js" */
/** @import { Clock } from "../net/socket.js" */

/** @typedef {"online" | "idle" | "offline"} Presence  idle: here, but without a sign of life for a while */

/** Typing is forgotten after this long without another sign of it. */
export const TYPING_MS = 6_000;
/** One's own typing is told at most this often. */
export const TELL_TYPING_MS = 3_000;

export class People {
  /** Everybody heard of in this room, by id. */
  known = signal(/** @type {ReadonlyMap<string, Author>} */ (new Map()));
  online = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  /** Those who are here, but have not moved for a while. */
  idle = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  onlineCount = signal(0);
  typing = signal(/** @type {readonly string[]} */ ([]));
  /** The lists are empty in very full rooms, where only the number is told. */
  crowded = computed(() => this.onlineCount.value > this.online.value.size);

  /** @type {Map<string, any>} */
  #forget = new Map();
  #clock;

  /** @param {Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {Hello} hello */
  greet({ users, online, online_count, idle = [], you, messages }) {
    this.meet([...users, you.user, ...messages.map((message) => message.author)]);
    this.online.value = new Set(online);
    this.idle.value = new Set(idle);
    this.onlineCount.value = online_count;
  }

  /** @param {readonly Author[]} authors */
  meet(authors) {
    const known = this.known.peek();
    const news = authors.filter(({ id, name, avatar }) => {
      const old = known.get(id);
      return !old || old.name !== name || old.avatar !== avatar;
    });
    if (news.length === 0) return;
    const updated = new Map(known);
    for (const author of news) updated.set(author.id, author);
    this.known.value = updated;
  }

  /** @param {Extract<Event, {type: "presence"}>} event */
  comeAndGo({ joined, left, idle = [], active = [], online_count }) {
    batch(() => {
      this.meet(joined);
      const online = new Set(this.online.peek());
      for (const { id } of joined) online.add(id);
      for (const id of left) {
        online.delete(id);
        this.stopTyping(id);
      }
      const resting = new Set(this.idle.peek());
      for (const id of [...joined.map(({ id }) => id), ...left, ...active]) resting.delete(id);
      for (const id of idle) resting.add(id);
      this.online.value = online_count === undefined ? online : new Set();
      this.idle.value = online_count === undefined ? resting : new Set();
      this.onlineCount.value = online_count ?? online.size;
    });
  }

  /** @param {string} user @returns {Presence} */
  presenceOf(user) {
    if (!this.online.value.has(user)) return "offline";
    return this.idle.value.has(user) ? "idle" : "online";
  }

  /** @param {string} user */
  startTyping(user) {
    this.#clock.clearTimeout(this.#forget.get(user));
    this.#forget.set(user, this.#clock.setTimeout(() => this.stopTyping(user), TYPING_MS));
    if (!this.typing.peek().includes(user)) this.typing.value = [...this.typing.peek(), user];
  }

  /** @param {string} user */
  stopTyping(user) {
    this.#clock.clearTimeout(this.#forget.get(user));
    this.#forget.delete(user);
    if (this.typing.peek().includes(user)) this.typing.value = this.typing.peek().filter((id) => id !== user);
  }

  /** The connection is gone: nobody can tell any more. */
  lose() {
    batch(() => {
      for (const user of [...this.#forget.keys()]) this.stopTyping(user);
      this.online.value = new Set();
      this.idle.value = new Set();
      this.onlineCount.value = 0;
    });
  }
}
