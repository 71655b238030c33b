// Looking for what was said: in one room, page by page; and in all of them, room by room as each answers.

import { batch, signal } from "@preact/signals";
import { Problem } from "../net/api.js";

/** @import { Hit, Hits, Message } from "../wire.js" */
/** @import { Api } from "../net/api.js" */
/** @import { Clock } from "../net/socket.js" */

/** Between the last letter and the question. */
export const SEARCH_AFTER_MS = 250;
/** After this long it is said that it takes long. */
export const SLOW_MS = 4_000;
/** Rooms answer one by one; when none has for so long, the rest will not. */
export const SILENCE_MS = 20_000;

/** @typedef {Hits & {room: string}} Found  in one room, newest first */

export class RoomSearch {
  query = signal("");
  /** Newest first; null: nothing was asked, or there is no answer yet. */
  hits = signal(/** @type {readonly Hit[] | null} */ (null));
  next = signal(/** @type {number | null} */ (null));
  problem = signal(/** @type {Problem | null} */ (null));
  busy = signal(false);
  slow = signal(false);
  #room;
  #api;
  #clock;
  /** Answers to questions nobody asks any more are dropped. */
  #asked = 0;
  /** @type {any} */
  #typing;

  /** @param {string} room @param {{api: Pick<Api, "get">, clock: Clock}} surroundings */
  constructor(room, { api, clock }) {
    this.#room = room;
    this.#api = api;
    this.#clock = clock;
  }

  /** As it is typed: asked after a pause. @param {string} query */
  write(query) {
    const changed = query.trim() !== this.query.peek().trim();
    this.query.value = query;
    if (!changed) return;
    this.#clock.clearTimeout(this.#typing);
    if (query.trim() === "") this.#forget();
    else this.#typing = this.#clock.setTimeout(() => void this.ask(), SEARCH_AFTER_MS);
  }

  /** At once. @param {string} [query] */
  async ask(query = this.query.peek()) {
    this.query.value = query;
    if (query.trim() !== "") await this.#fetch(null);
  }

  async more() {
    const next = this.next.peek();
    if (next !== null && !this.busy.peek()) await this.#fetch(next);
  }

  /** @param {Message} message as it is now */
  changed(message) {
    const hits = this.hits.peek();
    if (message.deleted_at !== undefined && hits?.some((hit) => hit.message.seq === message.seq)) {
      this.hits.value = hits.filter((hit) => hit.message.seq !== message.seq);
    }
  }

  #forget() {
    this.#asked += 1;
    batch(() => {
      this.hits.value = this.next.value = this.problem.value = null;
      this.busy.value = this.slow.value = false;
    });
  }

  /** @param {number | null} before */
  async #fetch(before) {
    this.#clock.clearTimeout(this.#typing);
    this.#asked += 1;
    const mine = this.#asked;
    const isMine = () => mine === this.#asked;
    const params = new URLSearchParams({ q: this.query.peek().trim() });
    if (before !== null) params.set("before", String(before));
    this.busy.value = true;
    const slow = this.#clock.setTimeout(() => isMine() && (this.slow.value = true), SLOW_MS);
    try {
      const page = await this.#api.get(`/api/rooms/${this.#room}/search?${params}`);
      if (!isMine()) return;
      batch(() => {
        this.hits.value = before === null ? page.hits : [...(this.hits.peek() ?? []), ...page.hits];
        this.next.value = page.next ?? null;
        this.problem.value = null;
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (!isMine()) return;
      batch(() => {
        this.problem.value = problem;
        // What was found by another question is no answer to this one.
        if (before === null) this.hits.value = this.next.value = null;
      });
    } finally {
      this.#clock.clearTimeout(slow);
      if (isMine()) this.busy.value = this.slow.value = false;
    }
  }
}

export class SiteSearch {
  /** What the results are for. */
  query = signal("");
  /** The room with the newest hit first. */
  found = signal(/** @type {readonly Found[]} */ ([]));
  /** How many rooms were too many to be searched as well. */
  leftOut = signal(0);
  /** Rooms that could not be searched. */
  failed = signal(/** @type {readonly string[]} */ ([]));
  /** `broken`: it ended before it was done, for the reason in `problem`. */
  phase = signal(/** @type {"none" | "reading" | "done" | "broken"} */ ("none"));
  problem = signal(/** @type {Problem | null} */ (null));
  slow = signal(false);
  /** How far down somebody had come, for when they are back. */
  scrolled = 0;
  #api;
  #clock;
  #reading = new AbortController();

  /** @param {{api: Pick<Api, "open">, clock: Clock}} surroundings */
  constructor({ api, clock }) {
    this.#api = api;
    this.#clock = clock;
  }

  /** Nothing is asked again whose answer is here or on its way. @param {string} query @param {{again?: boolean}} [how] */
  async ask(query, { again = false } = {}) {
    const sought = query.trim();
    if (sought === this.query.peek() && !again && this.phase.peek() !== "broken") return;
    this.#reading.abort();
    const mine = (this.#reading = new AbortController());
    this.scrolled = 0;
    batch(() => {
      this.query.value = sought;
      this.found.value = [];
      this.failed.value = [];
      this.leftOut.value = 0;
      this.problem.value = null;
      this.slow.value = false;
      this.phase.value = sought === "" ? "none" : "reading";
    });
    if (sought !== "") await this.#read(sought, mine);
  }

  /** @param {string} query @param {AbortController} mine */
  async #read(query, mine) {
    const { setTimeout, clearTimeout } = this.#clock;
    const isMine = () => this.#reading === mine;
    const slow = setTimeout(() => isMine() && (this.slow.value = true), SLOW_MS);
    const hush = () => setTimeout(() => mine.abort(), SILENCE_MS);
    let silence = hush();
    try {
      const response = await this.#api.open(`/api/search?${new URLSearchParams({ q: query })}`, mine.signal);
      for await (const line of linesOf(response)) {
        if (!isMine()) return;
        clearTimeout(silence);
        silence = hush();
        this.#take(JSON.parse(line));
      }
      if (isMine() && this.phase.peek() === "reading") this.#break(new Problem({ code: "disconnected" }));
    } catch (problem) {
      if (isMine()) this.#break(problem instanceof Problem ? problem : new Problem({ code: "disconnected" }));
    } finally {
      clearTimeout(slow);
      clearTimeout(silence);
      if (isMine()) this.slow.value = false;
    }
  }

  /** @param {Found & {done?: false} | {done: true, failed?: string[], left_out?: number}} line */
  #take(line) {
    batch(() => {
      if (line.done) {
        this.failed.value = line.failed ?? [];
        this.leftOut.value = line.left_out ?? 0;
        this.phase.value = "done";
      } else {
        /** @param {Found} found */
        const newest = ({ hits }) => hits[0]?.message.at ?? 0;
        this.found.value = [...this.found.peek(), line].sort((a, b) => newest(b) - newest(a));
      }
    });
  }

  /** @param {Problem} problem */
  #break(problem) {
    batch(() => {
      this.problem.value = problem;
      this.phase.value = "broken";
    });
  }
}

/** The lines of an answer, as they come. @param {Response} response */
async function* linesOf({ body }) {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    yield* lines.filter((line) => line !== "");
    if (done) return;
  }
}
