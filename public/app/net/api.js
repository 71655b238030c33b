// HTTP to the Worker: JSON in and out, problems as exceptions, and an expired access cookie renewed without anybody noticing.

/** An answer that was not a success, or none at all (`code` is then `offline`). */
export class Problem extends Error {
  /** @param {{status?: number, code: string, detail?: string, retryAfterMs?: number}} what */
  constructor({ status = 0, code, detail = "", retryAfterMs }) {
    super(detail || code);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Long enough for a slow phone and a cold start; after that it is kinder to say so. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** A little less than an access cookie is good for. */
const FRESH_MS = 8 * 60_000;

/**
 * Refresh tokens are used once, and using an old one ends the session: two tabs must never refresh at the same time.
 * @typedef {<T>(name: string, work: () => Promise<T>) => Promise<T>} Lock
 *
 * @typedef {object} Surroundings
 * @property {typeof globalThis.fetch} fetch
 * @property {Lock} lock
 * @property {() => void} onSignedOut  the session is over, for good
 */

/** @param {Surroundings} surroundings */
export function createApi({ fetch, lock, onSignedOut }) {
  /** @type {Promise<boolean> | null} */
  let refreshing = null;
  let refreshedAt = -Infinity;

  /** @param {string} method @param {string} path @param {unknown} body @param {AbortSignal} [signal] @returns {Promise<Response>} */
  async function call(method, path, body, signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS)) {
    /** @type {RequestInit} */
    const init = { method, credentials: "same-origin", signal };
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" };
      init.body = JSON.stringify(body);
    }
    try {
      return await fetch(path, init);
    } catch {
      throw new Problem({ code: "offline" });
    }
  }

  /** True when there is a session again. Only a clear 401 counts as signed out: a lost connection proves nothing. */
  function refresh() {
    refreshing ??= lock("confab-session", async () => {
      const response = await call("POST", "/api/session/refresh", undefined);
      if (response.status === 401) return false;
      if (!response.ok) throw await problemOf(response);
      refreshedAt = Date.now();
      return true;
    }).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {AbortSignal} [signal]
   */
  async function answer(method, path, body, signal) {
    let response = await call(method, path, body, signal);
    if (response.status === 401) {
      const problem = await problemOf(response);
      // A wrong password is a 401 too, and no reason to refresh anything.
      if (problem.code !== "unauthenticated") throw problem;
      if (!(await refresh())) {
        onSignedOut();
        throw problem;
      }
      response = await call(method, path, body, signal);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>} the JSON of the answer; nothing for an empty one
   */
  async function request(method, path, body) {
    const response = await answer(method, path, body);
    return response.status === 204 ? undefined : await response.json();
  }

  /** For the doors in: there is no session yet to renew, so a refusal is just a refusal. @param {string} path @param {unknown} body */
  async function enter(path, body) {
    const response = await call("POST", path, body);
    if (!response.ok) throw await problemOf(response);
    return await response.json();
  }

  /** Whether what the browser fetches by itself, links and downloads, is sure to be let in: it renews nothing. */
  const isFresh = () => Date.now() - refreshedAt < FRESH_MS;

  /** Makes it so. */
  async function freshen() {
    if (!isFresh() && !(await refresh())) onSignedOut();
  }

  return {
    enter,
    isFresh,
    freshen,
    /** For what is read as it comes, until one has had enough. @param {string} path @param {AbortSignal} signal */
    open: (path, signal) => answer("GET", path, undefined, signal),
    /** @param {string} path */
    get: (path) => request("GET", path),
    /** @param {string} path @param {unknown} [body] */
    post: (path, body) => request("POST", path, body),
    /** @param {string} path @param {unknown} body */
    put: (path, body) => request("PUT", path, body),
    /** @param {string} path @param {unknown} body */
    patch: (path, body) => request("PATCH", path, body),
    /** @param {string} path @param {unknown} [body] */
    delete: (path, body) => request("DELETE", path, body),
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */

/** @param {Response} response @returns {Promise<Problem>} */
async function problemOf(response) {
  /** @type {{code?: string, detail?: string, retry_after_ms?: number}} */
  const body = await response.json().catch(() => ({}));
  return new Problem({
    status: response.status,
    code: body.code ?? "internal",
    detail: body.detail,
    retryAfterMs: body.retry_after_ms,
  });
}
