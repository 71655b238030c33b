// Keys that work everywhere, and who still sits before it.

import assert from 'node:assert/strict';
import { PHONE, composer, createRoom, isAccessible, joinRoom, scene } from './fixtures.mjs';

scene('“?” shows all shortcuts, but not while one writes; Escape closes what is open', async (stage) => {
  const ann = await stage.member('Ann');
  await composer(ann).press('?');
  assert.equal(await composer(ann).inputValue(), '?');
  assert.equal(await ann.getByRole('dialog').count(), 0);
  await composer(ann).fill('');
  await ann.getByRole('heading', { level: 1 }).click();
  await ann.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await ann.keyboard.press('?');
  const dialog = ann.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Go to a room, a person or a page').waitFor();
  await isAccessible(ann, 'the shortcuts');
  await ann.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await ann.keyboard.press('Control+Shift+F');
  const panel = ann.getByRole('complementary', { name: 'About this room' });
  await panel.getByRole('searchbox').waitFor();
  await ann.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });

  // Where there is no room, all of them are searched.
  await ann.getByRole('link', { name: 'Account' }).click();
  await ann.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await ann.keyboard.press('Control+Shift+F');
  assert.match(ann.url(), /\/account$/, 'keys pressed in a dialog are the dialog’s');
  await ann.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await ann.keyboard.press('Control+Shift+F');
  await ann.waitForURL('**/search');
});

scene('whoever has not moved for a while is shown to be idle, and to be back', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann', PHONE), stage.member('Ben')]);
  const room = await createRoom(ann);
  await ben.clock.install();
  await ben.reload();
  await joinRoom(ben, room.id);
  await ann.getByRole('button', { name: 'About this room, 2 online' }).tap();
  const panel = ann.getByRole('complementary', { name: 'About this room' });
  await panel.getByRole('heading', { name: 'Online — 2' }).waitFor();
  // Told only once the page has loaded what looks for it.
  await ben.waitForLoadState('networkidle');
  await ben.clock.fastForward('05:01');
  await panel.getByRole('heading', { name: 'Idle — 1' }).waitFor();
  await panel.getByRole('heading', { name: 'Online — 1' }).waitFor();
  await isAccessible(ann, 'somebody idle');
  await ben.mouse.move(100, 100);
  await ben.mouse.move(200, 200);
  await panel.getByRole('heading', { name: 'Online — 2' }).waitFor();
});
