// Where everything is put together: the one place that knows both the browser and the state.

import { computed, effect, signal } from "@preact/signals";
import { createApi } from "./net/api.js";
import { language, t } from "./i18n.js";
import { go, pathOf, route } from "./router.js";
import { Desk } from "./state/desk.js";
import { isArchived, othersIn } from "./state/places.js";
import { Session } from "./state/session.js";
import { openStore } from "./state/store.js";
import { tell } from "./notices.js";

/** @import { DeskSurroundings } from "./state/desk.js" */
/** @import { Me } from "./state/session.js" */
/** @import { Room } from "./wire.js" */
/** @typedef {Pick<DeskSurroundings, "onRemoved" | "onNotice" | "onReport">} News  what is told at the edge of the screen */

const ME = "confab.me";
const LAST_ROOM = "confab.room";

/** @type {import("./net/socket.js").Clock} */
export const clock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

export const api = createApi({
  fetch: (input, init) => fetch(input, init),
  lock: (name, work) => navigator.locks.request(name, work),
  onSignedOut: () => void session.leave({ ended: true }),
});

export const session = new Session({
  api,
  memory: {
    read: () => /** @type {Me | null} */ (JSON.parse(localStorage.getItem(ME) ?? "null")),
    write: (me) => (me ? localStorage.setItem(ME, JSON.stringify(me)) : localStorage.removeItem(ME)),
  },
});

export const online = signal(navigator.onLine);
export const desk = signal(/** @type {Desk | null} */ (null));
const visible = signal(document.visibilityState === "visible");

const me = computed(() => session.user.value?.id ?? null);

/** The room of the address bar, when one has a seat in it. */
export const wantedRoom = computed(() => {
  const { value: here } = route;
  return (here.screen === "room" && session.rooms.value.find(({ id }) => id === here.room)) || null;
});

/** Where "home" is. */
export function homeRoom() {
  const last = localStorage.getItem(LAST_ROOM);
  const rooms = session.rooms.peek();
  const lively = rooms.filter((room) => room.kind !== "direct" && !isArchived(room));
  return rooms.find(({ id }) => id === last) ?? lively.find(({ name }) => name === "general") ?? lively[0] ?? rooms[0];
}

/** Messages that are meant for one: the number in the title. */
export const waiting = computed(() => desk.value?.inbox.mentions.value ?? 0);

/** @param {News} news */
export function startConfab(news) {
  addEventListener("online", networkChanged);
  addEventListener("offline", networkChanged);
  document.addEventListener("visibilitychange", () => {
    visible.value = document.visibilityState === "visible";
    if (visible.peek()) desk.peek()?.probe();
  });
  effect(() => void sitDown(me.value, news));
  effect(() => {
    const room = wantedRoom.value;
    desk.value?.show(room);
    if (room) localStorage.setItem(LAST_ROOM, room.id);
  });
  effect(() => {
    const inbox = desk.value?.inbox;
    if (inbox) inbox.looking.value = visible.value ? (wantedRoom.value?.id ?? null) : null;
  });
  void session.start();
}

/** @param {string | null} user @param {News} news */
async function sitDown(user, news) {
  const before = desk.peek();
  desk.value = null;
  // Whoever logs in next on this machine is not to land where the last one was.
  if (before && !user && !session.ended.peek()) go("/", { replace: true });
  if (before) await before.close({ everything: !session.ended.peek() });
  if (!user) return;
  const store = await openStore(user);
  // Somebody may have logged out meanwhile.
  if (me.peek() !== user) return;
  desk.value = new Desk(user, store, {
    api,
    session,
    clock,
    ...news,
    random: Math.random,
    newNonce: () => crypto.randomUUID(),
    isOnline: () => navigator.onLine,
    openSocket: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, "ws"))),
  });
}

function networkChanged() {
  online.value = navigator.onLine;
  desk.peek()?.networkChanged();
}

// What takes more than one of the above

/** @param {{name: string, topic: string, kind: string}} form */
export async function createRoom(form) {
  const { room } = await api.post("/api/rooms", form);
  session.knowRoom(room);
  return /** @type {Room} */ (room);
}

/** @param {string} id */
export async function joinRoom(id) {
  const { room } = await api.post(`/api/rooms/${id}/join`);
  session.knowRoom(room);
}

/** @param {Room} room */
export async function leaveRoom(room) {
  await desk.peek()?.leave(room, () => api.post(`/api/rooms/${room.id}/leave`));
  // "Home" would be the room that was just left, if that is only closed.
  localStorage.removeItem(LAST_ROOM);
  go("/", { replace: true });
  if (room.kind === "direct") tell("direct.closed");
  else tell("room.left", { room: room.name });
}

/** Talks with somebody, or several: the same people get the same conversation. @param {string[]} users */
export async function talkTo(users) {
  const { room } = await api.post("/api/direct", { users });
  session.knowRoom(room);
  desk.peek()?.inbox.mark(room.id, { hidden: false });
  go(pathOf(room.id));
}

/** @param {Room} room @param {boolean} on */
export async function favour(room, on) {
  const inbox = desk.peek()?.inbox;
  inbox?.mark(room.id, { favourite: on });
  try {
    const path = `/api/me/favourites/${room.id}`;
    await (on ? api.put(path, undefined) : api.delete(path));
  } catch (problem) {
    inbox?.mark(room.id, { favourite: !on });
    throw problem;
  }
}

/** Keeps a message to come back to, or no longer. @param {string} room @param {number} seq @param {boolean} on */
export async function save(room, seq, on) {
  const inbox = desk.peek()?.inbox;
  inbox?.save(room, seq, on);
  try {
    const path = `/api/rooms/${room}/messages/${seq}/saved`;
    await (on ? api.put(path, undefined) : api.delete(path));
  } catch (problem) {
    inbox?.save(room, seq, !on);
    throw problem;
  }
}

// What a room is called

/** @param {Room} room */
export const othersOf = (room) => othersIn(room, session.user.value?.id ?? "");

/** So many are named; of more, how many. */
const NAMED = 2;

/** A room that is named in a message. @param {string} id */
export function roomCalled(id) {
  const room = session.rooms.value.find((one) => one.id === id);
  return room ? nameOf(room) : t("room.unseen");
}

/** A direct conversation has no name of its own: it is called like those one talks with. @param {Room} room */
export function nameOf(room) {
  if (room.kind !== "direct") return room.name;
  const names = othersOf(room).map(({ name }) => name);
  if (names.length === 0) return t("direct.nobody");
  const rest = names.length - NAMED;
  const listed = rest > 1 ? [...names.slice(0, NAMED), t("direct.others", { count: rest })] : names;
  return new Intl.ListFormat(language, { type: "conjunction" }).format(listed);
}
