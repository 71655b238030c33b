// Bytes to the Worker. Only XMLHttpRequest tells how much of them has left.

import { Problem } from "./api.js";

/** @import { Media } from "../wire.js" */
/** @import { Api } from "./api.js" */

/** Nothing moved for so long: the connection is as good as lost. */
export const STALLED_MS = 30_000;

/**
 * What the site says of a file that comes in parts.
 * @typedef {{id: string, size: number, part_bytes: number, received: number[]}} InParts
 * @typedef {{signal?: AbortSignal, onProgress?: (sent: number) => void}} Sending
 * @typedef {{file_bytes: number, person_bytes: number, person_used: number, site_bytes: number, site_used: number, per_message: number, part_bytes: number}} Limits
 * @typedef {{alt?: string, duration_ms?: number, width?: number, height?: number, thumbhash?: string, waveform?: number[]}} About
 * @typedef {ReturnType<typeof transportOver>} Transport
 */

/** @param {Api} api @param {() => XMLHttpRequest} [newRequest] */
export function transportOver(api, newRequest = () => new XMLHttpRequest()) {
  /** @param {string} method @param {string} path @param {Blob | FormData} body @param {Sending} [sending] */
  async function send(method, path, body, sending) {
    try {
      return await sendOnce(newRequest(), method, path, body, sending);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== "unauthenticated") throw problem;
      // What asks next renews the session, and is the one to find out if that is over.
      await api.get("/api/me");
      return sendOnce(newRequest(), method, path, body, sending);
    }
  }

  return {
    send,
    /** @param {string} room @param {string} name @param {Blob} bytes @param {Sending} sending @returns {Promise<Media>} */
    whole: async (room, name, bytes, sending) =>
      (await send("POST", `/api/rooms/${room}/media?name=${encodeURIComponent(name)}`, bytes, sending)).media,
    /** @param {string} room @param {string} name @param {number} size @returns {Promise<InParts>} */
    begin: async (room, name, size) => (await api.post(`/api/rooms/${room}/uploads`, { name, size })).upload,
    /** @param {string} id @returns {Promise<InParts>} */
    look: async (id) => (await api.get(`/api/uploads/${id}`)).upload,
    /** @param {string} id @param {number} part @param {Blob} bytes @param {Sending} sending */
    part: (id, part, bytes, sending) => send("PUT", `/api/uploads/${id}/parts/${part}`, bytes, sending),
    /** @param {string} id @returns {Promise<Media>} */
    complete: async (id) => (await api.post(`/api/uploads/${id}/complete`)).media,
    /** @param {string} id */
    abandon: (id) => api.delete(`/api/uploads/${id}`),
    /** @param {string} id @param {About} about @returns {Promise<Media>} */
    describe: async (id, about) => (await api.patch(`/api/media/${id}`, about)).media,
    /** @param {string} id @param {Blob} picture */
    thumbnail: (id, picture) => send("PUT", `/api/media/${id}/thumbnail`, picture),
    /** @param {string} id */
    remove: (id) => api.delete(`/api/media/${id}`),
    /** @returns {Promise<Limits>} */
    limits: async () => (await api.get("/api/media/limits")).limits,
  };
}

/** @param {XMLHttpRequest} request @param {string} method @param {string} path @param {Blob | FormData} body @param {Sending} [sending] @returns {Promise<any>} */
function sendOnce(request, method, path, body, { signal, onProgress } = {}) {
  return new Promise((resolve, reject) => {
    /** @type {ReturnType<typeof setTimeout>} */
    let stalled;
    const abort = () => request.abort();
    const watch = () => {
      clearTimeout(stalled);
      stalled = setTimeout(abort, STALLED_MS);
    };
    request.open(method, path);
    // The site looks at the content itself; said here, a page or a script would be no more than bytes either.
    if (body instanceof Blob) request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => {
      watch();
      onProgress?.(loaded);
    };
    request.onload = () => {
      const answer = answerOf(request);
      if (request.status >= 200 && request.status < 300) resolve(answer);
      else reject(new Problem({ status: request.status, code: answer?.code ?? "internal", detail: answer?.detail, retryAfterMs: answer?.retry_after_ms }));
    };
    request.onerror = () => reject(new Problem({ code: "offline" }));
    request.onabort = () => reject(new Problem({ code: signal?.aborted ? "cancelled" : "offline" }));
    request.onloadend = () => {
      clearTimeout(stalled);
      signal?.removeEventListener("abort", abort);
    };
    signal?.addEventListener("abort", abort);
    watch();
    request.send(body);
    if (signal?.aborted) request.abort();
  });
}

/** @param {XMLHttpRequest} request @returns {any} */
function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return undefined;
  }
}
