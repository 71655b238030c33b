// Messages on their way: in order, once each, over any number of attempts and reloads.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Outbox } from '../../public/app/state/outbox.js';
import { memoryStore } from '../../public/app/state/store.js';
import { settled } from './surroundings.mjs';

/** @param {import('../../public/app/state/store.js').Store} [store] */
function outbox(store = memoryStore()) {
  let nonces = 0;
  /** @type {number[]} */
  const pauses = [];
  const box = new Outbox({
    store,
    newNonce: () => `nonce-${(nonces += 1)}`,
    now: () => nonces,
    pause: async (ms) => void pauses.push(ms),
  });
  return { box, store, pauses };
}

/** A door that records who came by, and says what the test wants to each. @param {(attempt: number) => unknown} [reply] */
function door(reply = () => {}) {
  /** @type {string[]} */
  const came = [];
  /** @param {{nonce: string}} entry */
  const open = async ({ nonce }) => {
    came.push(nonce);
    await reply(came.length);
  };
  return { came, open };
}

const refuse = (/** @type {object} */ why) => {
  throw why;
};

test('what is written while there is no way in goes out in order when there is', async () => {
  const { box, store } = outbox();
  box.add('room', 'one');
  box.add('room', 'two');
  await settled();
  const { came, open } = door();
  box.attach('room', open);
  await settled();
  assert.deepEqual(came, ['nonce-1', 'nonce-2']);
  assert.deepEqual(box.entries.value, []);
  assert.deepEqual(await store.unsent(), []);
});

test('a lost connection means another try with the same nonce, before anything later', async () => {
  const { box } = outbox();
  const broken = door(() => refuse({ code: 'disconnected' }));
  box.attach('room', broken.open);
  box.add('room', 'one');
  box.add('room', 'two');
  await settled();
  assert.deepEqual(broken.came, ['nonce-1']);
  assert.deepEqual(box.entries.value.map(({ state, tried }) => [state, tried]), [['queued', true], ['queued', false]]);
  const { came, open } = door();
  box.attach('room', open);
  await settled();
  assert.deepEqual(came, ['nonce-1', 'nonce-2']);
});

test('too fast is not a failure: it waits as long as the room says', async () => {
  const { box, pauses } = outbox();
  const { came, open } = door((attempt) => attempt === 1 && refuse({ code: 'too_fast', retryAfterMs: 800 }));
  box.attach('room', open);
  box.add('room', 'one');
  await settled();
  assert.deepEqual(came, ['nonce-1', 'nonce-1']);
  assert.deepEqual(pauses, [800]);
  assert.deepEqual(box.entries.value, []);
});

test('a refusal strands the message until somebody retries or discards it', async () => {
  const { box } = outbox();
  const { came, open } = door((attempt) => attempt <= 2 && refuse({ code: 'forbidden', detail: 'muted' }));
  box.attach('room', open);
  box.add('room', 'one');
  box.add('room', 'two');
  await settled();
  assert.deepEqual(box.entries.value.map(({ state }) => state), ['failed', 'failed']);
  assert.deepEqual(box.entries.value[0].problem, { code: 'forbidden', detail: 'muted' });
  box.discard('nonce-2');
  box.retry('nonce-1');
  await settled();
  assert.deepEqual(came, ['nonce-1', 'nonce-2', 'nonce-1']);
  assert.deepEqual(box.entries.value, []);
});

test('after a reload the same messages go out with the same nonces; stranded ones stay stranded', async () => {
  const store = memoryStore();
  const before = outbox(store).box;
  before.attach('room', door((attempt) => refuse({ code: attempt === 1 ? 'forbidden' : 'disconnected' })).open);
  before.add('room', 'refused');
  before.add('room', 'unanswered');
  await settled();

  const after = outbox(store).box;
  await after.load();
  assert.deepEqual(after.entries.value.map(({ state }) => state), ['failed', 'queued']);
  const { came, open } = door();
  after.attach('room', open);
  await settled();
  assert.deepEqual(came, ['nonce-2']);
});

test('rooms do not wait for each other', async () => {
  const { box } = outbox();
  const stuck = door(() => new Promise(() => {}));
  const free = door();
  box.attach('stuck', stuck.open);
  box.attach('free', free.open);
  box.add('stuck', 'one');
  box.add('free', 'two');
  await settled();
  assert.deepEqual(free.came, ['nonce-2']);
  assert.deepEqual(box.rooms(), new Set());
  assert.deepEqual(box.entries.value.map(({ state }) => state), ['sending']);
});

test('what was to go into a room one has lost is kept, and does not come to life again by a late answer', async () => {
  const { box, store } = outbox();
  /** @type {() => void} */
  let fail = () => {};
  const { open } = door(() => new Promise((_, reject) => (fail = () => reject({ code: 'disconnected' }))));
  box.attach('room', open);
  box.add('room', 'on its way');
  box.add('room', 'waiting');
  box.add('elsewhere', 'not concerned');
  await settled();
  assert.equal(box.strand({ id: 'room', name: 'Shed' }), 2);
  fail();
  await settled();
  assert.deepEqual(box.entries.value.map(({ state, room_name }) => [state, room_name]), [['failed', 'Shed'], ['failed', 'Shed'], ['queued', undefined]]);
  assert.deepEqual((await store.unsent()).map(({ state }) => state), ['failed', 'failed', 'queued']);
});

test('a pause the room asks for is known while it lasts', async () => {
  const { box } = outbox();
  const { open } = door(() => refuse({ code: 'too_fast', retryAfterMs: 800 }));
  box.attach('room', async (entry) => {
    if (entry.not_before === undefined) return open(entry);
    assert.ok(entry.not_before >= 800);
  });
  box.add('room', 'one');
  await settled();
  assert.deepEqual(box.entries.value, []);
});

test('a message waits for its files, and lets later ones past', async () => {
  const { box, store } = outbox();
  const { came, open } = door();
  box.attach('room', open);
  const nonce = box.add('room', 'look', undefined, { state: 'uploading', files: ['a.png'] });
  box.add('room', 'two');
  await settled();
  assert.deepEqual(came, ['nonce-2']);
  box.arrived(nonce, ['m1']);
  await settled();
  assert.deepEqual(came, ['nonce-2', 'nonce-1']);
  assert.deepEqual(await store.unsent(), []);
});

test('a message that was only its files, all of which were taken out again, is no message', async () => {
  const { box } = outbox();
  const [empty, words] = ['', 'words'].map((text) => box.add('room', text, undefined, { state: 'uploading', files: ['a.png'] }));
  box.arrived(empty, []);
  box.arrived(words, []);
  assert.deepEqual(box.entries.value.map(({ text, state }) => [text, state]), [['words', 'queued']]);
});

test('files that were on their way when the page closed are not there: that is said, and the words can still go', async () => {
  const { box, store } = outbox();
  box.add('room', 'look', undefined, { state: 'uploading', files: ['a.png'] });
  const { box: later } = outbox(store);
  await later.load();
  assert.deepEqual(later.entries.value.map(({ state, problem }) => [state, problem?.code]), [['failed', 'upload_lost']]);
  const { came, open } = door();
  later.attach('room', open);
  later.retry('nonce-1');
  await settled();
  assert.deepEqual(came, ['nonce-1']);
});

test('a seat that was lost while files were on their way is not found again by their arrival', () => {
  const { box } = outbox();
  const nonce = box.add('room', 'look', undefined, { state: 'uploading', files: ['a.png'] });
  box.strand({ id: 'room', name: 'Room' });
  box.arrived(nonce, ['m1']);
  assert.deepEqual(box.entries.value.map(({ state }) => state), ['failed']);
});
