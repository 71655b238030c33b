// What is pinned to a room: seen by everybody at once, and a way back to it.

import assert from 'node:assert/strict';
import { PHONE, ask, createRoom, isAccessible, joinRoom, scene } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'About this room' });

/** @param {Page} page @param {string} room @param {string[]} texts */
async function post(page, room, texts) {
  for (const text of texts) await ask(page, 'POST', `/api/rooms/${room}/messages`, { text, nonce: text.replaceAll(' ', '-') });
}

scene('pins stand in the panel, newest first, come and go for everybody at once, and lead to the message', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await post(ann, room.id, ['the rules', 'chatter', 'the map']);
  await joinRoom(ben, room.id);
  await ben.getByRole('button', { name: /About this room/ }).click();
  await panel(ben).getByRole('tab', { name: 'About' }).press('ArrowLeft');
  await panel(ben).getByText('Nothing is pinned here.').waitFor();
  await isAccessible(ben, 'no pins');
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/1/pin`);
  await panel(ben).getByRole('link', { name: /the rules/ }).waitFor();
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/3/pin`);
  await panel(ben).getByRole('tab', { name: 'Pinned 2' }).waitFor();
  const lines = await panel(ben).getByRole('link').allInnerTexts();
  assert.match(lines[0], /the map/);
  assert.match(lines[1], /the rules/);
  await isAccessible(ben, 'pins');
  await panel(ben).getByRole('link', { name: /the rules/ }).click();
  await ben.locator('[data-seq="1"][data-target="true"]').waitFor();
  await ask(ann, 'PATCH', `/api/rooms/${room.id}/messages/1`, { text: 'the new rules' });
  await panel(ben).getByRole('link', { name: /the new rules/ }).waitFor();

  // Whoever may pin may take it down here.
  await panel(ben).getByRole('button', { name: 'Unpin the message of Ann' }).first().click();
  await panel(ben).getByRole('link', { name: /the map/ }).waitFor({ state: 'detached' });
  await panel(ben).getByRole('tab', { name: 'Pinned 1' }).waitFor();
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/1`);
  await panel(ben).getByText('Nothing is pinned here.').waitFor();
});

scene('a guest sees the pins, and cannot take them down', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await post(ann, room.id, ['the rules']);
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/1/pin`);
  const guest = await stage.newcomer(PHONE);
  await guest.getByRole('tab', { name: 'Look around' }).tap();
  await guest.getByLabel('Your name').fill('Gus');
  await guest.getByRole('button', { name: 'Go in' }).tap();
  await guest.getByRole('textbox', { name: /^Message / }).waitFor();
  await joinRoom(guest, room.id);
  await guest.getByRole('button', { name: 'Room menu' }).tap();
  await guest.getByRole('menuitem', { name: 'Pinned messages' }).tap();
  await panel(guest).getByRole('link', { name: /the rules/ }).waitFor();
  assert.equal(await panel(guest).getByRole('button', { name: /^Unpin/ }).count(), 0);
  await isAccessible(guest, 'pins on a phone');
  await panel(guest).getByRole('link', { name: /the rules/ }).tap();
  await panel(guest).waitFor({ state: 'detached' });
  await guest.locator('[data-seq="1"][data-target="true"]').waitFor();
});
