// Somebody who uses the site over HTTP: keeps the cookies it is given and names the site as the Origin, as a browser does.

/** An answer other than 2xx. */
export class Refusal extends Error {
  /** @param {string} request @param {number} status @param {string} body */
  constructor(request, status, body) {
    super(`${request} is answered with ${status}: ${body}`);
    this.status = status;
  }
}

/** No answer, or half of one. */
export class Unreachable extends Error {}

export class Visitor {
  /** @type {Map<string, string>} */
  #cookies = new Map();
  /** @type {Promise<unknown> | undefined} */
  #renewal;

  /** @param {string} origin such as http://127.0.0.1:8787 */
  constructor(origin) {
    this.origin = origin;
  }

  /** What a WebSocket needs to be let in. */
  get headers() {
    return { Origin: this.origin, Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  /** Renews the session when it has run out. @param {string} method @param {string} path below /api/ @param {object} [body]
   * @returns {Promise<any>} the JSON in the answer
   */
  async ask(method, path, body) {
    try {
      return await this.#askOnce(method, path, body);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401 && this.#cookies.size > 0)) throw error;
      await this.renewSession();
      return this.#askOnce(method, path, body);
    }
  }

  async renewSession() {
    // Several at once would use the same token twice, which ends the session.
    this.#renewal ??= this.#askOnce('POST', 'session/refresh').finally(() => (this.#renewal = undefined));
    await this.#renewal;
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #askOnce(method, path, body) {
    const { status, text, cookies } = await this.#exchange(method, path, body);
    if (status >= 300) throw new Refusal(`${method} /api/${path}`, status, text);
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name) this.#cookies.set(name, value);
    }
    return text && JSON.parse(text);
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #exchange(method, path, body) {
    try {
      const response = await fetch(`${this.origin}/api/${path}`, {
        method,
        headers: { ...this.headers, ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
      return { status: response.status, text: await response.text(), cookies: response.headers.getSetCookie() };
    } catch (cause) {
      throw new Unreachable(`${method} /api/${path} is not answered`, { cause });
    }
  }
}

/** Makes the first account of a new site and finds its first room. @param {string} origin */
export async function foundSite(origin) {
  const owner = new Visitor(origin);
  await owner.ask('POST', 'signup', { username: 'owner', password: 'as long as it needs to be' });
  const { rooms } = await owner.ask('GET', 'rooms');
  const room = rooms.find((/** @type {{name: string}} */ { name }) => name === 'general');
  return { owner, room: /** @type {string} */ (room.id) };
}

/** A guest with a seat in the room. @param {string} origin @param {string} room @param {string} name */
export async function guestIn(origin, room, name) {
  const guest = new Visitor(origin);
  await guest.ask('POST', 'guest', { display_name: name });
  await guest.ask('POST', `rooms/${room}/join`);
  return guest;
}
