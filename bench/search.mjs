// How long a search takes in a room with 200,000 messages: the room is filled through sockets, as people would, indexed by its own
// alarm, and then asked over HTTP. What is measured is the whole way of a request, from this process and back; and how long the server's
// processor was at it, all of its processes together: no less than for the object alone, and without what others make it wait for.

import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { family } from '../scripts/processes.mjs';
import { Trouble, inProject } from '../scripts/programs.mjs';
import { foundSite, guestIn } from '../scripts/visitor.mjs';
import { SERVERS, withServer } from './servers.mjs';

/** @typedef {{what: string, query: string, hits: number, first: number, p50: number, worst: number, processor: number}} Timing */

const MESSAGES = 200_000;
const WRITERS = 4;
const UNANSWERED = 500;
const ASKED = 30;
// A batch is indexed in some 30 ms; on a machine that is busy otherwise, and with each of 200 waiting for its disk, far later.
const INDEXING_LIMIT_MS = 900_000;
const GOAL_MS = 100;

/** What is said, and by whom: the words of this project's documents, in their order, so that they are as frequent as words are. */
const WORDS = readdirSync(inProject('docs'))
  .filter((name) => name.endsWith('.md'))
  // No signs of mentions: not everybody may call everybody.
  .flatMap((name) => readFileSync(inProject('docs', name), 'utf8').split(/[\s|`@]+/))
  .filter(Boolean);
const CHINESE = '我们明天在北京见面吧今天天气很好你吃饭了吗这个问题需要再讨论一下请把文件发给我谢谢大家的帮助会议改到下午三点开始项目进展顺利';
const JAPANESE = '明日は東京で会いましょう資料を確認してくださいありがとうございます会議は午後からです新しい機能を追加しました';

/** @param {number} number */
function textOf(number) {
  if (number === 1000) return 'Once somebody said quetzalcoatl here.';
  // Both words stand in every block of the index, and never in one message.
  if (number % 4 === 0) return `${run(number, 12)} evenly`;
  if (number % 4 === 2) return `${run(number, 12)} oddly`;
  if (number % 10 === 1) return slice(CHINESE, number, 6 + (number % 20));
  if (number % 10 === 3) return slice(JAPANESE, number, 6 + (number % 20));
  if (number % 50 === 5) return `${run(number, 5)} https://example.org/${number}`;
  return run(number, 18);
}

/** @param {number} number @param {number} most */
const run = (number, most) => slice(WORDS, number, 3 + ((number * 7) % most)).join(' ');

/** @template {string | any[]} T @param {T} all @param {number} number @param {number} length @returns {T} */
function slice(all, number, length) {
  const start = (number * 7919) % (all.length - length);
  return /** @type {T} */ (all.slice(start, start + length));
}

const QUERIES = [
  { what: 'a word said once, long ago', query: '"quetzalcoatl"' },
  { what: 'a word in every other message', query: '"the"' },
  { what: 'two words', query: 'message "room"' },
  { what: 'a phrase', query: '"in the room"' },
  { what: 'Chinese, two characters', query: '北京' },
  { what: 'Japanese, a word of four', query: '会いまし' },
  { what: 'one character', query: '東' },
  { what: 'a prefix of two letters', query: 'th' },
  { what: 'a prefix of four', query: 'mess' },
  { what: 'a word by one person', query: 'from:"Guest 2" room' },
  { what: 'all by one person', query: 'from:"Guest 3"' },
  { what: 'links', query: 'has:link' },
  { what: 'a word without another', query: '"room" -the' },
  { what: 'a day', query: 'after:2020-01-01 "room"' },
  { what: 'what nobody said', query: 'xylophone' },
  { what: 'two words that are in every block and never together', query: 'evenly "oddly"' },
];

/** @returns {Promise<Timing[]>} */
export async function measureSearch() {
  const confab = SERVERS.find(({ name }) => name === 'Confab');
  if (!confab) throw new Trouble('Confab is not among the servers.');
  return withServer(confab, async ({ pid, port }) => {
    const origin = `http://127.0.0.1:${port}`;
    const { owner, room } = await foundSite(origin);
    const guests = await Promise.all(Array.from({ length: WRITERS }, (_, index) => guestIn(origin, room, `Guest ${index}`)));
    let next = 1;
    const began = Date.now();
    await Promise.all(guests.map(({ headers }) => write(`ws://127.0.0.1:${port}/api/rooms/${room}/socket`, headers, () => next++)));
    console.log(`filled in ${seconds(began)} s`);
    const search = (/** @type {string} */ query) => owner.ask('GET', `rooms/${room}/search?q=${encodeURIComponent(query)}`);
    const filled = Date.now();
    while ((await search('"quetzalcoatl"')).hits.length === 0) {
      if (Date.now() - filled > INDEXING_LIMIT_MS) throw new Trouble('The room is still not indexed.');
      await pause(5000);
    }
    console.log(`indexed ${seconds(filled)} s later`);
    const timings = [];
    const server = family(pid);
    for (const { what, query } of QUERIES) {
      const times = [];
      const processor = [];
      let hits = 0;
      for (let i = 0; i < ASKED; i++) {
        const [start, worked] = [performance.now(), processorMs(server)];
        ({ hits: { length: hits } } = await search(query));
        times.push(performance.now() - start);
        processor.push(processorMs(server) - worked);
      }
      const sorted = times.toSorted((a, b) => a - b);
      const timing = { what, query, hits, first: times[0], p50: sorted[ASKED / 2], worst: sorted[ASKED - 1], processor: Math.max(...processor) };
      console.log(
        `${what}: ${hits} hits, first ${ms(timing.first)}, p50 ${ms(timing.p50)}, worst ${ms(timing.worst)}; at most ${ms(timing.processor)} of the processor`,
      );
      timings.push(timing);
    }
    return timings;
  });
}

/** For how long processors have been at work for these processes, by the kernel's schedulers. @param {number[]} pids */
function processorMs(pids) {
  const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`));
  return threads.reduce((sum, path) => sum + nanoseconds(path), 0) / 1e6;
}

/** @param {string} path */
function nanoseconds(path) {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[0]);
  } catch {
    // A thread may end between being listed and being read.
    return 0;
  }
}

/** Sends until there are enough, so many at a time. @param {string} url @param {Record<string, string>} headers @param {() => number} take */
function write(url, headers, take) {
  const socket = new WebSocket(url, { headers });
  let waiting = 0;
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const send = () => {
        while (waiting < UNANSWERED) {
          const number = take();
          if (number > MESSAGES) break;
          waiting++;
          socket.send(JSON.stringify({ type: 'send', id: number, nonce: `n${number}`, text: textOf(number) }));
        }
        if (waiting === 0) resolve(socket.terminate());
      };
      socket.on('open', send);
      socket.on('error', reject);
      socket.on('close', () => reject(new Trouble('The room closed a socket while it was being filled.')));
      socket.on('message', (frame) => {
        // Four see each message: only what is one's own is worth reading.
        if (!/"type":"(ack|error)"/.test(String(frame))) return;
        for (const event of JSON.parse(String(frame))) {
          if (event.type === 'ack') waiting--;
          if (event.type === 'error') reject(new Trouble(`The room refuses a message: ${event.detail}`));
        }
        if (waiting < UNANSWERED / 2) send();
      });
    })
  );
}

const HEADING = '## Search in a room of 200,000 messages';

/** @param {Timing[]} timings */
export function searchSection(timings) {
  const most = Math.max(...timings.map(({ processor }) => processor));
  const slow = timings.filter(({ worst }) => worst >= GOAL_MS).length;
  const rows = timings.map(
    ({ what, query, hits, first, p50, worst, processor }) =>
      `| ${what} | \`${query}\` | ${hits} | ${ms(first)} | ${ms(p50)} | ${ms(worst)} | ${ms(processor)} |`,
  );
  return `${HEADING}

The first page, asked for ${ASKED} times one after the other: over HTTP, through the Worker and its look at the session in D1, to the object and back. The last column is
the most that the server's processes together had of a processor for one answer, Worker and D1 included: the object had less of it. Waiting for a
disk is in the slowest, and not in this.
The text of nine messages in ten is cut from this project's documents, so that words are as frequent as words are; the others are Chinese and Japanese.

| looked for | query | hits on the page | the first time | p50 | the slowest | processor, at most |
| --- | --- | --: | --: | --: | --: | --: |
${rows.join('\n')}

- goal < ${GOAL_MS} ms in the object: ${most < GOAL_MS ? 'reached' : '**missed**'}; at most ${ms(most)} of a processor in all
- slower than that by the clock, once at least: ${slow} of ${timings.length}
`;
}

/** The page with this section in the place of an earlier one. @param {string} page @param {string} section */
export function withSearchSection(page, section) {
  const at = page.indexOf(`\n${HEADING}`);
  return `${(at < 0 ? page : page.slice(0, at)).trimEnd()}\n\n${section}`;
}

const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
const seconds = (/** @type {number} */ since) => ((Date.now() - since) / 1000).toFixed(0);
