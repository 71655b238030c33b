// Who uses this browser, and which rooms they have: told by the site when asked, and by the inbox meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../public/app/net/api.js';
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

/** A browser that remembers nothing, on a site that says whether there are cookies. @param {boolean} cookies @param {(session: Session) => Promise<Me>} asked who one is */
async function arrive(cookies, asked) {
  let kept = /** @type {Me | null} */ (null);
  const site = { name: 'Confab', ...(cookies && { session: true }) };
  const get = async (/** @type {string} */ path) => (path === '/api/me' ? asked(session) : site);
  const api = /** @type {Api} */ (/** @type {unknown} */ ({ get }));
  const session = new Session({ api, memory: { read: () => null, write: (me) => void (kept = me) } });
  await session.start();
  return { phase: session.phase.value, ended: session.ended.value, site: session.site.value, kept };
}

test('who has forgotten all but their cookies need not log in again', async () => {
  const { phase, kept } = await arrive(true, async () => me('general'));
  assert.equal(phase, 'in');
  assert.deepEqual(kept, me('general'));
});

test('a stranger is not asked who they are', async () => {
  const { phase, site } = await arrive(false, () => assert.fail('there is no session to ask for'));
  assert.equal(phase, 'out');
  assert.deepEqual(site, { name: 'Confab' });
});

test('cookies of a session that has ended lead to the door, which says so', async () => {
  const refuse = async (/** @type {Session} */ session) => {
    await session.leave({ ended: true });
    throw new Problem({ status: 401, code: 'unauthenticated' });
  };
  const { phase, ended, kept } = await arrive(true, refuse);
  assert.equal(phase, 'out');
  assert.equal(ended, true);
  assert.equal(kept, null);
});

test('a site that answers to the first question only is said to be out of reach', async () => {
  const { phase } = await arrive(true, async () => Promise.reject(new Problem({ code: 'offline' })));
  assert.equal(phase, 'unreachable');
});
