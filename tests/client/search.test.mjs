// Looking for what was said: questions after a pause, pages, answers that come too late, and rooms that answer one by one.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../public/app/net/api.js';
import { RoomSearch, SEARCH_AFTER_MS, SILENCE_MS, SLOW_MS, SiteSearch } from '../../public/app/state/search.js';
import { fakeClock, message, settled } from './surroundings.mjs';

/** @param {number} seq */
const hit = (seq) => ({ message: message(seq), excerpt: [{ text: 'high ' }, { text: 'tide', hit: true }] });

/** Each question waits until the test answers it. */
function openRoomSearch() {
  const clock = fakeClock();
  /** @type {{path: string, answer: (page: any) => Promise<void>, refuse: (problem: Problem) => Promise<void>}[]} */
  const asked = [];
  const get = (/** @type {string} */ path) =>
    new Promise((resolve, reject) => {
      asked.push({ path, answer: (page) => (resolve(page), settled()), refuse: (problem) => (reject(problem), settled()) });
    });
  return { clock, asked, search: new RoomSearch('room', { api: { get }, clock }) };
}

/** @param {RoomSearch} search */
const found = (search) => search.hits.value?.map(({ message: { seq } }) => seq) ?? null;

test('what is typed is asked after a pause, once, and at once by Enter', async () => {
  const { clock, asked, search } = openRoomSearch();
  search.write('ti');
  clock.pass(SEARCH_AFTER_MS - 1);
  search.write('tide & time');
  search.write('tide & time ');
  clock.pass(SEARCH_AFTER_MS);
  assert.deepEqual(asked.map(({ path }) => path), ['/api/rooms/room/search?q=tide+%26+time']);
  search.write('ebb');
  void search.ask();
  clock.pass(SEARCH_AFTER_MS);
  assert.equal(asked.length, 2);
});

test('only the answer to the last question counts, and an empty box asks nothing and shows nothing', async () => {
  const { clock, asked, search } = openRoomSearch();
  void search.ask('first');
  void search.ask('second');
  await asked[1].answer({ hits: [hit(2)], next: null });
  await asked[0].answer({ hits: [hit(1)], next: null });
  assert.deepEqual(found(search), [2]);
  void search.ask('third');
  search.write(' ');
  await asked[2].answer({ hits: [hit(3)], next: null });
  clock.pass(SEARCH_AFTER_MS);
  assert.equal(found(search), null);
  assert.equal(search.busy.value, false);
  assert.equal(asked.length, 3);
});

test('the next page goes on where the last one ended; one that fails takes nothing away', async () => {
  const { asked, search } = openRoomSearch();
  void search.ask('tide');
  await asked[0].answer({ hits: [hit(9), hit(8)], next: 8 });
  void search.more();
  void search.more();
  assert.deepEqual(asked.slice(1).map(({ path }) => path), ['/api/rooms/room/search?q=tide&before=8']);
  await asked[1].refuse(new Problem({ code: 'offline' }));
  assert.deepEqual(found(search), [9, 8]);
  assert.equal(search.problem.value?.code, 'offline');
  void search.more();
  await asked[2].answer({ hits: [hit(3)], next: null });
  assert.deepEqual(found(search), [9, 8, 3]);
  assert.equal(search.problem.value, null);
  await search.more();
  assert.equal(asked.length, 3);
});

test('a question that was refused leaves no answer to another', async () => {
  const { asked, search } = openRoomSearch();
  void search.ask('tide');
  await asked[0].answer({ hits: [hit(9)], next: 9 });
  void search.ask('-tide');
  await asked[1].refuse(new Problem({ code: 'bad_request', detail: 'Nothing to look for.' }));
  assert.equal(found(search), null);
  assert.equal(search.next.value, null);
  assert.equal(search.problem.value?.detail, 'Nothing to look for.');
});

test('what takes long is said to, until it is there', async () => {
  const { clock, asked, search } = openRoomSearch();
  void search.ask('tide');
  clock.pass(SLOW_MS);
  assert.equal(search.slow.value, true);
  await asked[0].answer({ hits: [], next: null });
  assert.equal(search.slow.value, false);
  assert.deepEqual(found(search), []);
});

test('a message that is deleted is no longer found', async () => {
  const { asked, search } = openRoomSearch();
  void search.ask('tide');
  await asked[0].answer({ hits: [hit(9), hit(8)], next: null });
  search.changed(message(9, { text: 'edited' }));
  search.changed(message(8, { deleted_at: 1 }));
  assert.deepEqual(found(search), [9]);
});

// All rooms

