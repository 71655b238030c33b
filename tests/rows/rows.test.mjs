// What a message costs: the rows a room writes, counted by the runtime, in the Worker as it is deployed. Rows are what storage is
// billed by, and on the free plan the first thing to run out.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { applyMigrations } from '../../scripts/migrate.mjs';
import { foundSite } from '../../scripts/visitor.mjs';
import { startWorkerd } from '../../scripts/workerd.mjs';

const folder = mkdtempSync(join(tmpdir(), 'confab-rows-'));
const INDEXED_AT_ONCE = 1000;

/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let site;
/** @type {Awaited<ReturnType<typeof foundSite>>['owner']} */
let owner;
let room = '';
/** @type {WebSocket} */
let socket;
let said = 0;

before(async () => {
  await applyMigrations(folder);
  site = await startWorkerd(folder, readFileSync(new URL('counting.mjs', import.meta.url), 'utf8'));
  const origin = `http://127.0.0.1:${site.port}`;
  ({ owner, room } = await foundSite(origin));
  socket = new WebSocket(`ws://127.0.0.1:${site.port}/api/rooms/${room}/socket`, { headers: owner.headers });
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
  await say(1);
  await rows();
});

after(async () => {
  socket?.terminate();
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Since this was last asked; `alarm` lets the room's alarm ring before. @param {'rows' | 'alarm'} [what] @returns {Promise<number>} */
const rows = async (what = 'rows') => Number(await (await fetch(`${owner.origin}/${what}/${room}`)).text());

/** Sends so many messages, and waits for each to be acknowledged. @param {number} number */
function say(number) {
  let left = number;
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const hear = (/** @type {WebSocket.RawData} */ frame) => {
        for (const event of JSON.parse(String(frame))) {
          if (event.type === 'error') reject(new Error(event.detail));
          if (event.type === 'ack') left--;
        }
        if (left > 0) return;
        socket.off('message', hear);
        resolve();
      };
      socket.on('message', hear);
      for (let i = 0; i < number; i++) {
        said++;
        socket.send(JSON.stringify({ type: 'send', id: said, nonce: `n${said}`, text: `This is message number ${said}, with words in it.` }));
      }
    })
  );
}

test('a plain message writes two rows, one by one and in a crowd', async () => {
  for (let i = 0; i < 5; i++) await say(1);
  assert.equal(await rows(), 10);
  await say(200);
  assert.equal(await rows(), 400);
  await owner.ask('POST', `rooms/${room}/messages`, { text: 'By HTTP.', nonce: 'by-http' });
  assert.equal(await rows(), 2);
});

test('when it is indexed, by the alarm, it writes a quarter of one', async () => {
  await say(INDEXED_AT_ONCE);
  assert.equal(await rows(), 2 * INDEXED_AT_ONCE);
  const written = await rows('alarm');
  // The room notes how far it has come, and what the numbers of the site know.
  assert.ok(written >= INDEXED_AT_ONCE / 4 && written <= INDEXED_AT_ONCE / 4 + 2, `${written}`);
  assert.equal(await rows('alarm'), 0);
});

test('a search writes nothing, and finds what is indexed and what is not', async () => {
  const found = await owner.ask('GET', `rooms/${room}/search?q=number`);
  assert.equal(found.hits.length, 20);
  const first = await owner.ask('GET', `rooms/${room}/search?q=%22message%20number%201%22`);
  assert.deepEqual(first.hits.map((/** @type {any} */ { message }) => message.seq), [1]);
  assert.equal(await rows(), 0);
});
