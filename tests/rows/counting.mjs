// @ts-nocheck: it runs in workerd, beside what was built.
// Stands before the Worker and counts, for each room, the rows that its SQL writes, as the runtime itself counts them and bills them.
// The Worker is the one that is deployed: it knows nothing of this.

import Worker, * as built from './index.js';

export * from './index.js';

export default {
  /** `/rows/{room}`: how many since this was last asked. `/alarm/{room}`: the same, when its alarm has rung. */
  fetch(request, env, context) {
    const [, what, room] = new URL(request.url).pathname.split('/');
    if (what !== 'rows' && what !== 'alarm') return new Worker(context, env).fetch(request);
    return env.ROOM.getByName(room).fetch('https://object/', { headers: { Counting: what } });
  },
};

export class Room {
  #cursors = [];
  #room;

  constructor(state, env) {
    const { sql } = state.storage;
    const run = sql.exec.bind(sql);
    const counted = (...statement) => {
      const cursor = run(...statement);
      this.#cursors.push(cursor);
      return cursor;
    };
    Object.defineProperty(sql, 'exec', { value: counted });
    this.#room = new built.Room(state, env);
  }

  async fetch(request) {
    const asked = request.headers.get('Counting');
    if (asked === null) return this.#room.fetch(request);
    if (asked === 'alarm') await this.#room.alarm();
    // What a cursor has written is known when its rows have been read.
    const rows = this.#cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
    this.#cursors = [];
    return new Response(String(rows));
  }

  webSocketMessage(...event) {
    return this.#room.webSocketMessage(...event);
  }

  webSocketClose(...event) {
    return this.#room.webSocketClose(...event);
  }

  webSocketError(...event) {
    return this.#room.webSocketError(...event);
  }

  alarm(...event) {
    return this.#room.alarm(...event);
  }
}
