// What is to go with a message: gathered while it is written, followed when it has been sent before all of it had arrived.

import { computed, effect, signal } from "@preact/signals";
import { Upload } from "./uploads.js";

/** @import { About } from "../net/upload.js" */
/** @import { Media } from "../wire.js" */
/** @import { Entry } from "./outbox.js" */
/** @import { Uploads } from "./uploads.js" */

export class Tray {
  items = signal(/** @type {readonly Upload[]} */ ([]));
  /** What would still be there tomorrow. */
  kept = computed(() => this.items.value.flatMap(({ media }) => media.value ?? []));
  #uploads;
  #room;
  #onSent;

  /** @param {Uploads} uploads @param {string} room @param {(parcel: Parcel, nonce: string) => void} onSent  it goes with this message */
  constructor(uploads, room, onSent) {
    this.#uploads = uploads;
    this.#room = room;
    this.#onSent = onSent;
  }

  /** @param {readonly File[]} files @param {number} most in one message @param {About} [about] @returns {number} how many there was no place for */
  add(files, most, about) {
    const free = Math.max(0, most - this.items.peek().length);
    const added = files.slice(0, free).map((file) => this.#uploads.add(this.#room, file, about));
    this.items.value = [...this.items.peek(), ...added];
    return files.length - added.length;
  }

  /** From an earlier visit. @param {readonly Media[]} media */
  restore(media) {
    const here = new Set(this.kept.peek().map(({ id }) => id));
    this.items.value = [...media.filter(({ id }) => !here.has(id)).map((one) => Upload.of(one)), ...this.items.peek()];
  }

  /** @param {Upload} upload */
  remove(upload) {
    this.#uploads.cancel(upload);
    this.items.value = this.items.peek().filter((other) => other !== upload);
  }

  /** One of them could not be uploaded: whoever chose it has to know before the message goes without it. */
  isStuck() {
    return this.items.peek().some(({ status }) => status.peek().state === "failed");
  }

  /** All of it, for a message. @returns {Parcel | null} */
  take() {
    const taken = this.items.peek();
    this.items.value = [];
    return taken.length > 0 ? new Parcel(this.#uploads, taken, this.#onSent) : null;
  }
}

/** The files of a message that is on its way. */
export class Parcel {
  items;
  #uploads;
  #onSent;

  /** @param {Uploads} uploads @param {readonly Upload[]} items @param {(parcel: Parcel, nonce: string) => void} onSent */
  constructor(uploads, items, onSent) {
    this.#uploads = uploads;
    this.#onSent = onSent;
    this.items = signal(items);
  }

  /** The message it goes with is known by this. @param {string} nonce */
  sent(nonce) {
    this.#onSent(this, nonce);
  }

  /** What the outbox is to know of it. @returns {Pick<Entry, "state" | "files" | "attachments">} */
  get entry() {
    const items = this.items.peek();
    const files = items.map(({ name }) => name);
    const attachments = idsOf(items);
    return attachments ? { state: "queued", files, attachments } : { state: "uploading", files };
  }

  /** @param {(attachments: string[]) => void} onArrived  once all are there that are still wanted */
  follow(onArrived) {
    const stop = effect(() => {
      const ids = idsOf(this.items.value);
      if (!ids) return;
      queueMicrotask(() => stop());
      onArrived(ids);
    });
    return stop;
  }

  /** @param {Upload} upload */
  remove(upload) {
    this.#uploads.cancel(upload);
    this.items.value = this.items.peek().filter((other) => other !== upload);
  }

  /** There is no message any more for what has not arrived yet. */
  giveUp() {
    for (const upload of this.items.peek()) if (upload.status.peek().state !== "done") this.#uploads.cancel(upload);
  }
}

/** Null while one is missing. @param {readonly Upload[]} items */
function idsOf(items) {
  const ids = items.flatMap(({ status, media }) => (status.value.state === "done" && media.value ? media.value.id : []));
  return ids.length === items.length ? ids : null;
}
