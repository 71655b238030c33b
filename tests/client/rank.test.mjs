// What one can do about somebody: what the room says one may do, among those below.

import assert from 'node:assert/strict';
import test from 'node:test';
import { measuresFor } from '../../public/app/state/rank.js';
import { ANN, BEN } from './surroundings.mjs';

const GUEST = { ...BEN, kind: /** @type {const} */ ('guest') };
const MODERATOR = /** @type {const} */ (['moderate', 'delete_others', 'configure']);
const OWNER = /** @type {const} */ ([...MODERATOR, 'set_role', 'hand_over']);

/** @param {Partial<Omit<Parameters<typeof measuresFor>[0], 'may'>> & {may: readonly import('../../public/app/wire.js').Action[]}} about */
const measures = ({ may, ...about }) =>
  measuresFor({ may: new Set(may), own: 'member', runsSite: false, person: BEN, seat: seat('member'), now: 0, ...about }).join(' ');
/** @param {import('../../public/app/wire.js').SeatRole} role */
const seat = (role, more = {}) => ({ user: BEN, role, read: 0, ...more });

test('members have no say', () => {
  assert.equal(measures({ may: ['read', 'post'] }), '');
});

test('moderators keep order among members and guests, not among each other', () => {
  const about = { may: MODERATOR, own: /** @type {const} */ ('moderator') };
  assert.equal(measures(about), 'mute kick ban');
  assert.equal(measures({ ...about, person: GUEST, seat: seat('guest') }), 'mute kick ban');
  assert.equal(measures({ ...about, seat: seat('moderator') }), '');
  assert.equal(measures({ ...about, seat: seat('owner') }), '');
});

test('owners give roles, to those who have an account', () => {
  const about = { may: OWNER, own: /** @type {const} */ ('owner') };
  assert.equal(measures(about), 'moderator owner mute kick ban');
  assert.equal(measures({ ...about, seat: seat('moderator') }), 'member owner mute kick ban');
  assert.equal(measures({ ...about, person: GUEST, seat: seat('guest') }), 'mute kick ban');
});

test('those who run the site stand above all', () => {
  assert.equal(measures({ may: OWNER, runsSite: true, seat: seat('owner') }), 'mute kick ban');
});

test('whoever has no seat can only be kept out; of whom nobody can tell, all is offered', () => {
  const about = { may: MODERATOR, own: /** @type {const} */ ('moderator') };
  assert.equal(measures({ ...about, seat: null }), 'ban');
  assert.equal(measures({ ...about, seat: undefined }), 'mute kick ban');
});

test('a mute is taken back while it lasts', () => {
  const about = { may: MODERATOR, own: /** @type {const} */ ('moderator'), person: ANN };
  assert.equal(measures({ ...about, seat: seat('member', { muted_until: 10 }), now: 9 }), 'unmute kick ban');
  assert.equal(measures({ ...about, seat: seat('member', { muted_until: 10 }), now: 10 }), 'mute kick ban');
});
