// For everybody: by keyboard alone, by screen reader, on a phone, in both themes, on the narrowest screen.

import assert from 'node:assert/strict';
import { PHONE, composer, createRoom, eventually, isAccessible, isLive, isSent, message, say, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

scene('every screen is accessible', async (stage) => {
  const stranger = await stage.newcomer();
  for (const door of ['Sign up', 'Log in', 'Look around']) {
    await stranger.getByRole('tab', { name: door }).click();
    await isAccessible(stranger, `Welcome, ${door}`);
  }
  await stranger.getByRole('tab', { name: 'Log in' }).click();
  await stranger.getByLabel('Username').fill('nobody.here');
  await stranger.getByLabel('Password').fill('not a password');
  await stranger.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await stranger.getByRole('alert').filter({ hasText: 'do not match' }).waitFor();
  await isAccessible(stranger, 'Welcome, refused');

  const page = await stage.owner();
  await createRoom(page, undefined, 'A topic');
  await isLive(page);
  await isAccessible(page, 'an empty room');
  await say(page, '# Heading\n\n- [x] done\n\n> quote\n\n`code` and https://example.org\n\n```\nblock\n```\n\n|a|b|\n|-|-|\n|1|2|');
  await say(page, 'מה שלומך?');
  await isSent(page, 'מה שלומך?');
  await message(page, 'Heading').hover();
  await page.getByRole('button', { name: 'React', exact: true }).click();
  await isAccessible(page, 'reacting');
  await page.getByRole('button', { name: 'React with 👍' }).click();
  await page.getByRole('button', { name: '👍, 1 person' }).waitFor();
  await page.getByRole('button', { name: /About this room/ }).click();
  await page.getByRole('heading', { name: 'Online — 1' }).waitFor();
  await isAccessible(page, 'a room with details');
  await composer(page).press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
  await isAccessible(page, 'editing');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await isAccessible(page, 'the switcher');
  await page.keyboard.press('Escape');
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await say(page, 'later');
  await message(page, 'later').waitFor();
  await isAccessible(page, 'offline');
  await page.context().setOffline(false);
  await isLive(page);

  for (const [path, heading] of [['/rooms', 'Browse rooms'], ['/account', 'Account'], ['/admin', 'Run the site'], ['/admin/settings', 'Run the site'], ['/nowhere', 'Nothing here']]) {
    await visit(page, path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await isAccessible(page, path);
  }
  await visit(page, '/rooms');
  await page.getByRole('main').getByRole('button', { name: 'Create room' }).click();
  await page.getByRole('dialog').waitFor();
  await isAccessible(page, 'creating a room');
});

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);

scene('everything can be done by keyboard', async (stage) => {
  const page = await stage.member('Ann');
  const room = await createRoom(page);
  await eventually(() => composer(page).evaluate((box) => box === document.activeElement), Boolean, 'one can write at once');
  await page.keyboard.type('said by keyboard');
  await page.keyboard.press('Enter');
  await isSent(page, 'said by keyboard');

  // Back into the timeline, past the files one may attach: the newest message, then what can be done with it.
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(page), 'Attach files');
  await page.keyboard.press('Shift+Tab');
  await eventually(() => message(page, 'said by keyboard').evaluate((line) => line === document.activeElement || line.contains(document.activeElement)), Boolean, 'the message has the focus');
  await message(page, 'said by keyboard').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'React');
  for (const action of ['Reply', 'Open thread', 'More…']) {
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), action);
  }
  await page.keyboard.press('Enter');
  await eventually(() => focused(page), (what) => what === 'Edit', 'the menu has the focus');
  await page.keyboard.press('End');
  assert.equal(await focused(page), 'Delete');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'More…', 'the focus comes back');

  // To another room and back.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('gener');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(room.name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: room.name }).waitFor();
  await message(page, 'said by keyboard').waitFor();
});

