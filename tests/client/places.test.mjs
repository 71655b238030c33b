// The order of the sidebar.

import assert from 'node:assert/strict';
import test from 'node:test';
import { othersIn, placesOf } from '../../public/app/state/places.js';
import { ANN, BEN, ROOM } from './surroundings.mjs';

/** @param {string} name @param {Partial<import('../../public/app/wire.js').Room>} [more] */
const room = (name, more = {}) => ({ ...ROOM, id: name, name, ...more });
/** @param {string} id @param {Partial<import('../../public/app/wire.js').Room>} [more] */
const direct = (id, more = {}) => room(id, { name: '', kind: 'direct', people: [ANN, BEN], ...more });
/** @param {Record<string, Partial<import('../../public/app/wire.js').InboxRoom>>} held */
const inbox = (held) =>
  new Map(Object.entries(held).map(([id, more]) => [id, { room: id, unread: 0, mentions: 0, last: 1, last_at: 0, ...more }]));

/** @param {ReturnType<typeof placesOf>} places */
const names = ({ favourites, rooms, direct }) => [favourites, rooms, direct].map((group) => group.map(({ id }) => id).join(' '));

test('rooms by name, those that are archived last; direct conversations by their newest word', () => {
  const places = placesOf({
    rooms: [room('tide'), room('anchor', { archived_at: 1 }), direct('early'), room('Boats'), direct('late'), direct('fresh', { created_at: 20 })],
    inbox: inbox({ early: { last_at: 10 }, late: { last_at: 30 }, fresh: { last: 0, last_at: 0 } }),
  });
  assert.deepEqual(names(places), ['', 'Boats tide anchor', 'late fresh early']);
});

test('favourites stand apart: rooms, then conversations', () => {
  const places = placesOf({
    rooms: [direct('d'), room('b'), room('a'), room('c')],
    inbox: inbox({ d: { favourite: true }, b: { favourite: true }, a: { favourite: true } }),
  });
  assert.deepEqual(names(places), ['a b d', 'c', '']);
});

test('a closed conversation is not listed, unless it is open', () => {
  const held = { rooms: [direct('closed'), direct('other')], inbox: inbox({ closed: { hidden: true } }) };
  assert.deepEqual(names(placesOf(held)), ['', '', 'other']);
  assert.deepEqual(names(placesOf({ ...held, open: 'closed' })), ['', '', 'closed other']);
});

test('the others in a conversation', () => {
  assert.deepEqual(othersIn(direct('d'), 'ann'), [BEN]);
  assert.deepEqual(othersIn(room('r'), 'ann'), []);
});
