// Keeping order in a room: roles, mutes, removals and bans, reports, and what those see whom it concerns.

import assert from 'node:assert/strict';
import { ask, choose, composer, createRoom, eventually, isAccessible, isLive, isSent, joinRoom, message, openMenu, say, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const idOf = async (page) => (await ask(page, 'GET', '/api/me')).user.id;

/** Opens somebody's card from the panel about the room. @param {Page} page @param {string} name */
async function cardOf(page, name) {
  const panel = page.getByRole('complementary', { name: 'About this room' });
  if (!(await panel.isVisible())) await page.getByRole('button', { name: /About this room/ }).click();
  await panel.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  const card = page.getByRole('dialog', { name });
  await card.waitFor();
  return card;
}

scene('somebody is banned with a reason, from their own words; they are told, and stay out', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  for (const text of ['Cheap sails!', 'Cheaper sails!']) {
    await say(ben, text);
    await isSent(ben, text);
  }
  await choose(ann, 'Cheaper sails!', 'Ban author…');
  const dialog = ann.getByRole('dialog', { name: `Ban Ben from ${room.name}?` });
  await dialog.getByLabel('7 days').check();
  await dialog.getByLabel('Reason').fill('Advertising');
  await dialog.getByLabel('Last 20').check();
  await isAccessible(ann, 'banning');
  // What is said at the edge of the screen is there for seconds only: both look on.
  await Promise.all([
    ben.getByText(`You are no longer in ${room.name}.`).waitFor(),
    ann.getByText(`Ben is banned from ${room.name}.`).waitFor(),
    dialog.getByRole('button', { name: 'Ban' }).click(),
  ]);
  await eventually(() => ann.getByText('This message was deleted.').count(), (count) => count === 2, 'their words go');

  await ben.getByRole('link', { name: room.name }).waitFor({ state: 'detached' });
  await ben.getByRole('button', { name: 'Join' }).click();
  await ben.getByRole('status').filter({ hasText: /bann|kept out/i }).waitFor();
  const { bans } = await ask(ann, 'GET', `/api/rooms/${room.id}/bans`);
  assert.deepEqual(bans.map((/** @type {any} */ { user, reason }) => [user.name, reason]), [['Ben', 'Advertising']]);
});

scene('whoever is muted reads so, and can write again when the mute is over', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  let card = await cardOf(ann, 'Ben');
  await card.getByRole('button', { name: 'Mute' }).click();
  const dialog = ann.getByRole('dialog', { name: 'Mute Ben?' });
  await dialog.getByLabel('10 minutes').check();
  await dialog.getByRole('button', { name: 'Mute' }).click();
  await ann.getByText('Ben is muted.').waitFor();
  await ben.getByText(/A moderator has muted you here until/).waitFor();
  assert.equal(await composer(ben).count(), 0);
  await isAccessible(ben, 'being muted');

  card = await cardOf(ann, 'Ben');
  await card.getByText(/Muted here until/).waitFor();
  await card.getByRole('button', { name: 'Unmute' }).click();
  await ann.getByRole('dialog', { name: 'Unmute Ben?' }).getByRole('button', { name: 'Unmute' }).click();
  await composer(ben).waitFor();
  await say(ben, 'Back again.');
  await message(ann, 'Back again.').waitFor();
});

