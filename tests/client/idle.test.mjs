// Who sits before it: oneself, as far as the browser can tell; others, as the room does.

import assert from 'node:assert/strict';
import test from 'node:test';
import { HIDDEN_MS, IDLE_MS, Idleness } from '../../public/app/state/idle.js';
import { People } from '../../public/app/state/people.js';
import { ANN, BEN, fakeClock, hello } from './surroundings.mjs';

test('without a sign of life one is idle after a while, and back with the next one', () => {
  const clock = fakeClock();
  const idleness = new Idleness(clock);
  clock.pass(IDLE_MS - 1);
  idleness.stir();
  clock.pass(IDLE_MS - 1);
  assert.equal(idleness.idle.value, false);
  clock.pass(1);
  assert.equal(idleness.idle.value, true);
  idleness.stir();
  assert.equal(idleness.idle.value, false);
  clock.pass(IDLE_MS);
  assert.equal(idleness.idle.value, true);
});

test('out of sight one is idle sooner, and back when the page is', () => {
  const clock = fakeClock();
  const idleness = new Idleness(clock);
  idleness.hide(true);
  clock.pass(HIDDEN_MS - 1);
  assert.equal(idleness.idle.value, false);
  clock.pass(1);
  assert.equal(idleness.idle.value, true);
  idleness.hide(false);
  assert.equal(idleness.idle.value, false);
  clock.pass(HIDDEN_MS);
  assert.equal(idleness.idle.value, false, 'in sight again, it takes longer');
  idleness.hide(true);
  idleness.hide(false);
  clock.pass(IDLE_MS - 1);
  assert.equal(idleness.idle.value, false);
});

test('others are here, idle or away, as the room tells', () => {
  const people = new People(fakeClock());
  people.greet(hello({ idle: [BEN.id] }));
  assert.deepEqual([ANN, BEN, { id: 'eve' }].map(({ id }) => people.presenceOf(id)), ['online', 'idle', 'offline']);
  people.comeAndGo({ type: 'presence', joined: [], left: [], idle: [ANN.id], active: [BEN.id] });
  assert.deepEqual([ANN, BEN].map(({ id }) => people.presenceOf(id)), ['idle', 'online']);
  people.comeAndGo({ type: 'presence', joined: [], left: [ANN.id] });
  assert.equal(people.presenceOf(ANN.id), 'offline');
  people.comeAndGo({ type: 'presence', joined: [ANN], left: [] });
  assert.equal(people.presenceOf(ANN.id), 'online', 'whoever comes back is awake');
});

test('in a crowd, and without a connection, nobody is told from anybody', () => {
  const people = new People(fakeClock());
  people.greet(hello({ idle: [BEN.id] }));
  people.comeAndGo({ type: 'presence', joined: [], left: [], online_count: 201 });
  assert.equal(people.idle.value.size, 0);
  assert.equal(people.presenceOf(BEN.id), 'offline');
  people.greet(hello({ idle: [BEN.id] }));
  people.lose();
  assert.equal(people.presenceOf(BEN.id), 'offline');
});
