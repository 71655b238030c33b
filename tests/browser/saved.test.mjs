// What one keeps for oneself, and what one passes on.

import assert from 'node:assert/strict';
import { PHONE, ask, createRoom, eventually, isAccessible, isLive, joinRoom, message, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const kept = (page) => page.getByRole('main').getByRole('list').locator('> li');
/** @param {Page} page @param {string} room @param {string[]} texts */
async function post(page, room, texts) {
  for (const text of texts) await ask(page, 'POST', `/api/rooms/${room}/messages`, { text, nonce: text.replaceAll(' ', '-') });
}
/** Opens the dialog from the message's own menu. @param {Page} page @param {string} text */
async function forward(page, text) {
  await message(page, text).hover();
  await message(page, text).getByRole('button', { name: 'More…' }).click();
  await page.getByRole('menuitem', { name: 'Forward…' }).click();
  return page.getByRole('dialog', { name: 'Forward message' });
}

scene('what is saved on one device is there on the other, leads back, and can be removed and brought back', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await post(ann, room.id, ['first thought', 'second thought']);
  const elsewhere = await ann.context().newPage();
  await elsewhere.goto('/rooms');
  await elsewhere.getByRole('link', { name: 'Saved messages' }).click();
  await elsewhere.getByText('You have not saved anything yet.').waitFor();
  await isAccessible(elsewhere, 'nothing saved');
  await message(ann, 'first thought').hover();
  await message(ann, 'first thought').getByRole('button', { name: 'More…' }).click();
  await ann.getByRole('menuitem', { name: 'Save for later' }).click();
  await elsewhere.getByRole('link', { name: /first thought/ }).waitFor();
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/2/saved`);
  await elsewhere.getByRole('link', { name: /second thought/ }).waitFor();
  const lines = await kept(elsewhere).allInnerTexts();
  assert.match(lines[0], /second thought/);
  assert.match(lines[1], new RegExp(`${room.name}[^]*saved[^]*Ann[^]*first thought`));
  await isAccessible(elsewhere, 'saved messages');

  await kept(elsewhere).first().getByRole('button', { name: 'Remove the message of Ann from saved' }).click();
  await elsewhere.getByRole('link', { name: /second thought/ }).waitFor({ state: 'detached' });
  await elsewhere.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await elsewhere.getByRole('link', { name: /second thought/ }).waitFor();
  await elsewhere.getByRole('link', { name: /first thought/ }).click();
  await elsewhere.locator('[data-seq="1"][data-target="true"]').waitFor();
});

scene('what was saved and is gone says so, and can be removed', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben', PHONE)]);
  const [room, other] = [await createRoom(ann), (await ask(ann, 'POST', '/api/rooms', { name: 'cellar', topic: '', kind: 'public' })).room];
  await post(ann, room.id, ['soon gone']);
  await post(ann, other.id, ['out of reach']);
  await joinRoom(ben, room.id);
  await joinRoom(ben, other.id);
  for (const { id } of [room, other]) await ask(ben, 'PUT', `/api/rooms/${id}/messages/1/saved`);
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/1`);
  await ask(ann, 'DELETE', `/api/rooms/${other.id}/members/${(await ask(ben, 'GET', '/api/me')).user.id}`);
  await ask(ann, 'PUT', `/api/rooms/${other.id}/bans/${(await ask(ben, 'GET', '/api/me')).user.id}`, {});
  await visit(ben, '/saved');
  await ben.getByText('This message is no longer there').nth(1).waitFor();
  await isAccessible(ben, 'saved messages that are gone');
  for (const left of [1, 0]) {
    await ben.getByRole('button', { name: 'Remove what is no longer there' }).first().tap();
    await eventually(() => ben.getByText('This message is no longer there').count(), (count) => count === left, `${left} left`);
  }
  await ben.getByText('You have not saved anything yet.').waitFor();
});

scene('a message is passed on with a word about it; what went wrong is said in the dialog', async (stage) => {
  const ann = await stage.member('Ann');
  const target = await createRoom(ann);
  const room = await createRoom(ann);
  await post(ann, room.id, ['worth **knowing**']);
  const dialog = await forward(ann, 'worth knowing');
  await dialog.getByText('worth knowing').waitFor();
  await isAccessible(ann, 'where to forward to');
  await dialog.getByRole('combobox', { name: 'Room or person' }).fill(target.name);
  await dialog.getByRole('combobox').press('Enter');
  await dialog.getByLabel('Comment').fill('Read this.');
  await isAccessible(ann, 'what to say about it');

  await ann.context().setOffline(true);
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await dialog.getByText('The site cannot be reached.').waitFor();
  assert.equal(await dialog.getByLabel('Comment').inputValue(), 'Read this.');
  await ann.context().setOffline(false);
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await ann.getByRole('status').getByRole('link', { name: `Forwarded to ${target.name}.` }).click();
  await ann.getByRole('heading', { level: 1, name: target.name }).waitFor();
  await message(ann, 'Read this.').getByText('worth knowing').waitFor();
  const { messages } = await ask(ann, 'GET', `/api/rooms/${target.id}/messages`);
  assert.deepEqual(messages.map((/** @type {any} */ { text, forwarded }) => [text, forwarded.text]), [['Read this.', 'worth **knowing**']]);
});

scene('a message is passed on to somebody one has not talked with', async (stage) => {
  const name = `Ben-${Date.now().toString(36)}`;
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member(name)]);
  await isLive(ben);
  const room = await createRoom(ann);
  await post(ann, room.id, ['for your eyes']);
  const dialog = await forward(ann, 'for your eyes');
  await dialog.getByRole('combobox').fill(name);
  await dialog.getByRole('option', { name }).click();
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await ben.getByRole('complementary', { name: 'Rooms and account' }).getByRole('link', { name: /^Ann/ }).click();
  await message(ben, 'for your eyes').waitFor();
});
