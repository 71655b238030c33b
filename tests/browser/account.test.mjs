// One's account: name, password, sessions, appearance, and its end.

import assert from 'node:assert/strict';
import { PASSWORD, composer, createRoom, eventually, isLive, logIn, message, say, scene, visit } from './fixtures.mjs';

scene('a new name and status are there at once, and after a reload', async (stage) => {
  const ann = await stage.member('Ann');
  await visit(ann, '/account');
  await ann.getByLabel('Display name').fill('Ann of the Harbour');
  await ann.getByLabel('Status').fill('At sea');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Saved.').waitFor();
  await ann.getByRole('link', { name: 'Account' }).getByText('Ann of the Harbour').waitFor();
  await ann.reload();
  await ann.getByRole('link', { name: 'Account' }).getByText('At sea').waitFor();
  await createRoom(ann);
  await say(ann, 'a word');
  await message(ann, 'a word').getByText('Ann of the Harbour').waitFor();
});

scene('a new password ends the other sessions and is the one that counts', async (stage) => {
  const ann = await stage.member('Ann');
  const elsewhere = await stage.newcomer();
  await logIn(elsewhere, ann.username);
  await isLive(elsewhere);

  await visit(ann, '/account');
  await ann.getByLabel('Current password').fill('not this one');
  await ann.getByLabel('New password').fill('another good one');
  await ann.getByRole('button', { name: 'Change password' }).click();
  await ann.getByRole('alert').filter({ hasText: 'The current password is not right.' }).waitFor();
  await ann.getByLabel('Current password').fill(PASSWORD);
  await ann.getByRole('button', { name: 'Change password' }).click();
  await ann.getByText('Password changed.').waitFor();

  await elsewhere.getByText('You have been signed out.').waitFor();
  await logIn(elsewhere, ann.username, 'another good one');
  await composer(elsewhere).waitFor();
});

scene('ending a session puts that browser before the door at once', async (stage) => {
  const ann = await stage.member('Ann');
  const elsewhere = await stage.newcomer();
  await logIn(elsewhere, ann.username);
  await isLive(elsewhere);
  await visit(ann, '/account');
  await ann.getByRole('button', { name: /^Sign out/ }).click();
  await ann.getByText('That device is signed out.').waitFor();
  await elsewhere.getByText('You have been signed out.').waitFor();
  assert.equal(await ann.getByRole('button', { name: /^Sign out/ }).count(), 0);
});

scene('an access cookie that has run out is renewed without anybody noticing, in all tabs at once', async (stage) => {
  const ann = await stage.member('Ann');
  const tabs = await Promise.all([ann.context().newPage(), ann.context().newPage()]);
  await ann.context().clearCookies({ name: 'confab_access' });
  await Promise.all([ann.reload(), ...tabs.map((tab) => tab.goto('/'))]);
  for (const tab of [ann, ...tabs]) await isLive(tab);
});

scene('a browser that has forgotten all but its cookies is let in', async (stage) => {
  const ann = await stage.member('Ann');
  await ann.evaluate(() => localStorage.clear());
  await ann.reload();
  await isLive(ann);
});

scene('the theme follows the system until one chooses', async (stage) => {
  const ann = await stage.member('Ann', { colorScheme: 'dark' });
  const scheme = () => ann.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  assert.equal(await scheme(), 'dark');
  await visit(ann, '/account');
  await ann.getByLabel('Light').check();
  assert.equal(await scheme(), 'light');
  await ann.reload();
  await ann.getByLabel('Light').waitFor();
  assert.equal(await scheme(), 'light');
  await ann.getByLabel('Like the system').check();
  assert.equal(await scheme(), 'dark');
});

scene('a deleted account is gone; what it said stays, without its name', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  await createRoom(ann);
  await visit(ben, ann.url());
  await ben.getByRole('button', { name: 'Join' }).click();
  await isLive(ben);
  await say(ann, 'my last word');
  await message(ben, 'my last word').waitFor();

  await visit(ann, '/account');
  await ann.getByRole('button', { name: 'Delete account' }).click();
  const dialog = ann.getByRole('dialog');
  await dialog.getByLabel('Password').fill('not this one');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'password is not right' }).waitFor();
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await ann.getByRole('tab', { name: 'Log in' }).waitFor();

  await logIn(ann, ann.username);
  await ann.getByRole('alert').filter({ hasText: 'do not match' }).waitFor();
  await eventually(
    async () => {
      await ben.reload();
      await message(ben, 'my last word').waitFor();
      return message(ben, 'my last word').innerText();
    },
    (text) => text.includes('Deleted user'),
    'the name goes',
  );
});
