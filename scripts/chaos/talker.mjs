// One client in the storm: says things at random moments, reconnects with its cursor, says again what was not acknowledged, and
// notes down all it is told.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Refusal, Unreachable } from '../visitor.mjs';

/** @typedef {{id?: number, seq?: number, nonce?: string, code?: string, type: string, message?: any, messages?: any[], rev?: number,
 *   head?: {seq: number, rev: number}, resume?: 'delta' | 'reset'}} Event */

const SILENCE_MS = { from: 20, to: 400 };
const RECONNECT_MS = { from: 50, to: 500 };
/** Says nothing new while this much is unacknowledged, as somebody would who sees that it does not get through. */
const MOST_UNACKNOWLEDGED = 8;
const CUT_CONNECTION = 0.01;
/** How often an acknowledgement is treated as if it had not arrived. */
const FORGET_ACKNOWLEDGEMENT = 0.05;
/** How often a retry comes in over HTTP instead of the socket. */
const RETRY_BY_HTTP = 0.2;
const PAGE = 100;

export class Talker {
  /** @type {import('./verdict.mjs').Line[]} */
  list = [];
  /** @type {string[]} */
  said = [];
  /** @type {{nonce: string, text: string, seq: number}[]} */
  acks = [];
  /** @type {string[]} */
  complaints = [];
  reconnects = 0;
  retries = 0;

  /** @type {Map<string, string>} nonce → text */
  #unacknowledged = new Map();
  /** @type {Map<number, {nonce: string, text: string}>} what was sent on the present socket, by command id */
  #commands = new Map();
  #lastCommand = 0;
  #rev = 0;
  /** @type {WebSocket | undefined} open and greeted */
  #socket;
  #talking = true;
  #over = false;

  /**
   * @param {{name: string, author: string, visitor: import('../visitor.mjs').Visitor, room: string,
   *   dice: import('./dice.mjs').Dice, fault?: string}} options
   *   `fault` "double": retries under a fresh nonce, which a careful client never does, and which must be noticed
   */
  constructor({ name, author, visitor, room, dice, fault }) {
    this.name = name;
    this.author = author;
    this.visitor = visitor;
    this.room = room;
    this.dice = dice;
    this.fault = fault;
  }

  start() {
    this.#stayConnected();
    this.#talk();
  }

  /** Nothing new from here on; what is owed is still delivered. */
  stopTalking() {
    this.#talking = false;
  }

  /** @param {number} head the room's last seq */
  hasCaughtUp(head) {
    return this.#unacknowledged.size === 0 && this.list.length >= head;
  }

  leave() {
    this.#over = true;
    this.#socket?.terminate();
  }

  async #talk() {
    while (this.#talking) {
      await this.#pause(SILENCE_MS);
      if (!this.#talking) return;
      if (this.#unacknowledged.size < MOST_UNACKNOWLEDGED) this.#say();
      if (this.dice.chance(CUT_CONNECTION)) this.#socket?.terminate();
    }
  }

  #say() {
    const nonce = randomUUID();
    const text = `${this.name} says ${this.said.length}`;
    this.said.push(text);
    this.#unacknowledged.set(nonce, text);
    this.#send(nonce, text);
  }

