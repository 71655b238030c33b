// An open room as a whole: greeting, talking, losing the connection and catching up.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../public/app/net/api.js';
import { RECONNECT } from '../../public/app/net/backoff.js';
import { Outbox } from '../../public/app/state/outbox.js';
import { OpenRoom } from '../../public/app/state/room.js';
import { memoryStore } from '../../public/app/state/store.js';
import { ANN, BEN, ROOM, fakeClock, fakeSockets, hello, message, messages, settled } from './surroundings.mjs';

/** @param {import('../../public/app/state/store.js').Store} [store] @param {(path: string) => Promise<any>} [get] */
async function openRoom(store = memoryStore(), get = async () => ({ messages: [], head: { seq: 0, rev: 0 } })) {
  const clock = fakeClock();
  const sockets = fakeSockets();
  let nonces = 0;
  const outbox = new Outbox({ store, newNonce: () => `nonce-${(nonces += 1)}`, now: clock.now, pause: async () => {} });
  await outbox.load();
  /** @type {number[]} */
  const ended = [];
  const room = new OpenRoom(ROOM, ANN.id, {
    api: /** @type {any} */ ({ get }),
    store,
    outbox,
    clock,
    random: () => 0.5,
    isOnline: () => true,
    openSocket: sockets.open,
    onRoom: () => {},
    onSeen: () => {},
    onRefused: () => {},
    onEnded: (code) => ended.push(code),
  });
  await room.open();
  return { clock, sockets, outbox, room, store, ended };
}

const seqs = (/** @type {OpenRoom} */ room) => room.timeline.messages.value.map(({ seq }) => seq);
const sends = (/** @type {any} */ socket) => socket.sent.filter((/** @type {any} */ frame) => frame.type === 'send');

test('asks for everything the first time, and goes on from its cursor after a loss', async () => {
  const { clock, sockets, room } = await openRoom();
  assert.equal(sockets.last.address, '/api/rooms/room/socket');
  sockets.last.says(hello({ head: { seq: 3, rev: 1 }, messages: messages(1, 3) }));
  sockets.last.says({ type: 'message', message: message(4) }, { type: 'changed', rev: 2, message: message(1, { rev: 2 }) });
  sockets.last.breaks();
  clock.pass(500);
  assert.equal(sockets.last.address, '/api/rooms/room/socket?seq=4&rev=2');
  sockets.last.says(hello({ resume: 'delta', head: { seq: 5, rev: 2 }, messages: [message(5)] }));
  assert.deepEqual(seqs(room), [1, 2, 3, 4, 5]);
});

test('a gap means starting over from the cursor', async () => {
  const { clock, sockets, room } = await openRoom();
  sockets.last.says(hello({ head: { seq: 1, rev: 0 }, messages: messages(1, 1) }));
  sockets.last.says({ type: 'message', message: message(3) });
  assert.equal(sockets.opened[0].closed, true);
  clock.pass(RECONNECT.firstMs);
  assert.equal(sockets.opened.length, 2);
  assert.equal(sockets.last.address, '/api/rooms/room/socket?seq=1&rev=0');
  sockets.last.says(hello({ resume: 'delta', head: { seq: 3, rev: 0 }, messages: messages(2, 3) }));
  assert.deepEqual(seqs(room), [1, 2, 3]);
});

test('one’s own message is seen at once, and never twice, whichever of answer and event comes first', async () => {
  for (const order of ['answer first', 'event first']) {
    const { sockets, room } = await openRoom();
    sockets.last.says(hello());
    room.post('hello');
    await settled();
    const [{ id, nonce }] = sends(sockets.last);
    assert.deepEqual(room.unsent.value.map(({ state }) => state), ['sending']);
    const answer = { type: 'ack', id, seq: 1 };
    const event = { type: 'message', message: message(1, { author: ANN, text: 'hello' }), nonce };
    for (const said of order === 'answer first' ? [answer, event] : [event, answer]) {
      sockets.last.says(said);
      await settled();
      assert.equal(seqs(room).length + room.unsent.value.length, 1, 'never twice, never not at all');
    }
    assert.deepEqual(seqs(room), [1]);
    assert.deepEqual(room.unsent.value, []);
    assert.equal(room.keyOf(room.timeline.messages.value[0]), nonce, 'it stays the same element');
  }
});

