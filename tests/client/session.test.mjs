// Who uses this browser, and which rooms they have: told by the site when asked, and by the inbox meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../public/app/state/session.js';

/** @import { Api } from '../../public/app/net/api.js' */
/** @import { Me } from '../../public/app/state/session.js' */
/** @import { Room } from '../../public/app/wire.js' */

/** @param {string} id */
const room = (id) => /** @type {Room} */ (/** @type {unknown} */ ({ id, name: id, kind: 'public' }));
/** @param {string[]} ids */
const me = (...ids) => /** @type {Me} */ (/** @type {unknown} */ ({ user: { id: 'ann', role: 'member' }, site: { name: 'Confab' }, rooms: ids.map(room) }));

/** A browser that was here before, whose question to the site is answered by hand. @param {Me} before */
function visit(before) {
  const { promise, resolve } = Promise.withResolvers();
  let kept = /** @type {Me | null} */ (before);
  const api = /** @type {Api} */ (/** @type {unknown} */ ({ get: async (/** @type {string} */ path) => (path === '/api/me' ? promise : { name: 'Confab' }) }));
  const session = new Session({ api, memory: { read: () => kept, write: (me) => void (kept = me) } });
  const started = session.start();
  const answer = async (/** @type {Me} */ answer) => {
    resolve(answer);
    await started;
  };
  return { session, answer, rooms: () => session.rooms.value.map(({ id }) => id), kept: () => kept?.rooms.map(({ id }) => id) };
}

test('what was true the last time is there at once, then what is true now', async () => {
  const { answer, rooms, kept } = visit(me('general', 'old'));
  assert.deepEqual(rooms(), ['general', 'old']);
  await answer(me('general', 'new'));
  assert.deepEqual(rooms(), ['general', 'new']);
  assert.deepEqual(kept(), ['general', 'new']);
});

test('what was learnt while the site was asked outlives its answer', async () => {
  const { session, answer, rooms, kept } = visit(me('general', 'left'));
  session.knowRoom(room('made'));
  session.knowRoom({ ...room('general'), topic: 'New' });
  session.forgetRoom('left');
  await answer(me('general', 'left'));
  assert.deepEqual(rooms(), ['general', 'made']);
  assert.equal(session.rooms.value[0].topic, 'New');
  assert.deepEqual(kept(), ['general', 'made']);
});

test('whoever left while the site was asked is not brought back by its answer', async () => {
  const { session, answer, rooms, kept } = visit(me('general'));
  await session.leave({ ended: false });
  await answer(me('general'));
  assert.equal(session.phase.value, 'out');
  assert.deepEqual(rooms(), []);
  assert.equal(kept(), undefined);
});