  /** @param {string} nonce @param {string} text */
  #send(nonce, text) {
    const id = ++this.#lastCommand;
    this.#commands.set(id, { nonce, text });
    this.#socket?.send(JSON.stringify({ type: 'send', id, nonce, text }));
  }

  /** @param {string} nonce @param {string} text */
  async #sayAgain(nonce, text) {
    this.retries++;
    if (this.fault === 'double') {
      this.#unacknowledged.delete(nonce);
      nonce = randomUUID();
      this.#unacknowledged.set(nonce, text);
    }
    if (!this.dice.chance(RETRY_BY_HTTP)) return this.#send(nonce, text);
    try {
      const { message } = await this.visitor.ask('POST', `rooms/${this.room}/messages`, { text, nonce });
      this.#acknowledged(nonce, text, message.seq);
    } catch (error) {
      this.#complainUnlessGone(error);
      // On a socket that is already back it is said once more.
      this.#send(nonce, text);
    }
  }

  /** @param {string} nonce @param {string} text @param {number} seq */
  #acknowledged(nonce, text, seq) {
    this.acks.push({ nonce, text, seq });
    this.#unacknowledged.delete(nonce);
  }

  async #stayConnected() {
    while (!this.#over) {
      await this.#connection();
      this.reconnects++;
      await this.#pause(RECONNECT_MS);
    }
  }

  /** One connection from beginning to end. */
  async #connection() {
    const address = new URL(`${this.visitor.origin.replace('http', 'ws')}/api/rooms/${this.room}/socket`);
    if (this.list.length > 0) address.search = `seq=${this.list.length}&rev=${this.#rev}`;
    const socket = new WebSocket(address, { headers: this.visitor.headers });
    // Frames wait for one another, since the first may need pages of history to be fetched.
    let reading = Promise.resolve();
    socket.on('message', (frame) => {
      reading = reading
        .then(() => this.#read(socket, JSON.parse(String(frame))))
        .catch((error) => {
          this.#complainUnlessGone(error);
          socket.terminate();
        });
    });
    socket.on('error', () => {});
    /** @type {number | undefined} */
    let refused;
    socket.on('unexpected-response', (request, response) => {
      refused = response.statusCode;
      request.destroy();
      socket.terminate();
    });
    await new Promise((resolve) => socket.once('close', resolve));
    this.#socket = undefined;
    await reading;
    if (refused === 401) await this.visitor.renewSession().catch((error) => this.#complainUnlessGone(error));
  }

  /** @param {WebSocket} socket @param {Event[]} events */
  async #read(socket, events) {
    for (const event of events) {
      if (event.rev !== undefined) this.#rev = event.rev;
      switch (event.type) {
        case 'hello':
          await this.#catchUp(event);
          this.#greeted(socket);
          break;
        case 'message':
          this.#append(event.message);
          break;
        case 'ack':
          this.#readAck(event);
          break;
        case 'error':
          this.#complain(`refused: ${event.code}`);
      }
    }
  }

  /** @param {Event} hello */
  async #catchUp({ head, resume, messages = [] }) {
    const news = messages.filter(({ seq }) => seq > this.list.length);
    if (resume === 'reset') {
      const first = news[0]?.seq ?? head?.seq ?? 0;
      while (this.list.length < first - 1) {
        const page = await this.visitor.ask('GET', `rooms/${this.room}/messages?after=${this.list.length}&limit=${PAGE}`);
        for (const message of page.messages) if (message.seq < first) this.#append(message);
      }
    }
    news.forEach((message) => this.#append(message));
    if (this.list.length !== head?.seq) this.#complain(`caught up to ${this.list.length} where the head is ${head?.seq}`);
    this.#rev = head?.rev ?? 0;
  }

  /** @param {WebSocket} socket */
  #greeted(socket) {
    // It may have closed while pages were fetched.
    if (socket.readyState !== WebSocket.OPEN) return;
    this.#socket = socket;
    this.#commands.clear();
    for (const [nonce, text] of [...this.#unacknowledged]) this.#sayAgain(nonce, text);
  }

  /** @param {Event} ack */
  #readAck({ id = 0, seq = 0 }) {
    const command = this.#commands.get(id);
    if (!command) return this.#complain(`command ${id} is acknowledged, and was not sent on this socket`);
    this.#acknowledged(command.nonce, command.text, seq);
    if (this.#talking && this.dice.chance(FORGET_ACKNOWLEDGEMENT)) this.#sayAgain(command.nonce, command.text);
  }

  /** @param {any} message */
  #append({ seq, author, text }) {
    if (seq !== this.list.length + 1) this.#complain(`seq ${seq} came after ${this.list.length}`);
    this.list.push({ seq, author: author.id, text });
  }

  /** A server that is being killed does not answer, or with half a sentence. @param {unknown} error */
  #complainUnlessGone(error) {
    const gone = error instanceof Unreachable || (error instanceof Refusal && error.status >= 500);
    if (!gone) this.#complain(String(error));
  }

  /** @param {string} what */
  #complain(what) {
    this.complaints.push(what);
  }

  /** @param {{from: number, to: number}} range */
  #pause({ from, to }) {
    return pause(this.dice.between(from, to));
  }
}
