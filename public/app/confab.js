// Where everything is put together: the one place that knows both the browser and the state.

import { computed, effect, signal } from "@preact/signals";
import { createApi } from "./net/api.js";
import { go, route } from "./router.js";
import { Desk } from "./state/desk.js";
import { Session } from "./state/session.js";
import { openStore } from "./state/store.js";
import { tell } from "./notices.js";

/** @import { Me } from "./state/session.js" */
/** @import { Room } from "./wire.js" */

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
  return rooms.find(({ id }) => id === last) ?? rooms.find(({ name }) => name === "general") ?? rooms[0];
}

/** @param {(room: Room) => void} onRemoved */
export function startConfab(onRemoved) {
  addEventListener("online", networkChanged);
  addEventListener("offline", networkChanged);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") desk.peek()?.open.peek()?.probe();
  });
  effect(() => void sitDown(me.value, onRemoved));
  effect(() => {
    const room = wantedRoom.value;
    desk.value?.show(room);
    if (room) localStorage.setItem(LAST_ROOM, room.id);
  });
  void session.start();
}

/** @param {string | null} user @param {(room: Room) => void} onRemoved */
async function sitDown(user, onRemoved) {
  const before = desk.peek();
  desk.value = null;
  if (before) await before.close({ everything: !session.ended.peek() });
  // Whoever logs in next on this machine is not to land where the last one was.
  if (before && !user && !session.ended.peek()) go("/", { replace: true });
  if (!user) return;
  const store = await openStore(user);
  // Somebody may have logged out meanwhile.
  if (me.peek() !== user) return;
  desk.value = new Desk(user, store, {
    api,
    session,
    clock,
    onRemoved,
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

/** @param {{name: string, topic: string}} form */
export async function createRoom(form) {
  const { room } = await api.post("/api/rooms", { ...form, kind: "public" });
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
  go("/", { replace: true });
  tell("room.left", { room: room.name });
}