scene('a moderator is made, may do more, and not against the owner; then the room is handed over', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'By the owner.');
  await openMenu(ben, 'By the owner.');
  await ben.getByRole('menuitem', { name: 'Report' }).waitFor();
  assert.equal(await ben.getByRole('menuitem', { name: 'Delete' }).count(), 0);
  await ben.keyboard.press('Escape');

  let card = await cardOf(ann, 'Ben');
  await card.getByRole('button', { name: 'Make moderator' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Make moderator' }).click();
  await ann.getByText(`Ben is a moderator of ${room.name} now.`).waitFor();
  await openMenu(ben, 'By the owner.');
  await ben.getByRole('menuitem', { name: 'Delete' }).waitFor();
  await ben.keyboard.press('Escape');
  const owner = await cardOf(ben, 'Ann');
  await owner.getByText('Owner', { exact: true }).waitFor();
  assert.equal(await owner.getByRole('button', { name: 'Ban' }).count(), 0);
  await ben.keyboard.press('Escape');

  card = await cardOf(ann, 'Ben');
  await card.getByRole('button', { name: 'Hand over room' }).click();
  const handing = ann.getByRole('dialog', { name: `Hand ${room.name} over to Ben?` });
  await handing.getByLabel(`Type ${room.name} to confirm`).fill(room.name);
  await handing.getByRole('button', { name: 'Hand over room' }).click();
  await ann.getByText(`${room.name} belongs to Ben now.`).waitFor();
  const roles = async () => [(await ask(ann, 'GET', `/api/rooms/${room.id}`)).you.role, (await ask(ben, 'GET', `/api/rooms/${room.id}`)).you.role];
  assert.deepEqual(await roles(), ['moderator', 'owner']);
});

scene('a report reaches the moderators, and whoever made it learns what came of it', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben', { reducedMotion: 'reduce' })]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'Something unkind.');
  await choose(ben, 'Something unkind.', 'Report');
  const dialog = ben.getByRole('dialog', { name: 'Report this message' });
  await dialog.getByLabel('What is wrong with it?').fill('Unkind');
  await isAccessible(ben, 'reporting');
  await dialog.getByRole('button', { name: 'Report' }).click();
  await ben.getByText('Thank you. A moderator will look at it').waitFor();

  await visit(ben, '/account');
  const own = ben.getByRole('region', { name: 'Your reports' });
  await own.getByText('Something unkind.').waitFor();
  await own.getByText('Open', { exact: true }).waitFor();
  await isAccessible(ben, 'one’s own reports');

  const { reports } = await ask(ann, 'GET', `/api/rooms/${room.id}/reports?state=open`);
  assert.deepEqual(reports.map((/** @type {any} */ { reason, text }) => [reason, text]), [['Unkind', 'Something unkind.']]);
  await Promise.all([
    ben.getByText(/Your report in .* was handled: the message was removed\. “Thanks for telling us\.”/).waitFor(),
    ask(ann, 'PATCH', `/api/rooms/${room.id}/reports/${reports[0].id}`, { outcome: 'removed', note: 'Thanks for telling us.' }),
  ]);
  await ben.reload();
  await own.getByText('Message removed').waitFor();
  await own.getByText('The answer: Thanks for telling us.').waitFor();
});

