// A link that brings a friend into a room, with or without an account, and what it says when it does not.

import { PASSWORD, ask, composer, createRoom, eventually, isAccessible, isLive, message, say, scene, signUp, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** Made where rooms are looked after. @param {Page} page @param {string} room @param {string} [uses] */
async function invite(page, room, uses) {
  await visit(page, `/r/${room}/settings/invites`);
  await page.getByRole('button', { name: 'New invitation link' }).click();
  if (uses) await page.getByLabel(uses).check();
  await page.getByRole('button', { name: 'Make link' }).click();
  const link = new URL(await page.getByRole('textbox', { name: 'Invitation link' }).inputValue());
  await page.getByRole('button', { name: 'Done' }).click();
  return link.pathname;
}

/** A room nobody finds. @param {Page} page */
async function privateRoom(page, name = `hidden-${Date.now().toString(36)}`) {
  const { room } = await ask(page, 'POST', '/api/rooms', { name, topic: 'Not for everybody', kind: 'private' });
  return /** @type {{id: string, name: string}} */ (room);
}

scene('a friend without an account follows the link, signs up, and is in the room', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await privateRoom(ann);
  const path = await invite(ann, room.id);
  const ben = await stage.newcomer({}, path);
  await ben.getByText('Ann invites you to a room on').waitFor();
  await ben.getByRole('heading', { level: 1, name: room.name }).waitFor();
  await ben.getByText('Not for everybody').waitFor();
  await ben.getByText('Private room · 1 member').waitFor();
  await isAccessible(ben, 'an invitation, before the door');
  await signUp(ben, 'Ben');
  await ben.getByRole('heading', { level: 1, name: room.name }).waitFor();
  await isLive(ben);
  await visit(ann, `/r/${room.id}`);
  await say(ann, 'Welcome!');
  await message(ben, 'Welcome!').waitFor();
});

scene('somebody with an account joins with one press; a guest enters by name', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await privateRoom(ann);
  const path = await invite(ann, room.id);
  const ben = await stage.member('Ben');
  await ben.goto(path);
  const join = ben.getByRole('button', { name: 'Join as Ben' });
  await join.waitFor();
  await isAccessible(ben, 'an invitation, signed in');
  await join.click();
  await ben.waitForURL(`**/r/${room.id}`);
  await isLive(ben);

  const passer = await stage.newcomer({}, path);
  await passer.getByRole('tab', { name: 'Look around' }).click();
  await passer.getByLabel('Your name').fill('Passer');
  await passer.getByRole('button', { name: 'Go in' }).click();
  await passer.getByRole('heading', { level: 1, name: room.name }).waitFor();
  await composer(passer).waitFor();
});

scene('who logs in on the way lands in the room, too', async (stage) => {
  const ann = await stage.member('Ann');
  const ben = await stage.member('Ben');
  const room = await privateRoom(ann);
  const elsewhere = await stage.newcomer({}, await invite(ann, room.id));
  await elsewhere.getByRole('tab', { name: 'Log in' }).click();
  await elsewhere.getByLabel('Username').fill(ben.username);
  await elsewhere.getByLabel('Password').fill(PASSWORD);
  await elsewhere.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await elsewhere.waitForURL(`**/r/${room.id}`);
  await isLive(elsewhere);
});

scene('a link that is used up, revoked or unknown says so, and what to do', async (stage) => {
  const ann = await stage.member('Ann');
  const ben = await stage.member('Ben');
  const room = await privateRoom(ann);
  const once = await invite(ann, room.id, '1 person');
  await ben.goto(once);
  await ben.getByRole('button', { name: 'Join as Ben' }).click();
  await isLive(ben);

  const revoked = await invite(ann, room.id);
  await ann.getByRole('button', { name: `Revoke the link ${revoked.split('/').at(-1)}` }).click();
  await ann.getByText('That link no longer works.').waitFor();

  const stranger = await stage.newcomer({}, once);
  for (const [path, reason] of /** @type {[string, RegExp][]} */ ([[once, /used up/], [revoked, /taken back/], ['/i/nothing-of-the-kind', /no such|unknown/i]])) {
    await stranger.goto(path);
    await stranger.getByRole('heading', { level: 1, name: 'This invitation does not work' }).waitFor();
    await stranger.getByText(reason).first().waitFor();
    await stranger.getByText('Ask whoever sent you the link for a new one.').waitFor();
  }
  await isAccessible(stranger, 'a spoilt invitation');
});

scene('a locked room and a ban are told to whoever comes by link', async (stage) => {
  const ann = await stage.member('Ann');
  const [ben, cem] = await Promise.all([stage.member('Ben'), stage.member('Cem')]);
  const room = await createRoom(ann);
  const path = await invite(ann, room.id);
  const { user } = await ask(cem, 'GET', '/api/me');
  await ask(ann, 'PUT', `/api/rooms/${room.id}/bans/${user.id}`, { reason: 'Spam' });
  await cem.goto(path);
  await cem.getByRole('button', { name: 'Join as Cem' }).click();
  await cem.getByRole('alert').filter({ hasText: /ban/i }).waitFor();

  await ask(ann, 'PATCH', `/api/rooms/${room.id}`, { locked: true });
  await ben.goto(path);
  await ben.getByRole('button', { name: 'Join as Ben' }).click();
  await ben.getByRole('alert').filter({ hasText: /locked/i }).waitFor();
});

scene('where accounts take an invitation, the link to a room is one', async (stage) => {
  const owner = await stage.owner();
  await ask(owner, 'PATCH', '/api/admin/settings', { signup: 'invite' });
  try {
    const room = await privateRoom(owner);
    const friend = await stage.newcomer({}, await invite(owner, room.id));
    await signUp(friend, 'Friend');
    await friend.getByRole('heading', { level: 1, name: room.name }).waitFor();

    const { code } = await ask(owner, 'POST', '/api/admin/invites', {});
    const other = await stage.newcomer({}, `/i/${code}`);
    await other.getByText(/invites you to /).waitFor();
    await signUp(other, 'Other');
  } finally {
    await ask(owner, 'PATCH', '/api/admin/settings', { signup: 'open' });
  }
  await eventually(() => ask(owner, 'GET', '/api/site'), ({ signup }) => signup === 'open', 'open again');
});
