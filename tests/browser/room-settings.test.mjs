// Looking after a room: what it is, who is in it, who is kept out, and its end.

import assert from 'node:assert/strict';
import { PHONE, ask, composer, createRoom, isAccessible, isLive, joinRoom, message, say, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** Each with its first heading. */
const TABS = /** @type {const} */ ([
  ['General', 'General'],
  ['Members', 'Members'],
  ['Banned and muted', 'Banned'],
  ['Invitations', 'Invitations'],
  ['Reports', 'Reports'],
  ['Archive and delete', 'Archive'],
]);

/** @param {Page} page @param {string} name */
const part = (page, name) => page.getByRole('navigation', { name: 'Room settings' }).getByRole('link', { name });

/** @param {Page} page @param {string} room @param {string} name */
async function manage(page, room, name) {
  await visit(page, `/r/${room}/settings/members`);
  await page.getByRole('button', { name: `Manage ${name}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

scene('name, topic, colour and rules are saved, and are there for everybody', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await ann.goto(`/r/${room.id}/settings`);
  const name = `${room.name}-new`;
  await ann.getByLabel('Name').fill(name);
  await ann.getByLabel('Topic').fill('Another topic');
  await ann.getByRole('radio', { name: 'Teal' }).check();
  await ann.getByLabel('Slow mode').selectOption({ label: '30 seconds' });
  await ann.getByLabel('Read-only').check();
  await ann.getByText('Not saved yet').waitFor();
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Saved.').waitFor();
  await ann.reload();
  await ann.getByRole('heading', { level: 1, name }).waitFor();
  assert.equal(await ann.getByRole('radio', { name: 'Teal' }).isChecked(), true);
  assert.equal(await ann.getByLabel('Read-only').isChecked(), true);
  await ben.getByRole('heading', { level: 1, name }).waitFor();
});

scene('whoever leaves with something not saved is asked first', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await visit(ann, `/r/${room.id}/settings`);
  await part(ann, 'Members').click();
  await part(ann, 'General').click();
  await ann.getByLabel('Topic').fill('Half a thought');
  await part(ann, 'Members').click();
  await ann.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await ann.getByLabel('Topic').inputValue(), 'Half a thought');
  await ann.goBack();
  const dialog = ann.getByRole('dialog', { name: 'Leave without saving?' });
  await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
  await ann.getByRole('heading', { level: 2, name: 'Members' }).waitFor();
});

scene('the parts have addresses; back and forward work', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await visit(ann, `/r/${room.id}/settings`);
  await part(ann, 'Members').click();
  await ann.waitForURL(`**/r/${room.id}/settings/members`);
  await part(ann, 'Reports').click();
  await ann.waitForURL('**/settings/reports');
  await ann.goBack();
  await ann.getByRole('heading', { level: 2, name: 'Members' }).waitFor();
  await ann.goForward();
  await ann.getByRole('heading', { level: 2, name: 'Reports' }).waitFor();
  await ann.getByRole('link', { name: 'To the room' }).click();
  await composer(ann).waitFor();
});

scene('each is shown what they may do, and nobody more', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await visit(ben, `/r/${room.id}/settings/danger`);
  await ben.getByRole('heading', { name: 'Nothing here' }).waitFor();

  const dialog = await manage(ann, room.id, 'Ben');
  await dialog.getByRole('button', { name: 'Make moderator' }).click();
  await dialog.getByRole('button', { name: 'Make moderator' }).click();
  await ann.getByText(`Ben is a moderator of ${room.name} now.`).waitFor();
  await visit(ben, `/r/${room.id}/settings`);
  await ben.getByLabel('Topic').waitFor();
  assert.equal(await part(ben, 'Archive and delete').count(), 0);
});

scene('a ban with a reason closes the door at once, and lifting it opens the door', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const dialog = await manage(ann, room.id, 'Ben');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await dialog.getByLabel('7 days').check();
  await dialog.getByLabel('Reason').fill('Spam, again and again');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await ben.getByText(`You are no longer in ${room.name}.`).waitFor();

  await part(ann, 'Banned and muted').click();
  const row = ann.getByRole('row').filter({ hasText: 'Ben' });
  await row.getByText('Spam, again and again').waitFor();
  await row.getByText('Ann').waitFor();
  await row.getByRole('button', { name: 'Lift the ban of Ben' }).click();
  await ann.getByText('Ben may come in again.').waitFor();
  await joinRoom(ben, room.id);
});

scene('a room is handed over by its name, and its old owner looks after it still', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const dialog = await manage(ann, room.id, 'Ben');
  await dialog.getByRole('button', { name: 'Hand over room' }).click();
  const action = dialog.getByRole('button', { name: 'Hand over room' });
  assert.equal(await action.isDisabled(), true);
  await dialog.getByLabel(`Type ${room.name} to confirm`).fill(room.name);
  await action.click();
  await ann.getByText(`${room.name} belongs to Ben now.`).waitFor();
  await part(ann, 'Archive and delete').waitFor({ state: 'detached' });
  await ann.getByRole('row').filter({ hasText: 'Ben' }).getByText('Owner').waitFor();
  await visit(ben, `/r/${room.id}/settings/danger`);
  await ben.getByRole('heading', { name: 'Delete room' }).waitFor();
});

scene('a room is archived, opened again, and deleted by its name', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await visit(ann, `/r/${room.id}/settings/danger`);
  await ann.getByRole('button', { name: 'Archive' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await ann.getByText(`${room.name} is archived.`).waitFor();
  await ann.getByRole('button', { name: 'Open again' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Open again' }).click();
  await ann.getByText(`${room.name} is open again.`).waitFor();
  await ann.getByRole('button', { name: 'Delete room' }).click();
  await ann.getByLabel(`Type ${room.name} to confirm`).fill(room.name);
  await ann.getByRole('dialog').getByRole('button', { name: 'Delete room' }).click();
  await ann.getByText(`${room.name} is deleted.`).waitFor();
  await visit(ann, `/r/${room.id}`);
  await ann.getByRole('heading', { name: 'Nothing here' }).waitFor();
});

scene('a report is seen with what was said around it, answered, and told to whoever sent it', async (stage) => {
  const [ann, ben, cem] = await Promise.all([stage.member('Ann'), stage.member('Ben'), stage.member('Cem')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await joinRoom(cem, room.id);
  await say(ben, 'something before');
  await message(cem, 'something before').waitFor();
  await say(ben, 'something nasty');
  await message(cem, 'something nasty').waitFor();
  const { messages } = await ask(cem, 'GET', `/api/rooms/${room.id}/messages`);
  const { seq } = messages.find((/** @type {{text: string}} */ { text }) => text === 'something nasty');
  await ask(cem, 'POST', `/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'It is nasty' });

  await ann.goto(`/r/${room.id}/settings/reports`);
  const report = ann.getByRole('article', { name: 'About Ben' });
  await report.getByText('It is nasty').waitFor();
  await report.getByText('something before').waitFor();
  await isAccessible(ann, 'a report');
  await report.getByRole('button', { name: 'Mute author' }).click();
  const dialog = ann.getByRole('dialog', { name: 'Mute Ben?' });
  await dialog.getByLabel('A word to Cem').fill('Thank you');
  await dialog.getByRole('button', { name: 'Mute', exact: true }).click();
  await ann.getByText('Handled. Cem is told.').waitFor();
  await report.waitFor({ state: 'detached' });
  await message(cem, 'something nasty').waitFor({ state: 'detached' });
  await ann.getByRole('combobox', { name: 'Show' }).selectOption('handled');
  await report.getByText('Its author was dealt with.').waitFor();
  const { reports } = await ask(cem, 'GET', '/api/me/reports');
  assert.deepEqual(reports.map((/** @type {any} */ { outcome, note }) => [outcome, note]), [['sanctioned', 'Thank you']]);
});

