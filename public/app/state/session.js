// Who is using this browser: signed in or not, as whom, on what site, and in which rooms.

import { batch, computed, signal } from "@preact/signals";
import { Problem } from "../net/api.js";

/** @import { Room, Site, User } from "../wire.js" */
/** @import { Api } from "../net/api.js" */

/**
 * What was true the last time, so that the next visit opens at once, and offline too. Its presence also says that there
 * is a session worth asking for.
 * @typedef {{user: User, site: Site, rooms: Room[]}} Me
 * @typedef {{read: () => Me | null, write: (me: Me | null) => void}} Memory
 *
 * `unreachable`: a first visit, and the site does not answer.
 * @typedef {"starting" | "unreachable" | "out" | "in"} Phase
 */

export class Session {
  phase = signal(/** @type {Phase} */ ("starting"));
  user = signal(/** @type {User | null} */ (null));
  site = signal(/** @type {Site | null} */ (null));
  rooms = signal(/** @type {readonly Room[]} */ ([]));
  /** The session was ended from elsewhere, or ran out: said on the way back in. */
  ended = signal(false);
  runsSite = computed(() => ["owner", "admin"].includes(this.user.value?.role ?? ""));

  #api;
  #memory;
  /** What was learnt of rooms since the site was asked who one is: its answer may be older. @type {Map<string, Room | null> | null} */
  #meanwhile = null;

  /** @param {{api: Api, memory: Memory}} surroundings */
  constructor({ api, memory }) {
    this.#api = api;
    this.#memory = memory;
  }

  async start() {
    const me = this.#memory.read();
    if (me) {
      this.#enter(me);
      await this.check();
    } else {
      await this.#askSite();
    }
  }

  /** Is the session still good, and who am I now? Being offline changes nothing. */
  async check() {
    if (this.#meanwhile || this.phase.peek() !== "in") return;
    const meanwhile = (this.#meanwhile = new Map());
    try {
      const me = await this.#api.get("/api/me");
      // Whoever left meanwhile is not brought back.
      if (this.#meanwhile !== meanwhile) return;
      const untouched = me.rooms.filter((/** @type {Room} */ { id }) => !meanwhile.has(id));
      this.#enter({ ...me, rooms: [...untouched, ...[...meanwhile.values()].filter(Boolean)] });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    } finally {
      if (this.#meanwhile === meanwhile) this.#meanwhile = null;
    }
  }

  /** @param {{username: string, password: string, display_name?: string, invite?: string}} form */
  signUp(form) {
    return this.#comeIn("/api/signup", form);
  }

  /** @param {{username: string, password: string}} form */
  logIn(form) {
    return this.#comeIn("/api/login", form);
  }

  /** @param {{display_name: string}} form */
  lookAround(form) {
    return this.#comeIn("/api/guest", form);
  }

  async logOut() {
    await this.#api.post("/api/logout");
    await this.leave({ ended: false });
  }

  /** @param {string | undefined} password  guests have none */
  async deleteAccount(password) {
    await this.#api.delete("/api/me", { password });
    await this.leave({ ended: false });
  }

  /** There is no session any more. @param {{ended: boolean}} how */
  async leave({ ended }) {
    if (this.phase.peek() === "out") return;
    this.#meanwhile = null;
    this.#memory.write(null);
    batch(() => {
      this.phase.value = "out";
      this.ended.value = ended;
      this.user.value = null;
      this.rooms.value = [];
    });
    await this.#askSite();
  }

  /** @param {{display_name?: string, status?: string | null}} change */
  async changeProfile(change) {
    const { user } = await this.#api.patch("/api/me", change);
    this.knowMe(user);
  }

  /** @param {User} user */
  knowMe(user) {
    this.user.value = user;
    this.#remember();
  }

  /** @param {{username: string, password: string}} form */
  async claim(form) {
    const { user } = await this.#api.post("/api/me/claim", form);
    this.user.value = user;
    this.#remember();
  }

  /** @param {Room} room it is one of mine, and this is what it looks like now */
  knowRoom(room) {
    this.#meanwhile?.set(room.id, room);
    const others = this.rooms.peek().filter(({ id }) => id !== room.id);
    const old = this.rooms.peek().find(({ id }) => id === room.id);
    if (old && JSON.stringify(old) === JSON.stringify(room)) return;
    this.rooms.value = byName([...others, room]);
    this.#remember();
  }

  /** @param {string} id */
  forgetRoom(id) {
    this.#meanwhile?.set(id, null);
    if (!this.rooms.peek().some((room) => room.id === id)) return;
    this.rooms.value = this.rooms.peek().filter((room) => room.id !== id);
    this.#remember();
  }

  /** @param {Site} site */
  knowSite(site) {
    this.site.value = site;
    this.#remember();
  }

  async retry() {
    this.phase.value = "starting";
    await this.#askSite();
  }

  /** @param {string} path @param {object} form */
  async #comeIn(path, form) {
    await this.#api.enter(path, form);
    this.#enter(await this.#api.get("/api/me"));
  }

  /** @param {Me} me */
  #enter({ user, site, rooms }) {
    batch(() => {
      this.user.value = user;
      this.site.value = site;
      this.rooms.value = byName(rooms);
      this.ended.value = false;
      this.phase.value = "in";
    });
    this.#remember();
  }

  #remember() {
    const [user, site, rooms] = [this.user.peek(), this.site.peek(), this.rooms.peek()];
    if (this.phase.peek() === "in" && user && site) this.#memory.write({ user, site, rooms: [...rooms] });
  }

  async #askSite() {
    try {
      const { session, ...site } = await this.#api.get("/api/site");
      // A browser that has forgotten everything but its cookies, as some do after a week.
      if (session && this.phase.peek() === "starting") return this.#enter(await this.#api.get("/api/me"));
      batch(() => {
        this.site.value = site;
        if (this.phase.peek() === "starting") this.phase.value = "out";
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (this.phase.peek() === "starting") this.phase.value = "unreachable";
    }
  }
}

/** @param {readonly Room[]} rooms */
function byName(rooms) {
  return [...rooms].sort((a, b) => a.name.localeCompare(b.name));
}
