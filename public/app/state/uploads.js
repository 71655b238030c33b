// Files on their way: a few at once, each prepared, sent, and described. What is cut off goes on where it was as soon as
// there is a way again; what is refused says why, and by how much it is too much.

import { computed, signal } from "@preact/signals";

/** @import { About, Limits, Transport } from "../net/upload.js" */
/** @import { Media } from "../wire.js" */

/** More would only take from each other. */
export const AT_ONCE = 3;
/** Attempts without a byte more between them, while there seems to be a network. */
export const ATTEMPTS = 6;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;
/** What others upload meanwhile counts, too. */
const LIMITS_FOR_MS = 60_000;
/** What is larger goes in parts, also when the site cannot be asked how large they are to be. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * @typedef {"image" | "video" | "audio" | "file"} Kind
 * @typedef {{code: string, detail?: string, over?: number, retryAfterMs?: number}} Trouble  over: so many bytes too many
 * @typedef {{kind: Kind, bytes: Blob, name: string, about: About, thumbnail?: Blob}} Prepared
 *
 * `held`: it waits for a network.
 * @typedef {{state: "waiting" | "preparing" | "held" | "done" | "cancelled"}
 *   | {state: "uploading", sent: number, size: number}
 *   | {state: "failed", trouble: Trouble}} Status
 *
 * @typedef {object} Surroundings
 * @property {Transport} transport
 * @property {(file: File) => Promise<Prepared>} prepare
 * @property {(signal: AbortSignal) => Promise<void>} whenOnline
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} pause
 * @property {() => number} now
 */

export class Upload {
  status = signal(/** @type {Status} */ ({ state: "waiting" }));
  prepared = signal(/** @type {Prepared | null} */ (null));
  media = signal(/** @type {Media | null} */ (null));
  alt = signal("");
  /** Of the whole way, 0 to 1. */
  progress = computed(() => {
    const { value: now } = this.status;
    if (now.state === "done") return 1;
    return now.state === "uploading" ? now.sent / Math.max(now.size, 1) : 0;
  });
  /** The id of one that comes in parts. @type {string | null} */
  inParts = null;
  stop = new AbortController();

  /** @param {string} key @param {string} room @param {File} file @param {About} [about] */
  constructor(key, room, file, about = {}) {
    this.key = key;
    this.room = room;
    this.file = file;
    this.name = file.name;
    this.size = file.size;
    this.about = about;
  }

  /** @param {Media} media  one that was uploaded before this page was opened */
  static of(media) {
    const upload = new Upload(media.id, "", /** @type {File} */ ({ name: media.name, size: media.size }));
    upload.media.value = media;
    upload.alt.value = media.alt ?? "";
    upload.status.value = { state: "done" };
    return upload;
  }
}

export class Uploads {
  #surroundings;
  /** @type {Upload[]} */
  #queue = [];
  /** @type {Set<Upload>} */
  #busy = new Set();
  /** @type {{at: number, limits: Promise<Limits | null>} | null} */
  #limits = null;
  #keys = 0;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }

  /** @param {string} room @param {File} file @param {About} [about] what is known of it already */
  add(room, file, about) {
    this.#keys += 1;
    const upload = new Upload(`upload-${this.#keys}`, room, file, about);
    this.#enqueue(upload);
    return upload;
  }

  /** @param {Upload} upload */
  retry(upload) {
    if (upload.status.peek().state === "failed") this.#enqueue(upload);
  }

  /** It is not wanted any more, wherever it is. @param {Upload} upload */
  cancel(upload) {
    const { transport } = this.#surroundings;
    const media = upload.media.peek();
    upload.status.value = { state: "cancelled" };
    upload.stop.abort();
    this.#queue = this.#queue.filter((other) => other !== upload);
    // What cannot be taken back now, the site clears away by itself.
    if (media) void transport.remove(media.id).catch(() => {});
    else if (upload.inParts) void transport.abandon(upload.inParts).catch(() => {});
  }

  isBusy() {
    return this.#busy.size + this.#queue.length > 0;
  }