test('sent, then cut off: it goes again with its nonce, and is not seen twice meanwhile', async () => {
  const { clock, sockets, room } = await openRoom();
  sockets.last.says(hello());
  room.post('did this arrive?');
  await settled();
  sockets.last.breaks();
  await settled();
  assert.deepEqual(room.unsent.value.map(({ state }) => state), ['queued']);
  clock.pass(500);
  const mine = message(1, { author: ANN, text: 'did this arrive?' });
  sockets.last.says(hello({ resume: 'delta', head: { seq: 1, rev: 0 }, messages: [mine] }));
  assert.deepEqual(room.unsent.value, []);
  await settled();
  const [{ id, nonce }] = sends(sockets.last);
  assert.equal(nonce, 'nonce-1');
  sockets.last.says({ type: 'ack', id, seq: 1 });
  await settled();
  assert.deepEqual(seqs(room), [1]);
});

test('a room that does not answer is a dead connection', async () => {
  const { clock, sockets, room } = await openRoom();
  sockets.last.says(hello());
  room.post('hello?');
  await settled();
  clock.pass(RECONNECT.answerMs + RECONNECT.firstMs);
  await settled();
  assert.equal(sockets.opened.length, 2);
  sockets.last.says(hello());
  await settled();
  assert.equal(sends(sockets.last)[0].nonce, 'nonce-1');
});

test('what could not be sent before a reload is sent after it', async () => {
  const store = memoryStore();
  const before = await openRoom(store);
  before.room.post('later');
  await settled();
  before.room.close();
  const after = await openRoom(store);
  after.sockets.last.says(hello());
  await settled();
  assert.equal(sends(after.sockets.last)[0].nonce, 'nonce-1');
});

test('what was held is there again at the next visit, until the room tells it anew', async () => {
  const store = memoryStore();
  const before = await openRoom(store);
  before.sockets.last.says(hello({ head: { seq: 3, rev: 2 }, messages: messages(1, 3) }));
  before.room.close();
  await settled();
  const after = await openRoom(store);
  assert.deepEqual(seqs(after.room), [1, 2, 3]);
  assert.equal(after.sockets.last.address, '/api/rooms/room/socket');
  after.sockets.last.says(hello({ head: { seq: 4, rev: 2 }, messages: messages(2, 4) }));
  assert.deepEqual(seqs(after.room), [2, 3, 4]);
});

test('a refused command is told to whoever gave it', async () => {
  const { sockets, room } = await openRoom();
  sockets.last.says(hello({ head: { seq: 1, rev: 0 }, messages: messages(1, 1) }));
  const editing = room.edit(1, 'new');
  const { id } = sockets.last.sent.at(-1);
  sockets.last.says({ type: 'error', id, code: 'forbidden', detail: 'not yours' });
  await assert.rejects(editing, (problem) => problem instanceof Problem && problem.code === 'forbidden');
});

test('who comes, goes and types is known; typing is forgotten', async () => {
  const { clock, sockets, room } = await openRoom();
  sockets.last.says(hello({ online: ['ann'], online_count: 1 }));
  sockets.last.says({ type: 'presence', joined: [BEN], left: [] }, { type: 'typing', user: 'ben' });
  assert.deepEqual([...room.people.online.value], ['ann', 'ben']);
  assert.deepEqual(room.people.typing.value, ['ben']);
  clock.pass(6_000);
  assert.deepEqual(room.people.typing.value, []);
  sockets.last.says({ type: 'presence', joined: [], left: ['ben'] });
  assert.equal(room.people.onlineCount.value, 1);
  sockets.last.says({ type: 'presence', joined: [], left: [], online_count: 300 });
  assert.equal(room.people.crowded.value, true);
});