/** An answer that is still being written. */
function openAnswer() {
  /** @type {ReadableStreamDefaultController<Uint8Array>} */
  let control;
  const body = new ReadableStream({ start: (given) => void (control = given) });
  const encoder = new TextEncoder();
  return {
    response: new Response(body),
    /** @param {string} text */
    write: (text) => control.enqueue(encoder.encode(text)),
    end: () => control.close(),
    /** @param {unknown} reason */
    fail: (reason) => control.error(reason),
  };
}

function openSiteSearch() {
  const clock = fakeClock();
  /** @type {{path: string, signal: AbortSignal, answer: ReturnType<typeof openAnswer>}[]} */
  const asked = [];
  const open = async (/** @type {string} */ path, /** @type {AbortSignal} */ signal) => {
    const answer = openAnswer();
    signal.addEventListener('abort', () => answer.fail(new DOMException('aborted', 'AbortError')));
    asked.push({ path, signal, answer });
    return answer.response;
  };
  return { clock, asked, search: new SiteSearch({ api: { open }, clock }) };
}

/** Streams take more turns than promises. */
const arrived = () => new Promise((resolve) => setTimeout(resolve, 0)).then(() => new Promise((resolve) => setTimeout(resolve, 0)));
/** @param {string} room @param {number} at @param {number | null} [next] */
const line = (room, at, next = null) => `${JSON.stringify({ room, hits: [hit(at)], next })}\n`;
/** @param {SiteSearch} search */
const rooms = (search) => search.found.value.map(({ room }) => room);

test('rooms show as they answer, the one with the newest hit first, wherever a line is cut', async () => {
  const { asked, search } = openSiteSearch();
  const done = search.ask(' tide ');
  await arrived();
  const [{ path, answer }] = asked;
  assert.equal(path, '/api/search?q=tide');
  assert.equal(search.phase.value, 'reading');
  answer.write(line('old', 3, 2));
  await arrived();
  assert.deepEqual(rooms(search), ['old']);
  const second = line('né', 9);
  answer.write(second.slice(0, 12));
  await arrived();
  assert.deepEqual(rooms(search), ['old']);
  answer.write(`${second.slice(12)}${line('middle', 5)}{"done":true,"rooms":4,"failed":["lost"],"left_out":3}`);
  answer.end();
  await done;
  assert.deepEqual(rooms(search), ['né', 'middle', 'old']);
  assert.deepEqual(search.failed.value, ['lost']);
  assert.equal(search.leftOut.value, 3);
  assert.equal(search.phase.value, 'done');
});

test('the same question is not asked again; another one gives up what is still on its way', async () => {
  const { asked, search } = openSiteSearch();
  void search.ask('tide');
  void search.ask('tide');
  await arrived();
  assert.equal(asked.length, 1);
  asked[0].answer.write(line('old', 1));
  await arrived();
  void search.ask('ebb');
  await arrived();
  assert.equal(asked[0].signal.aborted, true);
  assert.deepEqual(rooms(search), []);
  assert.equal(search.phase.value, 'reading');
  asked[1].answer.write(`${line('new', 2)}{"done":true,"rooms":1,"failed":[]}\n`);
  asked[1].answer.end();
  await arrived();
  assert.deepEqual(rooms(search), ['new']);
  await search.ask('ebb');
  assert.equal(asked.length, 2);
  void search.ask('ebb', { again: true });
  await arrived();
  assert.equal(asked.length, 3);
});

test('an answer that ends before it is done is broken, keeps what came, and can be asked for again', async () => {
  const { asked, search } = openSiteSearch();
  const done = search.ask('tide');
  await arrived();
  asked[0].answer.write(line('a', 1));
  asked[0].answer.end();
  await done;
  assert.equal(search.phase.value, 'broken');
  assert.deepEqual(rooms(search), ['a']);
  assert.equal(search.problem.value?.code, 'disconnected');
  void search.ask('tide');
  await arrived();
  assert.equal(asked.length, 2);
  assert.deepEqual(rooms(search), []);
});

test('when no room answers any more, it is not waited for for ever', async () => {
  const { clock, asked, search } = openSiteSearch();
  const done = search.ask('tide');
  await arrived();
  clock.pass(SILENCE_MS - 1);
  asked[0].answer.write(line('a', 1));
  await arrived();
  clock.pass(SILENCE_MS - 1);
  assert.equal(search.phase.value, 'reading');
  assert.equal(search.slow.value, true);
  clock.pass(1);
  await done;
  assert.equal(search.phase.value, 'broken');
  assert.equal(search.slow.value, false);
});

test('a refusal is shown as what it is', async () => {
  const problem = new Problem({ code: 'bad_request', detail: 'Nothing to look for.' });
  const search = new SiteSearch({ api: { open: () => Promise.reject(problem) }, clock: fakeClock() });
  await search.ask('-x');
  assert.equal(search.phase.value, 'broken');
  assert.equal(search.problem.value, problem);
});
