// Running the site: people, rooms, reports, the audit log, settings, numbers; and a new password by link.

import assert from 'node:assert/strict';
import { PHONE, ask, composer, createRoom, isAccessible, logIn, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

const PARTS = /** @type {const} */ ([
  ['numbers', 'People'],
  ['people', 'People'],
  ['rooms', 'Rooms'],
  ['reports', 'Reports'],
  ['audit', 'Audit log'],
  ['settings', 'The site'],
]);

/** @param {Page} page @param {string} name */
async function manage(page, name) {
  await visit(page, '/admin/people');
  await page.getByRole('searchbox', { name: 'Find somebody' }).fill(name);
  await page.waitForURL(`**/admin/people?q=${name}`);
  await page.getByRole('button', { name: `Manage ${name}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

let count = 0;
/** A name nobody else has, so that a search finds one. */
const somebody = () => `Person${Date.now().toString(36)}${(count += 1)}`;

scene('the old address of the settings leads to the new one', async (stage) => {
  const owner = await stage.owner();
  await owner.goto('/settings');
  await owner.getByRole('heading', { name: 'The site', exact: true }).waitFor();
  assert.equal(new URL(owner.url()).pathname, '/admin/settings');
});

scene('somebody is found, banned with a reason, and let in again', async (stage) => {
  const owner = await stage.owner();
  const name = somebody();
  const ann = await stage.member(name);
  const dialog = await manage(owner, name);
  await dialog.getByRole('button', { name: 'Ban from the site' }).click();
  await dialog.getByLabel('1 day', { exact: true }).check();
  await dialog.getByLabel('Reason').fill('Spam everywhere');
  await dialog.getByRole('button', { name: 'Ban from the site' }).click();
  await owner.getByText(`${name} is banned.`).waitFor();
  await owner.getByRole('row').filter({ hasText: name }).getByText('Spam everywhere').waitFor();
  await ann.getByText('You have been signed out.').waitFor();
  await logIn(ann, ann.username);
  await ann.getByRole('alert').filter({ hasText: /Spam everywhere/ }).waitFor();

  // The filter is in the address, and a reload finds it again.
  await owner.getByRole('combobox', { name: 'Show' }).selectOption('banned');
  await owner.reload();
  await owner.getByRole('button', { name: `Manage ${name}` }).click();
  await owner.getByRole('button', { name: 'Lift the ban', exact: true }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Lift the ban' }).click();
  await owner.getByText(`${name} may come in again.`).waitFor();
  await logIn(ann, ann.username);
  await composer(ann).waitFor();
});

scene('a password is reset by a link that works once', async (stage) => {
  const owner = await stage.owner();
  const name = somebody();
  const ann = await stage.member(name);
  const dialog = await manage(owner, name);
  await dialog.getByRole('button', { name: 'Reset the password' }).click();
  await dialog.getByRole('button', { name: 'Reset the password' }).click();
  const link = new URL(await dialog.getByRole('textbox', { name: 'Link' }).inputValue());
  await isAccessible(owner, 'a reset link');

  const elsewhere = await stage.newcomer({}, link.pathname + link.hash);
  await elsewhere.getByLabel('New password', { exact: true }).waitFor();
  await isAccessible(elsewhere, 'a new password');
  await elsewhere.getByLabel('New password', { exact: true }).fill('a brand new password');
  await elsewhere.getByRole('button', { name: 'Set the password' }).click();
  await elsewhere.getByRole('heading', { name: 'Your password is set' }).waitFor();
  await elsewhere.getByRole('button', { name: 'Log in' }).click();
  await logIn(elsewhere, ann.username, 'a brand new password');
  await composer(elsewhere).waitFor();
  await ann.getByText('You have been signed out.').waitFor();

  const again = await stage.newcomer({}, link.pathname + link.hash);
  await again.getByLabel('New password', { exact: true }).fill('yet another password');
  await again.getByRole('button', { name: 'Set the password' }).click();
  await again.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await isAccessible(again, 'a used link');
});

scene('the owner makes an admin, who looks after members but not after the owner', async (stage) => {
  const owner = await stage.owner();
  const name = somebody();
  const ann = await stage.member(name);
  const dialog = await manage(owner, name);
  await dialog.getByRole('button', { name: 'Make admin' }).click();
  await dialog.getByRole('button', { name: 'Make admin' }).click();
  await owner.getByText(`${name} is an admin now.`).waitFor();
  await visit(ann, '/admin/people?role=owner');
  await ann.reload();
  await ann.getByRole('row').filter({ hasText: 'The Owner' }).waitFor();
  assert.equal(await ann.getByRole('button', { name: 'Manage The Owner' }).count(), 0);
});

scene('a range of addresses is banned and let go; nonsense is explained', async (stage) => {
  const owner = await stage.owner();
  await visit(owner, '/admin/people');
  await owner.getByRole('button', { name: 'Ban addresses' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('nonsense');
  await dialog.getByRole('button', { name: 'Ban addresses' }).click();
  await dialog.getByRole('alert').filter({ hasText: /./ }).waitFor();
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('203.0.113.0/24');
  await dialog.getByRole('button', { name: 'Ban addresses' }).click();
  await owner.getByRole('row').filter({ hasText: '203.0.113.0/24' }).waitFor();
  await owner.getByRole('button', { name: 'Lift the ban of 203.0.113.0/24' }).click();
  await owner.getByText('Guests from 203.0.113.0/24 may come in again.').waitFor();
});

scene('a room is found and archived from outside; the audit log says who did it', async (stage) => {
  const owner = await stage.owner();
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await visit(owner, '/admin/rooms');
  await owner.getByRole('searchbox').fill(room.name);
  await owner.waitForURL(/q=/);
  await owner.getByRole('button', { name: `Manage ${room.name}` }).click();
  await owner.getByRole('button', { name: 'Archive' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await owner.getByRole('row').filter({ hasText: room.name }).getByText('Archived').waitFor();
  await ann.getByText('This room is archived.').waitFor();

  await owner.goto(`/admin/audit?room=${room.id}`);
  const row = owner.getByRole('row').filter({ hasText: 'Archived a room' });
  await row.getByText('The Owner').waitFor();
  const csv = await owner.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
  assert.match(csv ?? '', new RegExp(`room=${room.id}`));
  await row.getByRole('button', { name: 'Only what The Owner did' }).click();
  await owner.waitForURL(/actor=/);
  await owner.getByRole('button', { name: 'Show all', exact: true }).click();
  await owner.waitForURL('**/admin/audit');
});

scene('words go on the list and off it', async (stage) => {
  const owner = await stage.owner();
  await visit(owner, '/admin/settings');
  await owner.getByLabel('Word', { exact: true }).fill('Gadzooks');
  await owner.getByLabel('What happens').selectOption('mask');
  await owner.getByRole('button', { name: 'Add', exact: true }).click();
  await owner.getByRole('list', { name: 'Words that are not wanted' }).getByText('gadzooks').waitFor();
  const { settings } = await ask(owner, 'GET', '/api/admin/settings').then((answer) => ({ settings: answer.settings ?? answer }));
  assert.ok(settings.words.some((/** @type {any} */ { word, rule }) => word === 'gadzooks' && rule === 'mask'));
  await owner.getByRole('button', { name: 'Remove gadzooks' }).click();
  await owner.getByText('“gadzooks” is no longer on the list.').waitFor();
});

scene('running the site is accessible', async (stage) => {
  const owner = await stage.owner();
  for (const [path, heading] of PARTS) {
    await visit(owner, `/admin/${path}`);
    await owner.getByRole('main').getByRole('heading', { level: 2, name: heading }).waitFor();
    await isAccessible(owner, path);
  }
  await visit(owner, '/admin/numbers');
  await owner.getByText('Stored in files').waitFor();
  await owner.getByRole('button', { name: 'Look for leftovers' }).click();
  await owner.getByRole('status').getByText(/^0 of [\d,]+ stored objects belong to no file\.$/).waitFor();
  await owner.getByText('As a table').click();
  await owner.getByRole('row').nth(30).waitFor();
  await isAccessible(owner, 'the chart as a table');
});

scene('on a phone nothing of it is wider than the screen', async (stage) => {
  const owner = await stage.owner(PHONE);
  for (const [path, heading] of PARTS) {
    await visit(owner, `/admin/${path}`);
    await owner.getByRole('main').getByRole('heading', { level: 2, name: heading }).waitFor();
    assert.ok((await owner.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.viewport.width, path);
  }
});
