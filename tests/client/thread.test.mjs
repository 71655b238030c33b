// A thread that is looked at: its page, and what the room says meanwhile and afterwards.

import assert from 'node:assert/strict';
import test from 'node:test';
import { signal } from '@preact/signals';
import { OpenThread, THREAD_PAGE } from '../../public/app/state/thread.js';
import { ROOM, hello, message, settled } from './surroundings.mjs';

/** @import { Message } from '../../public/app/wire.js' */

/** @param {number} seq @param {Partial<Message>} [more] */
const reply = (seq, more = {}) => message(seq, { thread: 2, reply_to: 2, ...more });

/** @param {(path: string) => any} answer */
function openThread(answer) {
  /** @type {Set<(events: any[]) => void>} */
  const listeners = new Set();
  /** @type {string[]} */
  const asked = [];
  const entries = signal(/** @type {any[]} */ ([]));
  const open = /** @type {any} */ ({
    room: signal(ROOM),
    unsent: entries,
    people: { meet: () => {} },
    listen: (/** @type {any} */ listener) => (listeners.add(listener), () => listeners.delete(listener)),
  });
  const ask = async (/** @type {string} */ method, /** @type {string} */ path) => (asked.push(`${method} ${path}`), answer(path));
  const api = /** @type {any} */ ({
    get: (/** @type {string} */ path) => ask('GET', path),
    put: (/** @type {string} */ path) => ask('PUT', path),
    delete: (/** @type {string} */ path) => ask('DELETE', path),
  });
  const thread = new OpenThread(open, 2, api);
  const says = (/** @type {any[]} */ ...events) => listeners.forEach((listener) => listener(events));
  return { thread, says, asked, entries, listeners };
}

const page = (/** @type {Message[]} */ messages, more = {}) => ({ root: message(2), messages, following: false, ...more });
const seqs = (/** @type {OpenThread} */ thread) => thread.replies.value.map(({ seq }) => seq);

test('a thread is shown, and what is said in it comes in, nothing else', async () => {
  const { thread, says } = openThread(() => page([reply(4), reply(6)]));
  await settled();
  assert.deepEqual(seqs(thread), [4, 6]);
  says({ type: 'message', message: reply(8) }, { type: 'message', message: message(9) }, { type: 'message', message: message(10, { thread: 7 }) });
  says({ type: 'message', message: reply(8) });
  assert.deepEqual(seqs(thread), [4, 6, 8]);
  says({ type: 'changed', rev: 3, message: reply(4, { text: 'better' }) }, { type: 'reaction', rev: 4, seq: 2, emoji: '👍', user: 'ben', on: true });
  assert.equal(thread.replies.value[0].text, 'better');
  assert.deepEqual(thread.root.value?.reactions, { '👍': ['ben'] });
});

test('a page that is older than what the room has said since is put right', async () => {
  /** @type {(page: any) => void} */
  let answer = () => {};
  const { thread, says } = openThread(() => new Promise((resolve) => (answer = resolve)));
  says({ type: 'message', message: reply(8) }, { type: 'changed', rev: 5, message: reply(4, { text: '', deleted_at: 1 }) });
  await settled();
  answer(page([reply(4), reply(6)]));
  await settled();
  assert.deepEqual(seqs(thread), [4, 6, 8]);
  assert.equal(thread.replies.value[0].deleted_at, 1);
  says({ type: 'changed', rev: 4, message: reply(4, { text: 'late' }) });
  assert.equal(thread.replies.value[0].deleted_at, 1, 'an older state changes nothing');
});

test('earlier replies come in front', async () => {
  const newest = Array.from({ length: THREAD_PAGE }, (_, index) => reply(100 + index));
  const { thread, asked } = openThread((path) => page(path.includes('before=100') ? [reply(7)] : newest));
  await settled();
  assert.equal(thread.hasOlder.value, true);
  await thread.loadOlder();
  assert.deepEqual(seqs(thread).slice(0, 2), [7, 100]);
  assert.equal(thread.hasOlder.value, false);
  assert.match(asked[1], /^GET \/api\/rooms\/room\/messages\/2\/thread\?limit=50&before=100$/);
});

test('after a lost connection it is asked for again; once closed, no longer', async () => {
  const answers = [page([reply(4)]), page([reply(4), reply(9)])];
  const { thread, says, listeners } = openThread(() => answers.shift());
  await settled();
  says(hello());
  await settled();
  assert.deepEqual(seqs(thread), [4, 9]);
  thread.close();
  assert.equal(listeners.size, 0);
});

test('one’s own replies on their way are shown where they belong', async () => {
  const { thread, entries } = openThread(() => page([reply(4)]));
  await settled();
  entries.value = [{ nonce: 'a', reply_to: 2 }, { nonce: 'b', reply_to: 4 }, { nonce: 'c', reply_to: 3 }, { nonce: 'd' }];
  assert.deepEqual(thread.unsent.value.map(({ nonce }) => nonce), ['a', 'b']);
});

test('following can be changed; trouble is kept to be told', async () => {
  const { thread, asked } = openThread((path) => (path.endsWith('/follow') ? undefined : page([], { following: true })));
  await settled();
  assert.equal(thread.following.value, true);
  await thread.follow(false);
  assert.equal(thread.following.value, false);
  assert.equal(asked.at(-1), 'DELETE /api/rooms/room/messages/2/follow');

  const broken = openThread(() => {
    throw Object.assign(new Error(), { code: 'not_found' });
  });
  await settled();
  assert.equal(broken.thread.trouble.value?.code, 'not_found');
  assert.equal(broken.thread.root.value, null);
});

