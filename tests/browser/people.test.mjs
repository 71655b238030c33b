// People beyond one room: what waits elsewhere, direct conversations, names in messages, favourites.

import assert from 'node:assert/strict';
import { PHONE, ask, composer, createRoom, eventually, isAccessible, isLive, isSent, joinRoom, message, say, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const sidebar = (page) => page.getByRole('complementary', { name: 'Rooms and account' });
/** @param {Page} page @param {string | RegExp} name */
const entry = (page, name) => sidebar(page).getByRole('link', { name });
/** The number at the start of the title, if there is one. @param {Page} page */
const counted = async (page) => Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
/** @param {Page} page */
const idOf = async (page) => (await ask(page, 'GET', '/api/me')).user.id;

/** Ben with a name that nobody else has, so that he can be found. */
const unique = (/** @type {string} */ name) => `${name}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

scene('what is said elsewhere shows at once: a dot for words, a number for one’s name, nothing once it was seen', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await visit(ben, '/rooms');
  const link = entry(ben, room.name);
  await link.waitFor();

  await say(ann, 'Just talking.');
  await link.getByText('Unread').waitFor();
  assert.equal(await counted(ben), 0);
  await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: `<@${await idOf(ben)}> look here`, nonce: 'named' });
  await link.getByText('1 mention').waitFor();
  await eventually(() => counted(ben), (count) => count === 1, 'the title counts it');

  // The remark about it leads there.
  await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: `<@${await idOf(ben)}> over here`, nonce: 'again' });
  await ben.getByRole('status').getByRole('link', { name: /Ann in .*over here/ }).click();
  await message(ben, 'over here').waitFor();
  await eventually(() => link.innerText(), (text) => text.trim() === room.name, 'nothing waits in the room one looks at');
  await eventually(() => counted(ben), (count) => count === 0, 'nor in the title');

  // What is said while one looks on is read, also afterwards.
  await isLive(ben);
  await say(ann, 'And one more.');
  await message(ben, 'And one more.').waitFor();
  const told = async () => (await ask(ben, 'GET', `/api/rooms/${room.id}`)).you.read;
  await eventually(told, (seq) => seq === 4, 'it counts as read');
  await visit(ben, '/rooms');
  await eventually(() => link.innerText(), (text) => text.trim() === room.name, 'also afterwards');
});

scene('two people talk directly; closed, the conversation comes back with the next word', async (stage) => {
  const name = unique('Ben');
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member(name)]);
  await visit(ben, '/rooms');
  await ben.getByRole('searchbox').waitFor();

  await sidebar(ann).getByRole('button', { name: 'New message' }).click();
  const dialog = ann.getByRole('dialog', { name: 'New message' });
  await dialog.getByRole('combobox').fill(name);
  await dialog.getByRole('option', { name }).waitFor();
  await isAccessible(ann, 'finding people');
  await dialog.getByRole('combobox').press('Enter');
  await dialog.getByRole('button', { name: `Remove ${name}` }).waitFor();
  await isAccessible(ann, 'people found');
  await dialog.getByRole('combobox').press('Enter');
  await ann.getByRole('heading', { level: 1, name }).waitFor();
  await isLive(ann);
  await say(ann, 'Do you have a minute?');
  await isSent(ann, 'Do you have a minute?');
  await isAccessible(ann, 'a direct conversation');

  const link = entry(ben, /^Ann/);
  await link.getByText('1 new message').waitFor();
  await ben.getByText('Ann: Do you have a minute?').waitFor();
  await link.click();
  await message(ben, 'Do you have a minute?').waitFor();
  await isLive(ben);
  await say(ben, 'Of course.');
  await message(ann, 'Of course.').waitFor();

  await ann.getByRole('button', { name: /About this room/ }).click();
  await ann.getByRole('button', { name: 'Close conversation' }).click();
  await ann.getByText('Conversation closed.').waitFor();
  await entry(ann, name).waitFor({ state: 'detached' });
  await say(ben, 'Still there?');
  await entry(ann, name).getByText('1 new message').waitFor();
  await entry(ann, name).click();
  for (const text of ['Do you have a minute?', 'Of course.', 'Still there?']) await message(ann, text).waitFor();
});

scene('several talk directly, and the same people get the same conversation', async (stage) => {
  const names = [unique('Ben'), unique('Cleo'), unique('Dora')];
  const ann = await stage.member('Ann');
  const others = await Promise.all(names.map((name) => stage.member(name)));
  const users = await Promise.all(others.map(idOf));
  const { room } = await ask(ann, 'POST', '/api/direct', { users });
  const again = await ask(others[0], 'POST', '/api/direct', { users: [await idOf(ann), ...users.slice(1)] });
  assert.equal(again.room.id, room.id);
  await ann.goto(`/r/${room.id}`);
  await isLive(ann);
  const title = await ann.getByRole('heading', { level: 1 }).innerText();
  for (const name of names) assert.ok(title.includes(name), title);

  // By the switcher, to somebody one has not talked with alone.
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').fill(names[1]);
  await ann.getByRole('option', { name: `Message ${names[1]}` }).click();
  await ann.getByRole('heading', { level: 1, name: names[1], exact: true }).waitFor();
});

scene('a name in a message is chosen by keyboard, shown as it is called now, and still means the same when edited', async (stage) => {
  const name = unique('Ben');
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member(name)]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await composer(ann).pressSequentially('Is it you, @ben');
  await ann.getByRole('option', { name }).waitFor();
  await isAccessible(ann, 'choosing a name');
  await composer(ann).press('Enter');
  await eventually(() => composer(ann).inputValue(), (text) => text === `Is it you, @${name} `, 'the name stands in the box');
  await composer(ann).pressSequentially('?');
  await composer(ann).press('Enter');
  await isSent(ann, 'Is it you,');
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages`);
  const id = await idOf(ben);
  assert.equal(messages.at(-1).text, `Is it you, <@${id}> ?`);
  assert.deepEqual(messages.at(-1).mentions, [id]);

  const line = message(ben, 'Is it you,');
  await line.getByRole('button', { name: `@${name}` }).waitFor();
  assert.equal(await line.getAttribute('data-named'), 'true');
  await isAccessible(ben, 'being named');
  assert.equal(await message(ann, 'Is it you,').getAttribute('data-named'), 'false');

  await composer(ann).press('ArrowUp');
  const edit = ann.getByRole('textbox', { name: 'Edit message' });
  await eventually(() => edit.inputValue(), (text) => text === `Is it you, @${name} ?`, 'ids are names again');
  await edit.press('End');
  await edit.pressSequentially(' Really?');
  await edit.press('Enter');
  await message(ben, 'Really?').getByRole('button', { name: `@${name}` }).waitFor();

  // Somebody's card, from where they are named.
  await message(ann, 'Really?').getByRole('button', { name: `@${name}` }).click();
  const card = ann.getByRole('dialog', { name });
  await card.getByText(`@${ben.username}`).waitFor();
  await card.getByText('Online').waitFor();
  await isAccessible(ann, 'a card');
  await ann.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
});

