// The timeline: a long history is walked through without a jolt, what is read stays where it is whatever grows around it,
// and the mark of what is new stands still.

import assert from 'node:assert/strict';
import { PHONE, ask, createRoom, eventually, fill, isAccessible, isSent, joinRoom, message, order, say, scene, timeline, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** More than this is never in the page at once. */
const HELD_MAX = 200;
/** A pixel of rounding is no jump. */
const STILL_PX = 2;
/** Longer than this, and one sees a frame go missing. */
const LONG_MS = 50;

/** @param {number} count */
const lines = (count) =>
  Array.from({ length: count }, (_, at) => ({ text: at % 7 === 0 ? `line ${at + 1}. **Bold**, \`code\`, https://example.org and\na second line` : `line ${at + 1}.` }));

/** @param {Page} page */
const held = (page) => timeline(page).locator('[data-seq]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-seq'))));
/** Where it stands when nothing moves it any more, for a few painted frames. @param {Page} page @param {string} text @returns {Promise<number>} */
const topOf = (page, text) =>
  message(page, text).evaluate(async (line) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    let top = NaN;
    for (let still = 0; still < 5; ) {
      await frame();
      const now = line.getBoundingClientRect().top;
      still = now === top ? still + 1 : 0;
      top = now;
    }
    return top;
  });

for (const [size, options, count] of /** @type {const} */ ([['five thousand messages are scrolled through', {}, 5_000], ['so is a long history on a phone', PHONE, 1_000]])) {
  scene(size, async (stage) => {
    const ann = await stage.member('Ann', options);
    const room = await createRoom(ann);
    // From elsewhere: it is a history that is walked through, and not what comes while one looks.
    await visit(ann, '/rooms');
    await fill(ann, room.id, lines(count));
    await ann.goto(`/r/${room.id}`);
    await message(ann, `line ${count}.`).waitFor();

    const stop = await tracing(ann);
    // Up to the beginning, a screen at a time; at each step what is there is without gaps, and not too much of it.
    let steps = 0;
    await eventually(
      async () => {
        await timeline(ann).evaluate(async (view) => {
          for (let step = 0; step < 8; step += 1) {
            view.scrollBy(0, -view.clientHeight * 0.9);
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          }
        });
        const seqs = await held(ann);
        assert.ok(seqs.length <= HELD_MAX, `${seqs.length} are held`);
        assert.equal((seqs.at(-1) ?? 0) - seqs[0] + 1, seqs.length, 'none is missing');
        steps += 1;
        return seqs[0];
      },
      (first) => first === 1,
      'the beginning is reached',
      120_000,
    );
    const longest = await stop();
    console.log(`  ${steps * 8} steps; longest task ${longest.toFixed(0)} ms of the processor, ${LONG_MS} wanted`);
    await ann.getByText('This is where it begins.').waitFor();
    await ann.getByRole('button', { name: 'To the newest' }).click();
    await eventually(() => message(ann, `line ${count}.`).isVisible(), Boolean, 'the newest is in view');
  });
}

