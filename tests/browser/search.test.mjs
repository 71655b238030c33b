// Finding what was said: in a room, and in all of them.

import assert from 'node:assert/strict';
import { PHONE, ask, createRoom, eventually, isAccessible, isSent, message, say, scene } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'About this room' });
/** @param {Page} page */
const found = (page) => page.getByRole('list').locator('.hit');
/** The words of the hits, in their order. @param {Page} page */
const words = (page) => found(page).locator('.hit-text').allInnerTexts();
const unique = () => `w${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
/** @param {Page} page @param {string} room @param {string[]} texts */
async function post(page, room, texts) {
  const seqs = [];
  for (const text of texts) {
    const { message: posted } = await ask(page, 'POST', `/api/rooms/${room}/messages`, { text, nonce: unique() });
    seqs.push(posted.seq);
  }
  return seqs;
}

scene('what was said in a room is found by keys alone, shown where it was said, and still found afterwards', async (stage) => {
  const ann = await stage.member('Ann');
  const word = unique();
  const room = await createRoom(ann);
  await post(ann, room.id, [`The ${word} is high.`, 'Nothing of note.', `Low ${word}, see https://example.com/tides`]);
  await ann.keyboard.press('Control+Shift+F');
  const box = panel(ann).getByRole('searchbox', { name: `Search in ${room.name}` });
  await box.waitFor();
  assert.equal(await box.evaluate((element) => element === document.activeElement), true);
  await isAccessible(ann, 'help on search');
  await ann.keyboard.type(word);
  await found(ann).nth(1).waitFor();
  const [newest, oldest] = await words(ann);
  assert.match(newest, /^Low/);
  assert.match(oldest, /high/);
  assert.equal(await found(ann).first().locator('mark').innerText(), word);
  await isAccessible(ann, 'what was found');

  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Enter');
  await ann.waitForURL(`**/r/${room.id}/1`);
  await ann.locator('[data-seq="1"][data-target="true"]').waitFor();

  // Both the question and the answer are there when one comes back.
  await ann.getByRole('link', { name: 'general' }).click();
  await ann.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  assert.equal(await panel(ann).getByRole('searchbox').inputValue(), '');
  await ann.goBack();
  await found(ann).nth(1).waitFor();
  assert.equal(await box.inputValue(), word);

  await box.fill(`${word} has:link`);
  await eventually(() => words(ann), (texts) => texts.length === 1 && /^Low/.test(texts[0]), 'only the one with a link');
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/3`);
  await found(ann).waitFor({ state: 'detached' });
  await box.fill(unique());
  await panel(ann).getByText('Nothing was said here that fits.').waitFor();
});

scene('the help on search writes the first part of what it explains', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await ann.getByRole('button', { name: 'Room menu' }).click();
  await ann.getByRole('menuitem', { name: 'Search in this room' }).click();
  const box = panel(ann).getByRole('searchbox');
  await box.fill('tide');
  await panel(ann).getByRole('button', { name: 'What you can search for' }).click();
  await panel(ann).getByRole('button', { name: /^from:/ }).click();
  assert.equal(await box.inputValue(), 'tide from:');
  await eventually(() => box.evaluate((element) => element === document.activeElement), Boolean, 'one can go on typing');
});

scene('many hits come page by page as one scrolls', async (stage) => {
  const ann = await stage.member('Ann');
  const word = unique();
  const room = await createRoom(ann);
  await post(ann, room.id, Array.from({ length: 45 }, (_, index) => `${word} number ${index + 1}`));
  await ann.keyboard.press('Control+Shift+F');
  await panel(ann).getByRole('searchbox').fill(word);
  await found(ann).first().waitFor();
  await eventually(
    async () => {
      await found(ann).last().scrollIntoViewIfNeeded();
      return found(ann).count();
    },
    (count) => count === 45,
    'all of them, in the end',
  );
  assert.match((await words(ann))[44], /number 1$/);
});

scene('without a connection search says so, and works again when it is asked again', async (stage) => {
  const ann = await stage.member('Ann');
  const word = unique();
  const room = await createRoom(ann);
  await post(ann, room.id, [`The ${word} is high.`]);
  await ann.keyboard.press('Control+Shift+F');
  await panel(ann).getByRole('searchbox').waitFor();
  await ann.context().setOffline(true);
  await ann.keyboard.type(word);
  await panel(ann).getByText('You are offline. Search needs a connection.').waitFor();
  await ann.context().setOffline(false);
  await panel(ann).getByRole('button', { name: 'Try again' }).click();
  await found(ann).waitFor();
});

scene('on a phone, the search is a drawer that gives way to what was found', async (stage) => {
  const ann = await stage.member('Ann', PHONE);
  const word = unique();
  const room = await createRoom(ann);
  await post(ann, room.id, [`The ${word} is high.`]);
  await ann.getByRole('button', { name: 'Room menu' }).tap();
  await ann.getByRole('menuitem', { name: 'Search in this room' }).tap();
  await panel(ann).getByRole('searchbox').fill(word);
  await found(ann).waitFor();
  await isAccessible(ann, 'search on a phone');
  await found(ann).tap();
  await panel(ann).waitFor({ state: 'detached' });
  await ann.locator('[data-seq="1"][data-target="true"]').waitFor();
});

scene('all rooms are searched at once; the question stands in the address, and on the way back', async (stage) => {
  const ann = await stage.member('Ann');
  const word = unique();
  const early = await createRoom(ann);
  await post(ann, early.id, Array.from({ length: 25 }, (_, index) => `${word} early ${index + 1}`));
  const late = await createRoom(ann);
  await post(ann, late.id, [`${word} late`]);
  await ann.getByRole('link', { name: 'Search messages' }).click();
  await ann.getByRole('heading', { level: 1 }).waitFor();
  await isAccessible(ann, 'an empty search');
  await ann.getByRole('searchbox', { name: 'Search messages' }).fill(word);
  await ann.waitForURL(`**/search?q=${word}`);
  await ann.getByRole('heading', { name: early.name }).waitFor();
  await eventually(
    () => ann.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts(),
    (names) => JSON.stringify(names) === JSON.stringify([late.name, early.name]),
    'the room with the newest hit first',
  );
  await isAccessible(ann, 'all that was found');
  await found(ann).first().click();
  await message(ann, `${word} late`).waitFor();
  await ann.goBack();
  await found(ann).nth(1).waitFor();
  assert.equal(await ann.getByRole('searchbox').inputValue(), word);

  // The rest of a room is found there.
  await ann.getByRole('button', { name: `More in ${early.name}` }).click();
  await ann.getByRole('heading', { level: 1, name: early.name }).waitFor();
  await found(ann).first().waitFor();
  assert.equal(await panel(ann).getByRole('searchbox').inputValue(), word);
});

scene('the way back leads from one question to the one before', async (stage) => {
  const ann = await stage.member('Ann');
  const [first, second] = [unique(), unique()];
  const room = await createRoom(ann);
  await post(ann, room.id, [`the ${first}`, `the ${second}`]);
  // From the switcher: what is no name may be something that was said.
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').fill(first);
  await ann.getByRole('option', { name: `Search messages for “${first}”` }).click();
  await ann.waitForURL(`**/search?q=${first}`);
  await found(ann).waitFor();
  await ann.getByRole('searchbox').fill(second);
  await ann.waitForURL(`**/search?q=${second}`);
  await eventually(() => words(ann), ([text]) => text === `the ${second}`, 'the second question is answered');
  await ann.goBack();
  await ann.waitForURL(`**/search?q=${first}`);
  await eventually(() => words(ann), ([text]) => text === `the ${first}`, 'and the first again');
  await ann.goForward();
  await eventually(() => words(ann), ([text]) => text === `the ${second}`, 'and the second');
  await ann.getByRole('searchbox').fill(unique());
  await ann.getByText('Nothing was said in your rooms that fits.').waitFor();
});

scene('rooms that do not answer are named, and an answer that breaks off is not taken for all', async (stage) => {
  const ann = await stage.member('Ann');
  const word = unique();
  const room = await createRoom(ann);
  await say(ann, `the ${word}`);
  await isSent(ann, `the ${word}`);
  const { rooms } = await ask(ann, 'GET', '/api/me');
  const { id } = rooms.find((/** @type {any} */ { name }) => name === 'general');
  await ann.route('**/api/search?*', (route) => route.fulfill({ contentType: 'application/x-ndjson', body: `${JSON.stringify({ done: true, rooms: 2, failed: [id] })}\n` }), { times: 1 });
  await ann.goto(`/search?q=${word}`);
  await ann.getByText('One room could not be searched: general.').waitFor();
  await ann.route('**/api/search?*', (route) => route.fulfill({ contentType: 'application/x-ndjson', body: '' }), { times: 1 });
  await ann.getByRole('button', { name: 'Try again' }).click();
  await ann.getByText('The connection was lost.').waitFor();
  await ann.getByRole('button', { name: 'Try again' }).click();
  await found(ann).waitFor();
  await ann.getByRole('heading', { name: room.name }).waitFor();
});

scene('a pasted link to a message is short, and opens here', async (stage) => {
  const ann = await stage.member('Ann');
  const there = await createRoom(ann);
  await post(ann, there.id, ['look at this']);
  const room = await createRoom(ann);
  const address = new URL(`/r/${there.id}/1`, ann.url()).href;
  await post(ann, room.id, [address, `[the old thread](${address})`, 'https://example.com/r/elsewhere']);
  await ann.evaluate(() => Object.assign(window, { stayed: true }));
  const link = message(ann, `#${there.name} › message`).getByRole('link', { name: `#${there.name} › message` });
  await link.waitFor();
  assert.equal(await ann.getByRole('link', { name: 'the old thread' }).getAttribute('href'), `/r/${there.id}/1`);
  assert.equal(await ann.getByRole('link', { name: 'https://example.com/r/elsewhere' }).getAttribute('target'), '_blank');
  await link.click();
  await ann.locator('[data-seq="1"][data-target="true"]').waitFor();
  assert.equal(await ann.evaluate(() => 'stayed' in window), true);
});
