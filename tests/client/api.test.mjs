// HTTP: an expired session is renewed once and unseen; only a clear answer signs anybody out.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem, createApi } from '../../public/app/net/api.js';

/** @param {Record<string, (count: number) => Response | Promise<Response>>} routes */
function site(routes) {
  /** @type {string[]} */
  const asked = [];
  const world = { signedOut: 0, locks: 0 };
  const api = createApi({
    fetch: async (input, init) => {
      const route = `${init?.method} ${input}`;
      asked.push(route);
      return routes[route](asked.filter((other) => other === route).length);
    },
    lock: async (_name, work) => {
      world.locks += 1;
      return work();
    },
    onSignedOut: () => (world.signedOut += 1),
  });
  return { api, asked, world };
}
const json = (/** @type {object} */ body, status = 200) => new Response(JSON.stringify(body), { status });
const expired = () => json({ code: 'unauthenticated' }, 401);
const empty = () => new Response(null, { status: 204 });

test('an expired session is renewed, and the request repeated', async () => {
  const { api, asked } = site({
    'GET /api/me': (count) => (count === 1 ? expired() : json({ user: 1 })),
    'POST /api/session/refresh': empty,
  });
  assert.deepEqual(await api.get('/api/me'), { user: 1 });
  assert.deepEqual(asked, ['GET /api/me', 'POST /api/session/refresh', 'GET /api/me']);
});

test('requests that expire together renew the session once', async () => {
  const { api, asked, world } = site({
    'GET /a': (count) => (count === 1 ? expired() : json({})),
    'GET /b': (count) => (count === 1 ? expired() : json({})),
    'POST /api/session/refresh': empty,
  });
  await Promise.all([api.get('/a'), api.get('/b')]);
  assert.equal(asked.filter((route) => route.includes('refresh')).length, 1);
  assert.equal(world.locks, 1);
});

test('a session that cannot be renewed is over', async () => {
  const { api, world } = site({ 'GET /api/me': expired, 'POST /api/session/refresh': expired });
  await assert.rejects(api.get('/api/me'), { code: 'unauthenticated' });
  assert.equal(world.signedOut, 1);
});

test('a site that cannot be reached signs nobody out', async () => {
  const { api, world } = site({
    'GET /api/me': expired,
    'POST /api/session/refresh': () => Promise.reject(new TypeError('no network')),
  });
  await assert.rejects(api.get('/api/me'), { code: 'offline' });
  assert.equal(world.signedOut, 0);
});

test('a wrong password at the door renews nothing', async () => {
  const { api, asked } = site({ 'POST /api/login': expired });
  await assert.rejects(api.enter('/api/login', {}), (problem) => problem instanceof Problem && problem.status === 401);
  assert.deepEqual(asked, ['POST /api/login']);
});

test('a problem keeps what the site said of it', async () => {
  const { api } = site({ 'POST /x': () => json({ code: 'too_fast', detail: 'slow down', retry_after_ms: 800 }, 429) });
  await assert.rejects(api.post('/x'), { code: 'too_fast', detail: 'slow down', retryAfterMs: 800, status: 429 });
});

test('before the browser follows a link by itself the session is renewed, if this page has not just done so', async () => {
  const { api, asked, world } = site({ 'POST /api/session/refresh': (count) => (count === 1 ? empty() : expired()) });
  assert.equal(api.isFresh(), false);
  await api.freshen();
  assert.equal(api.isFresh(), true);
  await api.freshen();
  assert.deepEqual(asked, ['POST /api/session/refresh']);

  const over = site({ 'POST /api/session/refresh': expired });
  await over.api.freshen();
  assert.deepEqual([over.api.isFresh(), over.world.signedOut, world.signedOut], [false, 1, 0]);
});