scene('what was not yet sent in a room one is removed from is not lost', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  // Sent, and held up on the way, as over a bad connection.
  await ben.routeWebSocket(/\/api\/rooms\/.*\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (!String(frame).includes('"send"')) server.send(frame);
    });
  });
  await ben.reload();
  await isLive(ben);
  await say(ben, 'My long thought.');
  await message(ben, 'My long thought.').waitFor();
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/members/${await idOf(ben)}`, { reason: 'For a while' });
  await ben.getByText('1 message you wrote there was not sent.').waitFor();
  await ben.getByRole('button', { name: 'Show', exact: true }).click();
  const dialog = ben.getByRole('dialog', { name: 'Not sent' });
  await dialog.getByText('My long thought.').waitFor();
  await dialog.getByText(room.name).waitFor();
  await isAccessible(ben, 'messages that were not sent');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await dialog.getByText('Nothing is left here.').waitFor();
  await ben.keyboard.press('Escape');
  await ben.getByRole('button', { name: /not sent/ }).waitFor({ state: 'detached' });
});

scene('a room that is removed from under one says so, also while one is elsewhere', async (stage) => {
  const [ann, ben, cleo] = await Promise.all([stage.member('Ann'), stage.member('Ben'), stage.member('Cleo')]);
  const room = await createRoom(ann);
  await Promise.all([joinRoom(ben, room.id), joinRoom(cleo, room.id)]);
  await visit(ben, '/rooms');
  await ben.getByRole('complementary').getByRole('link', { name: room.name }).waitFor();
  await Promise.all([
    cleo.getByText(`${room.name} was deleted`).waitFor(),
    ben.getByText(`You are no longer in ${room.name}.`).waitFor(),
    ask(ann, 'DELETE', `/api/rooms/${room.id}`),
  ]);
  for (const page of [ann, ben, cleo]) {
    await page.getByRole('complementary').getByRole('link', { name: room.name }).waitFor({ state: 'detached' });
  }
});

scene('read-only, slow, locked and archived rooms say so, and mean it', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const heading = ben.locator('.heading');
  const set = (/** @type {object} */ changes) => ask(ann, 'PATCH', `/api/rooms/${room.id}`, changes);

  await set({ read_only: true });
  await ben.getByText('Only moderators post in this room.').waitFor();
  await heading.getByText('Read-only').waitFor();
  await say(ann, 'The owner may.');
  await message(ben, 'The owner may.').waitFor();
  await set({ read_only: false, slow_mode_ms: 60_000, locked: true });
  await heading.getByText('Locked').waitFor();
  await heading.getByText(/Slow mode/).waitFor();
  await say(ben, 'Slowly.');
  await isSent(ben, 'Slowly.');
  await ben.getByText(/you can send again in \d+ s/).waitFor();
  await composer(ben).fill('Too soon.');
  assert.equal(await ben.getByRole('button', { name: 'Send' }).isDisabled(), true);
  await isAccessible(ben, 'slow mode');
  await composer(ben).press('Enter');
  assert.equal(await composer(ben).inputValue(), 'Too soon.');
  await set({ slow_mode_ms: 0 });
  await heading.getByText(/Slow mode/).waitFor({ state: 'detached' });
  await composer(ben).press('Enter');
  await isSent(ben, 'Too soon.');
  await set({ archived: true });
  await ben.getByText('This room is archived.').waitFor();
  await heading.getByText('Archived').waitFor();
  await isAccessible(ben, 'an archived room');
});

scene('a message with a word that is held back is not sent, and says why', async (stage) => {
  const owner = await stage.owner();
  const word = `heron${Date.now().toString(36)}`;
  await createRoom(owner);
  const ann = await stage.member('Ann');
  await joinRoom(ann, new URL(owner.url()).pathname.split('/')[2]);
  await ask(owner, 'PATCH', '/api/admin/settings', { words: [{ word, rule: 'hold' }] });
  try {
    // Rooms hear of the list a moment later.
    let tries = 0;
    await eventually(
      async () => {
        tries += 1;
        await say(ann, `A ${word}, try ${tries}.`);
        const line = message(ann, `try ${tries}.`);
        await line.getByText(/^(Sent|Not sent\..*)$/).first().waitFor();
        return line.getByText(/^Not sent\./).count();
      },
      (count) => count === 1,
      'it is held back',
    );
    const line = message(ann, `try ${tries}.`);
    assert.doesNotMatch(await line.getByText(/^Not sent\./).innerText(), /You may not do that here/, 'it says why');
    await line.getByRole('button', { name: 'Discard' }).click();
    await line.waitFor({ state: 'detached' });
  } finally {
    await ask(owner, 'PATCH', '/api/admin/settings', { words: [] });
  }
});

scene('a link that invites is made, shown, listed and revoked', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const open = async () => {
    await ann.getByRole('button', { name: 'Room menu' }).click();
    await ann.getByRole('menuitem', { name: 'Invite people' }).click();
  };
  await open();
  const dialog = ann.getByRole('dialog', { name: /^Invite people to/ });
  await dialog.getByLabel('1 day', { exact: true }).check();
  await dialog.getByLabel('1 person').check();
  await isAccessible(ann, 'inviting');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = dialog.getByRole('textbox', { name: 'Invitation link' });
  assert.match(await link.inputValue(), /\/i\/[\w-]+$/);
  await isAccessible(ann, 'a link that invites');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  await open();
  await dialog.getByRole('link', { name: 'Earlier links' }).click();
  const row = ann.getByRole('row').filter({ hasText: '0 of 1' });
  await row.getByRole('button', { name: /^Revoke the link/ }).click();
  await ann.getByText('That link no longer works.').waitFor();
  await row.waitFor({ state: 'detached' });
});