scene('room settings are accessible', async (stage) => {
  const ann = await stage.member('Ann');
  const ben = await stage.member('Ben');
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await visit(ann, `/r/${room.id}/settings`);
  for (const [name, heading] of TABS) {
    await part(ann, name).click();
    await ann.getByRole('main').getByRole('heading', { level: 2, name: heading, exact: true }).waitFor();
    await isAccessible(ann, name);
  }
  const dialog = await manage(ann, room.id, 'Ben');
  await isAccessible(ann, 'managing a member');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await dialog.getByLabel('Reason').waitFor();
  await isAccessible(ann, 'banning a member');
});

scene('on a phone, members are cards that fit', async (stage) => {
  const ann = await stage.member('Ann', PHONE);
  const room = await createRoom(ann);
  for (const path of ['', '/members', '/bans', '/invites', '/reports', '/danger']) {
    await visit(ann, `/r/${room.id}/settings${path}`);
    await ann.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor();
    assert.ok((await ann.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.viewport.width, path);
  }
  await ann.getByRole('link', { name: 'To the room' }).tap();
  await isLive(ann);
});

scene('whoever runs the site looks after a private room without a seat, and reads nothing of it', async (stage) => {
  const [owner, ann, ben] = await Promise.all([stage.owner(), stage.member('Ann'), stage.member('Ben')]);
  const { room } = await ask(ann, 'POST', '/api/rooms', { name: `closet-${Date.now().toString(36)}`, kind: 'private' });
  const { code } = await ask(ann, 'POST', `/api/rooms/${room.id}/invites`, {});
  await ask(ben, 'POST', `/api/invites/${code}`, {});

  await visit(owner, '/admin/rooms');
  await owner.getByRole('searchbox').fill(room.name);
  await owner.getByRole('link', { name: `Settings of ${room.name}` }).click();
  await owner.getByLabel('Topic').fill('Kept in order');
  await owner.getByRole('button', { name: 'Save' }).click();
  await owner.getByText('Saved.').waitFor();

  await part(owner, 'Members').click();
  await owner.getByRole('searchbox').fill('be');
  await owner.getByRole('row').filter({ hasText: 'Ann' }).waitFor({ state: 'detached' });
  await owner.getByRole('button', { name: 'Manage Ben' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await dialog.getByLabel('Reason').fill('Broke the closet');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await dialog.waitFor({ state: 'detached' });
  await part(owner, 'Banned and muted').click();
  await owner.getByRole('row').filter({ hasText: 'Broke the closet' }).getByText('The Owner').waitFor();
  await isAccessible(owner, 'the settings of a room one has no seat in');
  await visit(ann, `/r/${room.id}/settings/bans`);
  await ann.getByRole('row').filter({ hasText: 'Broke the closet' }).getByText('The Owner').waitFor();

  await visit(owner, `/r/${room.id}`);
  await owner.getByText('You look after it without reading it.').waitFor();
  assert.equal(await owner.getByRole('button', { name: 'Join' }).count(), 0);
  await owner.getByRole('link', { name: 'Room settings' }).click();
  await part(owner, 'Archive and delete').click();
  await owner.getByRole('button', { name: 'Archive' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await owner.getByText(`${room.name} is archived.`).waitFor();
});
