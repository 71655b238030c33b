// Long histories: pages come as one scrolls, and what is being read stays where it is.

import assert from 'node:assert/strict';
import { ask, composer, createRoom, eventually, fill, isSent, message, say, scene, timeline, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

const LINES = 150;
/** A pixel of rounding is no jump. */
const STILL_PX = 2;

/** @param {Page} page */
async function roomWithHistory(page) {
  const room = await createRoom(page);
  await fill(page, room.id, Array.from({ length: LINES }, (_, at) => ({ text: `line ${at + 1}.` })));
  await message(page, `line ${LINES}.`).waitFor();
  return room;
}

/** @param {Page} page @param {string} text */
const topOf = (page, text) => message(page, text).evaluate((line) => line.getBoundingClientRect().top);
/** @param {Page} page */
const firstHeld = (page) => timeline(page).locator('[data-seq]').first().getAttribute('data-seq').then(Number);

scene('scrolling up reaches the beginning, and nothing that is read moves', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await roomWithHistory(ann);
  await ann.reload();
  await message(ann, `line ${LINES}.`).waitFor();
  assert.ok((await firstHeld(ann)) > 1, 'not all of it is loaded at first');

  // Where a page is on its way, the lines in view must not move as it comes in.
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((resolve) => (letGo = () => resolve(undefined)));
  await ann.route(/messages\?before=/, async (route) => {
    await held;
    await route.continue();
  });
  const first = await firstHeld(ann);
  await timeline(ann).evaluate((view) => view.scrollTo(0, 200));
  const before = await topOf(ann, `line ${first + 3}.`);
  letGo();
  await eventually(() => firstHeld(ann), (now) => now < first, 'an older page comes');
  const after = await topOf(ann, `line ${first + 3}.`);
  assert.ok(Math.abs(after - before) <= STILL_PX, `moved from ${before} to ${after}`);

  await eventually(
    async () => {
      await timeline(ann).evaluate((view) => view.scrollTo(0, 0));
      return firstHeld(ann);
    },
    (now) => now === 1,
    'the beginning is reached',
  );
  await ann.getByText('This is where it begins.').waitFor();

  // While one reads above, what comes below changes nothing but the way back down.
  const still = await topOf(ann, 'line 5.');
  await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: 'news', nonce: 'news' });
  await ann.getByRole('button', { name: '1 new message' }).waitFor();
  assert.ok(Math.abs((await topOf(ann, 'line 5.')) - still) <= STILL_PX);
  await ann.getByRole('button', { name: '1 new message' }).click();
  await eventually(() => message(ann, 'news').isVisible(), Boolean, 'the newest message is in view');
  await ann.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' });
});

scene('a link to a message shows it and those around it; one’s own words lead back to the newest', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await roomWithHistory(ann);
  await visit(ann, '/rooms');
  await ann.goto(`/r/${room.id}/20`);
  const target = message(ann, 'line 20.');
  await target.waitFor();
  await eventually(() => target.evaluate((line) => document.activeElement === line), Boolean, 'it has the focus');
  const box = await target.boundingBox();
  assert.ok(box && box.y > 60 && box.y < 700, 'it is in view');
  assert.equal(await target.getAttribute('data-target'), 'true');

  await say(ann, 'back again');
  await isSent(ann, 'back again');
  await message(ann, `line ${LINES}.`).waitFor();
});

scene('whoever looks at the newest message goes on doing so', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await roomWithHistory(ann);
  for (let line = 1; line <= 10; line += 1) {
    await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: `more ${line}.`, nonce: `m${line}` });
  }
  await message(ann, 'more 10.').waitFor();
  const gap = () => timeline(ann).evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
  await eventually(gap, (left) => left < STILL_PX, 'the end is in view');
  await composer(ann).fill('a\n'.repeat(12));
  await eventually(gap, (left) => left < STILL_PX, 'also when the composer grows');
});