scene('a draft with a name in it means the same person after a reload', async (stage) => {
  const name = unique('Ben');
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member(name)]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await composer(ann).pressSequentially('@ben');
  await ann.getByRole('option', { name }).click();
  await eventually(() => composer(ann).inputValue(), (text) => text === `@${name} `, 'the name stands in the box');
  await ann.reload();
  await eventually(() => composer(ann).inputValue(), (text) => text === `@${name} `, 'and does so again');
  await isLive(ann);
  await composer(ann).press('Enter');
  await message(ben, name).getByRole('button', { name: `@${name}` }).waitFor();
});

scene('a favourite stands at the top, on every device at once; a new name appears everywhere', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const elsewhere = await ann.context().newPage();
  await elsewhere.goto('/rooms');
  await entry(elsewhere, room.name).waitFor();
  await ann.getByRole('button', { name: 'Room menu' }).click();
  await isAccessible(ann, 'the menu of a room');
  await ann.getByRole('menuitem', { name: 'Add to favourites' }).click();
  for (const page of [ann, elsewhere]) await page.getByRole('heading', { name: 'Favourites' }).waitFor();
  await ann.reload();
  await ann.getByRole('heading', { name: 'Favourites' }).waitFor();
  await ask(ann, 'PATCH', `/api/rooms/${room.id}`, { name: `${room.name} renamed` });
  for (const page of [ann, elsewhere]) await entry(page, `${room.name} renamed`).waitFor();
  await ann.getByRole('heading', { level: 1, name: `${room.name} renamed` }).waitFor();
  await ann.getByRole('button', { name: 'Room menu' }).press('Enter');
  await ann.getByRole('menuitem', { name: 'Remove from favourites' }).press('Enter');
  for (const page of [ann, elsewhere]) await page.getByRole('heading', { name: 'Favourites' }).waitFor({ state: 'detached' });
});

scene('on a phone, a conversation begins in the drawer', async (stage) => {
  const name = unique('Ben');
  const [ann, ben] = await Promise.all([stage.member('Ann', PHONE), stage.member(name)]);
  await isLive(ben);
  await ann.getByRole('button', { name: 'Show rooms' }).tap();
  await sidebar(ann).getByRole('button', { name: 'New message' }).tap();
  await ann.getByRole('combobox').fill(name);
  await ann.getByRole('option', { name }).tap();
  await ann.getByRole('button', { name: 'Start' }).tap();
  await ann.getByRole('heading', { level: 1, name }).waitFor();
  await isLive(ann);
  await say(ann, 'From the road.');
  await entry(ben, /^Ann/).getByText('1 new message').waitFor();
});
