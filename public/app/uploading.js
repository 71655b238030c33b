// Where uploading is put together, for whoever is signed in: their queue, what stands beside what they write, and what goes
// with messages that wait for it.

import { effect, signal } from "@preact/signals";
import { api, clock, desk } from "./confab.js";
import { prepare } from "./files/prepare.js";
import { transportOver } from "./net/upload.js";
import { tell } from "./notices.js";
import { Tray } from "./state/tray.js";
import { Uploads } from "./state/uploads.js";

/** @import { About } from "./net/upload.js" */
/** @import { Desk } from "./state/desk.js" */
/** @import { Parcel } from "./state/tray.js" */
/** @import { Upload } from "./state/uploads.js" */
/** @import { Media } from "./wire.js" */

/** When the site cannot be asked how many. */
const PER_MESSAGE = 10;
/** On a slow network, what was chosen is to be seen before the limits are known. */
const LIMITS_WITHIN_MS = 1_000;

export const transport = transportOver(api);

/** @type {{desk: Desk, uploads: Uploads} | null} */
let current = null;
/** By the nonces of the messages they go with. */
const parcels = signal(/** @type {ReadonlyMap<string, Parcel>} */ (new Map()));

// Whoever signs out leaves nothing on its way.
effect(() => {
  const { value: mine } = desk;
  if (!current || current.desk === mine) return;
  current.uploads.stop();
  current = null;
});

addEventListener("beforeunload", (event) => {
  if (current?.uploads.isBusy()) event.preventDefault();
});

function here() {
  const mine = desk.peek();
  if (!mine) throw new Error("nobody is signed in");
  current ??= { desk: mine, uploads: new Uploads({ transport, prepare, whenOnline, pause, now: clock.now }) };
  return current;
}

/** @param {string} room @param {string} place @param {readonly File[]} files @param {readonly Media[]} [media] from an earlier visit */
export function attach(room, place, files, media = []) {
  const { desk: mine, uploads } = here();
  const tray = mine.trays.get(place) ?? new Tray(uploads, room, follow);
  mine.trays.set(place, tray);
  if (media.length > 0) void stillThere(media).then((found) => tray.restore(found));
  if (files.length > 0) {
    const soon = /** @type {Promise<null>} */ (new Promise((resolve) => setTimeout(resolve, LIMITS_WITHIN_MS, null)));
    void Promise.race([uploads.limits(), soon]).then((limits) => {
      const most = limits?.per_message ?? PER_MESSAGE;
      const over = tray.add(files, most);
      if (over > 0) tell("attach.too_many", { count: over, most });
    });
  }
  return tray;
}

/** One file that goes by itself. @param {string} room @param {File} file @param {About} about */
export function parcelOf(room, file, about) {
  const tray = new Tray(here().uploads, room, follow);
  tray.add([file], 1, about);
  return /** @type {Parcel} */ (tray.take());
}

/** @param {Upload} upload @param {string} alt */
export const describe = (upload, alt) => here().uploads.describe(upload, alt);

/** @param {Upload} upload */
export const retry = (upload) => here().uploads.retry(upload);

/** What goes with a message that is on its way, if it was this page that sent it. @param {string} nonce */
export const parcelWith = (nonce) => parcels.value.get(nonce) ?? null;

/** A parcel is followed to its end: until its message has arrived, or was given up. @param {Parcel} parcel @param {string} nonce */
function follow(parcel, nonce) {
  const { outbox } = here().desk;
  parcels.value = new Map([...parcels.peek(), [nonce, parcel]]);
  const stop = parcel.follow((ids) => outbox.arrived(nonce, ids));
  const done = effect(() => {
    if (outbox.entries.value.some((entry) => entry.nonce === nonce)) return;
    queueMicrotask(() => {
      done();
      stop();
      parcel.giveUp();
      parcels.value = new Map([...parcels.peek()].filter(([other]) => other !== nonce));
    });
  });
}

/** Those the site has cleared away meanwhile are left out. @param {readonly Media[]} media */
async function stillThere(media) {
  const found = await Promise.all(
    media.map(async (one) => {
      const response = await fetch(one.url, { method: "HEAD" }).catch(() => null);
      return response?.status === 404 ? [] : [one];
    }),
  );
  return found.flat();
}

/** @param {AbortSignal} stopped @returns {Promise<void>} */
function whenOnline(stopped) {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve, reject) => {
    addEventListener("online", () => resolve(), { once: true, signal: stopped });
    stopped.addEventListener("abort", () => reject(stopped.reason), { once: true });
  });
}

/** @param {number} ms @param {AbortSignal} stopped @returns {Promise<void>} */
function pause(ms, stopped) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(stopped.reason);
    });
  });
}