scene('what grows, above or below, moves nothing that is read', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await fill(ann, room.id, lines(60));
  /** @type {((events: object[]) => void)[]} */
  const rooms = [];
  // The room says what the test wants it to say, beside what it says by itself.
  await ann.routeWebSocket(/\/api\/rooms\/[^/]+\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => socket.send(frame));
    socket.onMessage((frame) => server.send(frame));
    rooms.push((events) => socket.send(JSON.stringify(events)));
  });
  await ann.route('/api/previews/*/picture', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>' }));
  await ann.reload();
  await message(ann, 'line 60.').waitFor();
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages?limit=60`);
  const preview = (/** @type {number} */ seq) => ({
    type: 'changed',
    rev: seq,
    message: { ...messages[seq - 1], rev: seq, previews: [{ url: 'https://example.org/', title: `Page ${seq}`, site: 'Example', picture: { url: '/api/previews/1/picture', width: 400, height: 300 } }] },
  });
  const say = (/** @type {object[]} */ ...events) => rooms.at(-1)?.(events);

  // Whoever looks at the newest goes on doing so.
  const gap = () => timeline(ann).evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
  say(preview(60), preview(58));
  await ann.getByText('Page 60').waitFor();
  await eventually(gap, (left) => left < STILL_PX, 'the end is in view');

  await timeline(ann).evaluate((view) => view.scrollTo(0, view.scrollHeight / 2));
  const seqs = await timeline(ann).locator('[data-seq]').evaluateAll((rows) => {
    const { top, bottom } = /** @type {Element} */ (rows[0].closest('.timeline')).getBoundingClientRect();
    return rows.filter((row) => row.getBoundingClientRect().top >= top && row.getBoundingClientRect().bottom < bottom).map((row) => Number(row.getAttribute('data-seq')));
  });
  const [read] = seqs;
  const before = await topOf(ann, `line ${read}.`);
  say(preview(read - 3), preview(read - 1), preview(read + 2));
  await ann.getByText(`Page ${read + 2}`).waitFor();
  await eventually(() => message(ann, `line ${read - 1}.`).getByRole('link', { name: `Page ${read - 1}` }).count(), (count) => count === 1, 'the one above is there');
  assert.ok(Math.abs((await topOf(ann, `line ${read}.`)) - before) <= STILL_PX, `it has not moved: ${await topOf(ann, `line ${read}.`)} after ${before}, line ${read}`);
});

scene('the line above what is new stays where it was, whatever is read elsewhere', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'seen by Ben');
  const readByBen = async () => (await ask(ben, 'GET', `/api/rooms/${room.id}`)).you.read;
  await eventually(readByBen, (seq) => seq === 1, 'Ben has read it');
  await visit(ben, '/rooms');
  await say(ann, 'not yet seen');
  await isSent(ann, 'not yet seen');
  await ben.goBack();
  const lines = ['seen by Ben', 'New', 'not yet seen', 'said later'];
  await eventually(() => order(ben, lines), (seen) => seen.length === 3, 'the line is there');
  await eventually(readByBen, (seq) => seq === 2, 'it is read by now');
  await say(ann, 'said later');
  await message(ben, 'said later').waitFor();
  await eventually(readByBen, (seq) => seq === 3, 'on whatever device');
  assert.deepEqual(await order(ben, lines), lines);
  // On the next visit there is none.
  await ben.reload();
  await message(ben, 'said later').waitFor();
  assert.deepEqual(await order(ben, lines), lines.filter((line) => line !== 'New'));
});

scene('small faces show how far others have read', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'Has anybody read this?');
  await message(ann, 'Has anybody read this?').getByTitle('Seen by Ben').waitFor();
  await isAccessible(ann, 'a message that was seen');
  await visit(ben, '/rooms');
  await say(ann, 'And this?');
  await isSent(ann, 'And this?');
  assert.equal(await message(ann, 'And this?').getByTitle('Seen by Ben').count(), 0);
  await ben.goBack();
  await message(ann, 'And this?').getByTitle('Seen by Ben').waitFor();
  assert.equal(await ann.getByTitle('Seen by Ben').count(), 1, 'each face is in one place');
});

/**
 * What the page's own thread does, from now until it is asked for: the longest single task, in milliseconds of the
 * processor, so that a busy machine says nothing about the client.
 * @param {Page} page
 */
async function tracing(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {any[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { categories: 'disabled-by-default-devtools.timeline,devtools.timeline', transferMode: 'ReportEvents' });
  return async () => {
    const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await done;
    const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`));
    const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid}/${tid}`));
    assert.notEqual(tasks.length, 0, 'the trace saw something');
    // The test's own hand in the page is none of it.
    const own = events.filter(({ name }) => name === 'EvaluateScript');
    const clients = tasks.filter(({ ts, dur = 0, tid, pid }) => !own.some((hand) => hand.tid === tid && hand.pid === pid && hand.ts >= ts && hand.ts <= ts + dur));
    return Math.max(...clients.map(({ tdur = 0 }) => tdur)) / 1_000;
  };
}
