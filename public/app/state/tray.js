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

  /** @param {Uploads} uploads @param {string} room */
  constructor(uploads, room) {
    this.#uploads = uploads;
    this.#room = room;
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

  /** All of it, for a message; what could not be uploaded stays, to be seen to. @returns {Parcel | null} */
  take() {
    const items = this.items.peek();
    const taken = items.filter(({ status }) => status.peek().state !== "failed");
    this.items.value = items.filter((upload) => !taken.includes(upload));
    return taken.length > 0 ? new Parcel(this.#uploads, taken) : null;
  }
}

/** The files of a message that is on its way. */
export class Parcel {
  items;
  #uploads;

  /** @param {Uploads} uploads @param {readonly Upload[]} items */
  constructor(uploads, items) {
    this.#uploads = uploads;
    this.items = signal(items);
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
}

/** Null while one is missing. @param {readonly Upload[]} items */
function idsOf(items) {
  const ids = items.flatMap(({ status, media }) => (status.value.state === "done" && media.value ? media.value.id : []));
  return ids.length === items.length ? ids : null;
}
