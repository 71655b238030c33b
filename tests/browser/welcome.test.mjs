// The way in and out.

import assert from 'node:assert/strict';
import { PASSWORD, composer, eventually, isLive, isSent, logIn, say, scene, signUp } from './fixtures.mjs';

scene('a stranger signs up and is in a room, able to talk', async (stage) => {
  const page = await stage.newcomer();
  await signUp(page, 'Ann');
  await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  await say(page, 'Hello, I am new here.');
  await isSent(page, 'Hello, I am new here.');
});

scene('a username that is taken is said to be', async (stage) => {
  const ann = await stage.member('Ann');
  const page = await stage.newcomer();
  await page.getByLabel('Username').fill(ann.username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('alert').filter({ hasText: 'That username is taken.' }).waitFor();
});

scene('out and in again', async (stage) => {
  const page = await stage.member('Ann');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('tab', { name: 'Log in' }).waitFor();
  await page.reload();
  await logIn(page, page.username);
  await composer(page).waitFor();
});

scene('nothing of a person stays in the browser they logged out of', async (stage) => {
  const page = await stage.member('Ann');
  await say(page, 'for this room only');
  await isSent(page, 'for this room only');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('tab', { name: 'Log in' }).waitFor();
  await eventually(() => page.evaluate(async () => (await indexedDB.databases()).length), (count) => count === 0, 'the database goes');
  assert.equal(await page.evaluate(() => localStorage.getItem('confab.me')), null);
});

scene('a wrong password and an unknown name are answered alike', async (stage) => {
  const ann = await stage.member('Ann');
  const page = await stage.newcomer();
  for (const username of [ann.username, 'nobody.of.that.name']) {
    await logIn(page, username, 'not the password');
    await page.getByRole('alert').filter({ hasText: 'That username and password do not match.' }).waitFor();
  }
});

scene('a guest looks around, talks, and makes it an account', async (stage) => {
  const page = await stage.newcomer();
  await page.getByRole('tab', { name: 'Look around' }).click();
  await page.getByLabel('Your name').fill('Passer-by');
  await page.getByRole('button', { name: 'Go in' }).click();
  await composer(page).waitFor();
  await say(page, 'Just passing.');
  await isSent(page, 'Just passing.');

  await page.getByRole('link', { name: 'Account' }).click();
  const username = `passer-${Date.now().toString(36)}`;
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make it an account' }).click();
  await page.getByText('You can now log in from anywhere.').waitFor();
  await page.getByText(`You log in as @${username}.`).waitFor();

  const elsewhere = await stage.newcomer();
  await logIn(elsewhere, username);
  await isLive(elsewhere);
});

scene('the owner names the site and decides who may come in', async (stage) => {
  const owner = await stage.owner();
  await owner.getByRole('link', { name: 'Run the site' }).click();
  await owner.getByRole('link', { name: 'Settings', exact: true }).click();
  await owner.getByLabel('Name of the site').fill('The Harbour');
  await owner.getByLabel('People with an invitation').check();
  await owner.getByRole('button', { name: 'Save' }).click();
  await owner.getByText('Saved.').waitFor();
  try {
    await owner.getByRole('button', { name: 'New invitation link' }).click();
    await owner.getByRole('button', { name: 'Make link' }).click();
    const link = await owner.getByRole('textbox', { name: 'Invitation link' }).inputValue();
    await owner.getByRole('button', { name: 'Done' }).click();

    const stranger = await stage.newcomer();
    await stranger.getByRole('heading', { name: 'The Harbour' }).waitFor();
    await stranger.getByText('New accounts here need an invitation link.').waitFor();
    assert.equal(await stranger.getByRole('tab', { name: 'Sign up' }).count(), 0);

    const invited = await stage.newcomer({}, new URL(link).pathname + new URL(link).search);
    await signUp(invited, 'Invited');
  } finally {
    await owner.getByLabel('Name of the site').fill('Confab');
    await owner.getByLabel('Everybody').check();
    await owner.getByRole('button', { name: 'Save' }).click();
  }
  await eventually(async () => (await (await owner.request.get('/api/site')).json()).signup, (mode) => mode === 'open', 'open again');
});

scene('an ordinary member is shown no settings', async (stage) => {
  const page = await stage.member('Ann');
  assert.equal(await page.getByRole('link', { name: 'Run the site' }).count(), 0);
  for (const path of ['/settings', '/admin', '/admin/people']) {
    await page.goto(path);
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  }
});