  /** Nothing more, of anything. */
  stop() {
    for (const upload of [...this.#busy, ...this.#queue]) this.cancel(upload);
  }

  /** What it shows, in words. @param {Upload} upload @param {string} alt */
  async describe(upload, alt) {
    upload.alt.value = alt;
    const media = upload.media.peek();
    if (media) upload.media.value = await this.#surroundings.transport.describe(media.id, { alt });
  }

  /** @returns {Promise<Limits | null>} null: nobody can tell now */
  limits() {
    const { now, transport } = this.#surroundings;
    if (!this.#limits || now() - this.#limits.at > LIMITS_FOR_MS) {
      const limits = transport.limits().catch(() => (this.#limits = null));
      this.#limits = { at: now(), limits };
    }
    return this.#limits.limits;
  }

  /** @param {Upload} upload */
  #enqueue(upload) {
    upload.status.value = { state: "waiting" };
    this.#queue.push(upload);
    this.#next();
  }

  #next() {
    while (this.#busy.size < AT_ONCE && this.#queue.length > 0) {
      const upload = /** @type {Upload} */ (this.#queue.shift());
      this.#busy.add(upload);
      void this.#run(upload).finally(() => {
        this.#busy.delete(upload);
        this.#next();
      });
    }
  }

  /** @param {Upload} upload */
  async #run(upload) {
    const { signal: stopped } = upload.stop;
    try {
      await this.#isAllowed(upload);
      upload.status.value = { state: "preparing" };
      const prepared = (upload.prepared.value ??= await this.#surroundings.prepare(upload.file));
      stopped.throwIfAborted();
      const media = (upload.media.value ??= await this.#insist(upload, () => this.#send(upload, prepared)));
      upload.media.value = await this.#complete(upload, media, prepared);
      upload.status.value = { state: "done" };
    } catch (error) {
      if (stopped.aborted) {
        // It may have arrived just before.
        if (upload.media.peek()) this.cancel(upload);
        return;
      }
      const { code = "unreadable", detail, over } = /** @type {Partial<Trouble>} */ (error);
      upload.status.value = { state: "failed", trouble: { code: String(code), detail, over } };
    }
    this.#limits = null;
  }

  /** Said before a byte has left. @param {Upload} upload */
  async #isAllowed(upload) {
    const limits = await this.limits();
    upload.stop.signal.throwIfAborted();
    if (upload.size === 0) throw refusal("empty");
    if (!limits) return;
    const busy = [...this.#busy];
    const before = busy.slice(0, busy.indexOf(upload)).filter((other) => !other.media.peek());
    const coming = before.reduce((sum, { size }) => sum + size, upload.size);
    const over = [
      ["file_too_large", upload.size - limits.file_bytes],
      ["person_full", limits.person_used + coming - limits.person_bytes],
      ["site_full", limits.site_used + coming - limits.site_bytes],
    ].find(([, bytes]) => Number(bytes) > 0);
    if (over) throw refusal(String(over[0]), Number(over[1]));
  }

  /** @param {Upload} upload @param {Prepared} prepared */
  async #send(upload, { bytes, name }) {
    const limits = await this.limits();
    const onProgress = (/** @type {number} */ sent) => {
      if (!upload.stop.signal.aborted) upload.status.value = { state: "uploading", sent: Math.min(sent, bytes.size), size: bytes.size };
    };
    onProgress(0);
    if (bytes.size > (limits?.part_bytes ?? PART_BYTES)) return this.#sendParts(upload, bytes, name, onProgress);
    return this.#surroundings.transport.whole(upload.room, name, bytes, { signal: upload.stop.signal, onProgress });
  }

  /** Those that have arrived are not sent again. @param {Upload} upload @param {Blob} bytes @param {string} name @param {(sent: number) => void} onProgress */
  async #sendParts(upload, bytes, name, onProgress) {
    const { transport } = this.#surroundings;
    const begun = await this.#begun(upload, bytes, name);
    const { signal: stopped } = upload.stop;
    const size = begun.part_bytes;
    const count = Math.ceil(bytes.size / size);
    const received = new Set(begun.received);
    for (let part = 1; part <= count; part += 1) {
      if (received.has(part)) continue;
      const arrived = received.size * size;
      onProgress(arrived);
      const piece = bytes.slice((part - 1) * size, part * size);
      await transport.part(begun.id, part, piece, { signal: stopped, onProgress: (sent) => onProgress(arrived + sent) });
      received.add(part);
    }
    onProgress(bytes.size);
    return transport.complete(begun.id);
  }

  /** @param {Upload} upload @param {Blob} bytes @param {string} name */
  async #begun(upload, bytes, name) {
    const { transport } = this.#surroundings;
    if (upload.inParts) {
      try {
        return await transport.look(upload.inParts);
      } catch (error) {
        // Cleared away meanwhile: from the beginning, then.
        if (codeOf(error) !== "not_found") throw error;
      }
    }
    const begun = await transport.begin(upload.room, name, bytes.size);
    upload.inParts = begun.id;
    return begun;
  }

  /** What is known about it goes after it. @param {Upload} upload @param {Media} media @param {Prepared} prepared */
  async #complete(upload, media, { about, thumbnail }) {
    const { transport } = this.#surroundings;
    const known = { ...about, ...upload.about, ...(upload.alt.peek() !== "" && { alt: upload.alt.peek() }) };
    let described = media;
    if (thumbnail) {
      // Without a small picture, the large one is shown.
      await this.#insist(upload, () => transport.thumbnail(media.id, thumbnail)).catch(() => {});
    }
    if (Object.keys(known).length > 0 || thumbnail) {
      described = await this.#insist(upload, () => transport.describe(media.id, known));
    }
    upload.stop.signal.throwIfAborted();
    // Written while the rest was on its way.
    const alt = upload.alt.peek();
    return alt === (known.alt ?? "") ? described : transport.describe(media.id, { alt });
  }

  /**
   * Again and again, as long as it is nobody's fault.
   * @template T
   * @param {Upload} upload @param {() => Promise<T>} attempt @returns {Promise<T>}
   */
  async #insist(upload, attempt) {
    const { pause, whenOnline } = this.#surroundings;
    const { signal: stopped } = upload.stop;
    let vain = 0;
    let furthest = 0;
    for (;;) {
      stopped.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        stopped.throwIfAborted();
        const code = codeOf(error);
        const now = upload.status.peek();
        const sent = now.state === "uploading" ? now.sent : 0;
        vain = sent > furthest ? 1 : vain + 1;
        furthest = Math.max(furthest, sent);
        const isCut = code === "offline" || code === "disconnected" || code === "internal";
        if (!isCut && code !== "too_fast") throw error;
        if (isCut && vain >= ATTEMPTS) throw error;
        upload.status.value = { state: isCut ? "held" : "waiting" };
        if (isCut) await whenOnline(stopped);
        const wait = /** @type {Trouble} */ (error).retryAfterMs ?? Math.min(PAUSE_MS * 2 ** (vain - 1), PAUSE_MAX_MS);
        await pause(wait, stopped);
      }
    }
  }
}

/** @param {string} code @param {number} [over] */
const refusal = (code, over) => Object.assign(new Error(code), { code, over });

/** @param {unknown} error @returns {unknown} */
const codeOf = (error) => /** @type {{code?: unknown}} */ (error).code;
