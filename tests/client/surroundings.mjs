// Stand-ins for what the browser gives: a clock moved by hand, sockets that do what the test says, messages to fill them.

/** Time that passes only when told to. */
export function fakeClock() {
  let now = 1_000_000;
  let last = 0;
  /** @type {Map<number, {at: number, work: () => void}>} */
  const timers = new Map();
  return {
    now: () => now,
    /** @param {() => void} work @param {number} ms */
    setTimeout(work, ms) {
      last += 1;
      timers.set(last, { at: now + ms, work });
      return last;
    },
    /** @param {number} timer */
    clearTimeout(timer) {
      timers.delete(timer);
    },
    /** @param {number} ms */
    pass(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].work();
      }
      now = until;
    },
  };
}

/** Everything promised by now is done. */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Sockets as they are opened, and what was sent on each. */
export function fakeSockets() {
  /** @type {FakeSocket[]} */
  const opened = [];
  return {
    opened,
    get last() {
      return /** @type {FakeSocket} */ (opened.at(-1));
    },
    /** @param {string} address */
    open(address) {
      const socket = new FakeSocket(address);
      opened.push(socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    },
  };
}

class FakeSocket {
  /** @type {any} */ onmessage = null;
  /** @type {any} */ onclose = null;
  /** @type {any[]} */ sent = [];
  closed = false;

  /** @param {string} address */
  constructor(address) {
    this.address = address;
  }

  /** @param {string} frame */
  send(frame) {
    this.sent.push(frame === 'ping' ? frame : JSON.parse(frame));
  }

  close() {
    this.closed = true;
  }

  /** The room says so. @param {...object} events */
  says(...events) {
    this.onmessage?.({ data: JSON.stringify(events) });
  }

  pongs() {
    this.onmessage?.({ data: 'pong' });
  }

  /** The connection ends. @param {number} [code] */
  breaks(code = 1006) {
    this.onclose?.({ code });
  }
}

export const ANN = { id: 'ann', name: 'Ann', avatar: null, kind: /** @type {const} */ ('member') };
export const BEN = { id: 'ben', name: 'Ben', avatar: null, kind: /** @type {const} */ ('member') };

/** @param {number} seq @param {Partial<import('../../public/app/wire.js').Message>} [more] */
export function message(seq, more = {}) {
  return { seq, rev: 0, author: BEN, text: `text ${seq}`, at: seq * 1000, attachments: [], reactions: {}, mentions: [], ...more };
}

/** @param {number} from @param {number} to */
export const messages = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

export const ROOM = { id: 'room', name: 'general', topic: '', kind: /** @type {const} */ ('public'), created_at: 0 };

/** @param {Partial<import('../../public/app/wire.js').Hello>} [more] */
export function hello(more = {}) {
  return {
    type: /** @type {const} */ ('hello'),
    room: ROOM,
    you: { user: ANN, role: /** @type {const} */ ('member'), read: 0 },
    head: { seq: 0, rev: 0 },
    resume: /** @type {const} */ ('reset'),
    messages: [],
    users: [ANN, BEN],
    online: ['ann', 'ben'],
    idle: [],
    online_count: 2,
    reads: {},
    ...more,
  };
}