scene('what is typed before a dialog is there is typed into it', async (stage) => {
  const page = await stage.member('Ann');
  // The dialog comes when all is typed, and not before.
  /** @type {(value?: unknown) => void} */
  let allTyped = () => {};
  const isTyped = new Promise((resolve) => void (allTyped = resolve));
  await page.route(/\/switcher-/, (route) => isTyped.then(() => route.continue()));
  await page.reload();
  // A name in which a key's own could be read.
  const wanted = await createRoom(page, `Enter ${page.username}`);
  const here = await createRoom(page);
  await eventually(() => composer(page).evaluate((box) => box === document.activeElement), Boolean, 'one can write at once');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`${wanted.name}x`);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('dialog').count(), 0, 'it is not there yet');
  assert.equal(await composer(page).inputValue(), '', 'nothing is written where the focus was');
  await page.getByRole('heading', { level: 1, name: here.name }).waitFor();
  allTyped();
  await page.getByRole('heading', { level: 1, name: wanted.name }).waitFor();
});

scene('the first stop of the Tab key leads past the sidebar', async (stage) => {
  const page = await stage.member('Ann');
  await page.goto('/rooms');
  await page.getByRole('searchbox').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the conversation');
  await page.keyboard.press('Enter');
  await eventually(() => page.evaluate(() => document.activeElement?.id), (id) => id === 'main', 'the main part has the focus');
});

scene('new messages are announced, old ones are not', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  await createRoom(ann);
  await say(ann, 'said before');
  await visit(ben, ann.url());
  await ben.getByRole('button', { name: 'Join' }).click();
  await message(ben, 'said before').waitFor();
  const live = ben.locator('[aria-live=polite]');
  assert.equal((await live.allInnerTexts()).join(''), '');
  await say(ann, 'said **now**, in `code`');
  await live.getByText('Ann: said now, in code').waitFor();
});

scene('on a phone, rooms and details are drawers', async (stage) => {
  const page = await stage.member('Ann', PHONE);
  const room = await createRoom(page);
  const rooms = page.getByRole('complementary', { name: 'Rooms and account' });
  assert.equal(await rooms.isVisible(), false);
  await page.getByRole('button', { name: 'Show rooms' }).tap();
  await rooms.getByRole('link', { name: 'general' }).tap();
  await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
  await rooms.waitFor({ state: 'hidden' });

  await page.getByRole('button', { name: 'Show rooms' }).tap();
  await rooms.getByRole('link', { name: room.name }).waitFor();
  await page.keyboard.press('Escape');
  await rooms.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'Show rooms');

  await page.getByRole('button', { name: /About this room/ }).tap();
  await page.getByRole('complementary', { name: 'About this room' }).waitFor();
  await isAccessible(page, 'details on a phone');
  await page.getByRole('button', { name: 'Hide the panel' }).tap();
  // In a room that all share, only this one is meant.
  const text = `tap me, ${room.name}`;
  await say(page, text);
  await isSent(page, text);
  await message(page, text).tap();
  await page.getByRole('toolbar', { name: 'Message actions' }).waitFor();
});

scene('nothing is wider than the narrowest screen, and fingers find their targets', async (stage) => {
  const page = await stage.owner({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const room = await createRoom(page, undefined, 'A topic that is a good deal longer than what fits in one line of a narrow screen');
  await say(page, `${'long'.repeat(60)}\n\n\`\`\`\n${'wide '.repeat(60)}\n\`\`\`\n\n|a|b|\n|-|-|\n|${'x'.repeat(80)}|${'y'.repeat(80)}|`);
  await isSent(page, 'long');
  for (const path of [`/r/${room.id}`, '/rooms', '/account', '/admin/settings']) {
    await visit(page, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${path} is ${width} px wide`);
    const small = await page.getByRole('button').evaluateAll((buttons) =>
      buttons
        // Names in a line of text are as high as the line, like links.
        .filter((button) => button.checkVisibility() && !button.closest('.reactions, .byline, .text, [inert]'))
        .map((button) => [button.getAttribute('aria-label') ?? button.textContent, button.getBoundingClientRect()])
        .filter(([, box]) => /** @type {DOMRect} */ (box).width < 44 || /** @type {DOMRect} */ (box).height < 44),
    );
    assert.deepEqual(small, [], path);
  }
  const stranger = await stage.newcomer({ viewport: { width: 320, height: 640 } });
  await stranger.getByRole('tab', { name: 'Log in' }).waitFor();
  assert.ok((await stranger.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});