test('being sent away ends it, and says why', async () => {
  const { clock, sockets, ended } = await openRoom();
  sockets.last.says(hello());
  sockets.last.breaks(4403);
  clock.pass(RECONNECT.maxMs);
  assert.deepEqual(ended, [4403]);
  assert.equal(sockets.opened.length, 1);
});

test('whoever followed a link to an old message is not torn away by the greeting that comes after it', async () => {
  /** @type {string[]} */
  const asked = [];
  const store = memoryStore();
  await store.keepTimeline('room', { messages: messages(101, 150), head: { seq: 150, rev: 0 } });
  const { sockets, room } = await openRoom(store, async (path) => {
    asked.push(path);
    return { messages: messages(1, 45), head: { seq: 150, rev: 0 } };
  });
  assert.equal(await room.showAround(20), true);
  sockets.last.says(hello({ head: { seq: 151, rev: 3 }, messages: messages(102, 151) }));
  assert.deepEqual([seqs(room)[0], seqs(room).at(-1)], [1, 45], 'it is still there');
  assert.equal(room.timeline.head.value.seq, 151);
  await settled();
  assert.match(asked.at(-1) ?? '', /around=20/, 'and made sure of');
  assert.equal(asked.length, 2);
});

test('what cannot be made sure of after a greeting makes way for the newest', async () => {
  const store = memoryStore();
  await store.keepTimeline('room', { messages: messages(101, 150), head: { seq: 150, rev: 0 } });
  let reachable = true;
  const { sockets, room } = await openRoom(store, async () => {
    if (!reachable) throw new Problem({ code: 'offline' });
    return { messages: messages(1, 45), head: { seq: 150, rev: 0 } };
  });
  await room.showAround(20);
  reachable = false;
  sockets.last.says(hello({ head: { seq: 150, rev: 3 }, messages: messages(101, 150) }));
  await settled();
  assert.deepEqual([seqs(room)[0], seqs(room).at(-1)], [101, 150]);
});

test('a page around a message that a greeting overtook is asked for again', async () => {
  /** @type {((page: any) => void)[]} */
  const answers = [];
  const store = memoryStore();
  await store.keepTimeline('room', { messages: messages(101, 150), head: { seq: 150, rev: 0 } });
  const { sockets, room } = await openRoom(store, () => new Promise((resolve) => answers.push(resolve)));
  const found = room.showAround(20);
  sockets.last.says(hello({ head: { seq: 150, rev: 3 }, messages: messages(101, 150) }));
  answers[0]({ messages: messages(1, 45), head: { seq: 150, rev: 0 } });
  await settled();
  answers[1]({ messages: messages(1, 45).map((old) => ({ ...old, rev: 3 })), head: { seq: 150, rev: 3 } });
  assert.equal(await found, true);
  assert.equal(room.timeline.find(20)?.rev, 3);
});

test('how far one has read is told before one goes elsewhere', async () => {
  const { sockets, room } = await openRoom();
  sockets.last.says(hello({ head: { seq: 3, rev: 0 }, messages: messages(1, 3) }));
  room.reads.saw(3);
  const { last } = sockets;
  room.close();
  assert.deepEqual(last.sent.at(-1), { type: 'read', seq: 3 });
});

test('that nobody sits before it is told once, and again on a new connection', async () => {
  const { clock, sockets, room } = await openRoom();
  const idles = () => sockets.last.sent.filter(({ type }) => type === 'idle').map(({ on }) => on);
  room.idle(true);
  sockets.last.says(hello());
  room.idle(false);
  assert.deepEqual(idles(), []);
  room.idle(true);
  room.idle(true);
  room.idle(false);
  room.idle(true);
  assert.deepEqual(idles(), [true, false, true]);
  sockets.last.breaks();
  clock.pass(500);
  sockets.last.says(hello());
  room.idle(true);
  assert.deepEqual(idles(), [true]);
});
