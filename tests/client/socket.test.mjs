// The socket comes back after every loss but a final one, and notices silence.

import assert from 'node:assert/strict';
import test from 'node:test';
import { RECONNECT } from '../../public/app/net/backoff.js';
import { LiveSocket } from '../../public/app/net/socket.js';
import { fakeClock, fakeSockets, hello } from './surroundings.mjs';

function connected() {
  const clock = fakeClock();
  const sockets = fakeSockets();
  /** @type {any[]} */
  const states = [];
  const world = { online: true, refused: 0 };
  const socket = new LiveSocket({
    clock,
    address: () => '/socket',
    open: sockets.open,
    isOnline: () => world.online,
    random: () => 0.5,
    onEvents: () => {},
    onStatus: ({ state }) => states.push(state),
    onRefused: () => (world.refused += 1),
  });
  socket.start();
  sockets.last.says(hello());
  return { clock, sockets, socket, states, world };
}

test('is live once greeted', () => {
  const { states } = connected();
  assert.deepEqual(states, ['connecting', 'live']);
});

test('comes back after a loss, later each time, and counts anew after a good connection', () => {
  const { clock, sockets, states } = connected();
  for (const wait of [500, 1000, 2000]) {
    sockets.last.breaks();
    const before = sockets.opened.length;
    clock.pass(wait - 1);
    assert.equal(sockets.opened.length, before);
    clock.pass(1);
    assert.equal(sockets.opened.length, before + 1);
  }
  sockets.last.says(hello());
  clock.pass(RECONNECT.stableMs);
  sockets.last.breaks();
  clock.pass(500);
  assert.equal(states.at(-1), 'connecting');
});

for (const code of [4401, 4403, 4404]) {
  test(`does not come back after ${code}`, () => {
    const { clock, sockets, states } = connected();
    sockets.last.breaks(code);
    clock.pass(10 * RECONNECT.maxMs);
    assert.equal(sockets.opened.length, 1);
    assert.equal(states.at(-1), 'closed');
  });
}

test('takes its time after 4429', () => {
  const { clock, sockets } = connected();
  sockets.last.breaks(4429);
  clock.pass(10_000);
  assert.equal(sockets.opened.length, 1);
  clock.pass(RECONNECT.maxMs);
  assert.ok(sockets.opened.length > 1);
});

test('asks after a silence, and gives up a connection that does not answer', () => {
  const { clock, sockets, states } = connected();
  clock.pass(RECONNECT.pingMs);
  assert.deepEqual(sockets.last.sent, ['ping']);
  sockets.last.pongs();
  clock.pass(RECONNECT.pongMs);
  assert.equal(states.at(-1), 'live');

  clock.pass(RECONNECT.pingMs);
  assert.equal(states.at(-1), 'waiting');
  assert.equal(sockets.opened[0].closed, true);
});

test('an attempt that is never greeted is over after a while, and the session is asked about', () => {
  const { clock, sockets, world } = connected();
  sockets.last.breaks();
  clock.pass(500);
  clock.pass(RECONNECT.helloMs);
  assert.equal(world.refused, 1);
  clock.pass(RECONNECT.maxMs);
  assert.ok(sockets.opened.length >= 3);
});

test('what a socket that was given up still says is not heard', () => {
  const { clock, sockets, states } = connected();
  const old = sockets.last;
  old.breaks();
  clock.pass(500);
  sockets.last.says(hello());
  const before = states.length;
  old.breaks();
  assert.equal(states.length, before);
});

test('offline it says so at once, and is back at once with the network', () => {
  const { sockets, socket, states, world } = connected();
  world.online = false;
  socket.networkChanged();
  assert.equal(states.at(-1), 'offline');
  world.online = true;
  socket.networkChanged();
  assert.equal(sockets.opened.length, 2);
  assert.equal(states.at(-1), 'connecting');
});

test('somebody who cannot wait need not', () => {
  const { sockets, socket } = connected();
  sockets.last.breaks();
  socket.retryNow();
  assert.equal(sockets.opened.length, 2);
  socket.retryNow();
  assert.equal(sockets.opened.length, 2, 'one attempt at a time');
});
