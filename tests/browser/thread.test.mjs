// Threads: beside the room, with an address of their own, and news for those who follow them.

import assert from 'node:assert/strict';
import { PHONE, ask, composer, createRoom, eventually, fill, isAccessible, isLive, joinRoom, message, say, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'Thread' });
/** @param {Page} page */
const reply = (page) => panel(page).getByRole('textbox', { name: 'Reply in this thread' });
/** @param {Page} page @param {string} text */
const inPanel = (page, text) => panel(page).getByRole('listitem').filter({ hasText: text }).last();

/** @param {Page} page @param {string} text */
async function answer(page, text) {
  await reply(page).fill(text);
  await reply(page).press('Enter');
}

for (const [where, options] of /** @type {const} */ ([['on a desk', {}], ['on a phone', PHONE]])) {
  scene(`a thread is opened, answered and left, ${where}`, async (stage) => {
    const [ann, ben] = await Promise.all([stage.member('Ann', options), stage.member('Ben')]);
    const room = await createRoom(ann);
    await joinRoom(ben, room.id);
    await say(ann, 'Who climbs the mast?');
    await message(ben, 'Who climbs the mast?').hover();
    await ben.getByRole('button', { name: 'Open thread' }).click();
    await ben.waitForURL(`/r/${room.id}/t/1`);
    await answer(ben, 'I do.');
    await inPanel(ben, 'I do.').waitFor();
    // It stands in the room, too, and the first message says that there is more.
    await message(ann, 'I do.').getByRole('link', { name: /Ann.*Who climbs the mast\?/ }).waitFor();
    await ann.getByRole('link', { name: '1 reply' }).click();
    await ann.waitForURL(`/r/${room.id}/t/1`);
    await inPanel(ann, 'I do.').waitFor();
    await answer(ann, 'So be **it**');
    await inPanel(ben, 'So be it').waitFor();
    await panel(ben).getByText('2 replies').waitFor();
    await ask(ben, 'PUT', `/api/rooms/${room.id}/messages/3/reactions/${encodeURIComponent('👍')}`);
    await inPanel(ann, 'So be it').getByRole('button', { name: '👍, 1 person' }).waitFor();
    await ask(ben, 'PATCH', `/api/rooms/${room.id}/messages/2`, { text: 'I did.' });
    await inPanel(ann, 'I did.').waitFor();
    await isAccessible(ann, 'a thread');

    await ann.goBack();
    await panel(ann).waitFor({ state: 'detached' });
    await ann.goForward();
    await inPanel(ann, 'I did.').waitFor();
    await ann.reload();
    await inPanel(ann, 'I did.').waitFor();
    await panel(ann).getByRole('button', { name: 'Close thread' }).click();
    await ann.waitForURL(`/r/${room.id}`);
    await panel(ann).waitFor({ state: 'detached' });

    await ask(ben, 'DELETE', `/api/rooms/${room.id}/messages/2`);
    await ann.getByRole('link', { name: '1 reply' }).waitFor();
    await ben.getByRole('link', { name: 'Show in the room' }).click();
    await ben.waitForURL(`/r/${room.id}/1`);
  });
}

scene('a link to a reply opens its thread there; what is begun in it is still there later', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await say(ann, 'the root');
  await message(ann, 'the root').waitFor();
  await fill(ann, room.id, Array.from({ length: 60 }, (_, at) => ({ text: `reply ${at + 1}.`, reply_to: 1 })));
  await ann.goto(`/r/${room.id}/t/40`);
  const line = inPanel(ann, 'reply 39.');
  await line.waitFor();
  await eventually(() => line.evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top > 60 && bottom < innerHeight - 60;
  }), Boolean, 'it is in view');
  assert.equal(await line.getAttribute('data-target'), 'true');
  assert.equal(await inPanel(ann, 'reply 2.').count(), 0, 'the earliest are not fetched at once');
  await panel(ann).getByRole('button', { name: 'Show earlier replies' }).click();
  await inPanel(ann, 'reply 2.').waitFor();
  await panel(ann).getByRole('button', { name: 'Show earlier replies' }).waitFor({ state: 'detached' });

  await reply(ann).fill('half a thought');
  await composer(ann).fill('another');
  await ann.reload();
  await eventually(() => reply(ann).inputValue(), (text) => text === 'half a thought', 'the draft of the thread');
  assert.equal(await composer(ann).inputValue(), 'another');
});

scene('whoever follows a thread is told of replies, and may stop', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'a question');
  await message(ben, 'a question').waitFor();
  await visit(ann, '/rooms');
  // Only what comes while her inbox is open is remarked upon: it is, once it counts.
  await say(ben, 'something else');
  await ann.getByRole('link', { name: room.name }).getByText('Unread').waitFor();
  await ask(ben, 'POST', `/api/rooms/${room.id}/messages`, { text: 'an answer', nonce: 'a', reply_to: 1 });
  await ann.getByRole('link', { name: /Ben.*an answer/ }).click();
  await ann.waitForURL(`/r/${room.id}/t/3`);
  await inPanel(ann, 'an answer').waitFor();
  const follow = panel(ann).getByRole('button', { name: 'Follow thread' });
  assert.equal(await follow.getAttribute('aria-pressed'), 'true', 'one follows what one began');
  await follow.click();
  await eventually(() => follow.getAttribute('aria-pressed'), (pressed) => pressed === 'false', 'no longer followed');
  const { following } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages/1/thread`);
  assert.equal(following, false);
  await follow.click();
  await eventually(async () => (await ask(ann, 'GET', `/api/rooms/${room.id}/messages/1/thread`)).following, Boolean, 'followed again');
  await isLive(ann);
});
