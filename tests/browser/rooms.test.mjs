// Rooms: made, found, joined, switched between and left.

import assert from 'node:assert/strict';
import { ask, composer, createRoom, eventually, isLive, message, say, scene } from './fixtures.mjs';

const unique = () => `shed ${Date.now().toString(36)}${Math.random().toString(36).slice(2, 5)}`;

scene('one makes a room; another finds it, joins, talks and leaves', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const name = unique();
  await ann.getByRole('button', { name: 'Create room' }).click();
  await ann.getByLabel('Name', { exact: true }).fill(name);
  await ann.getByLabel('Topic').fill('Who has the key');
  await ann.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await ann.getByRole('heading', { level: 1, name }).waitFor();
  await ann.getByText('Nobody has said anything yet.').waitFor();

  await ben.getByRole('link', { name: 'Browse rooms' }).click();
  await ben.getByRole('searchbox', { name: 'Find a room' }).fill(name);
  await ben.getByRole('button', { name: `Join ${name}` }).click();
  await ben.getByRole('heading', { level: 1, name }).waitFor();
  await isLive(ben);
  await say(ben, 'Found it.');
  await message(ann, 'Found it.').waitFor();

  await ben.getByRole('button', { name: /About this room/ }).click();
  await ben.getByRole('button', { name: 'Leave room' }).click();
  await ben.getByRole('dialog').getByRole('button', { name: 'Leave room' }).click();
  await ben.getByText(`You have left ${name}.`).waitFor();
  await ben.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  assert.equal(await ben.getByRole('link', { name, exact: true }).count(), 0);
});

scene('a link to a room one is not in leads to its door', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann, unique());
  await say(ann, 'Come in.');
  await ben.goto(`/r/${room.id}`);
  await ben.getByText(`You are not in ${room.name} yet.`).waitFor();
  await ben.getByRole('button', { name: 'Join' }).click();
  await message(ben, 'Come in.').waitFor();
});

scene('an address that leads nowhere says so', async (stage) => {
  const ann = await stage.member('Ann');
  for (const path of ['/no/such/place', '/r/no-such-room']) {
    await ann.goto(path);
    await ann.getByRole('heading', { name: 'Nothing here' }).waitFor();
  }
  await ann.getByRole('link', { name: 'Back to the rooms' }).click();
  await composer(ann).waitFor();
});

scene('back and forward lead through the rooms', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann, unique());
  await ann.getByRole('link', { name: 'general' }).click();
  await ann.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  await ann.goBack();
  await ann.getByRole('heading', { level: 1, name: room.name }).waitFor();
  await ann.goForward();
  await ann.getByRole('heading', { level: 1, name: 'general' }).waitFor();
});

scene('what was written in a room one has left behind offline is sent all the same', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann, unique());
  await ann.context().setOffline(true);
  await ann.getByText('You are offline.').waitFor();
  await say(ann, 'Sent from elsewhere');
  await ann.getByRole('link', { name: 'general' }).click();
  await ann.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  await ann.context().setOffline(false);
  await eventually(
    async () => (await ask(ann, 'GET', `/api/rooms/${room.id}/messages`)).messages.map((/** @type {any} */ { text }) => text),
    (texts) => texts.length === 1 && texts[0] === 'Sent from elsewhere',
    'the message arrives once',
  );
});
