// Writing: what completes itself, what is a command, what is pasted, and all emoji; on a desk and on a phone.

import assert from 'node:assert/strict';
import { PHONE, ask, composer, createRoom, eventually, isAccessible, isLive, isSent, joinRoom, message, scene } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page @param {string} text @param {string} [what] */
const reads = (page, text, what = text) => eventually(() => composer(page).inputValue(), (value) => value === text, what);
/** @param {Page} page @param {string | RegExp} name */
const option = (page, name) => page.getByRole('option', { name });
/** @param {Page} page @param {string} room @returns {Promise<string>} as it was stored */
const lastText = async (page, room) => (await ask(page, 'GET', `/api/rooms/${room}/messages?limit=1`)).messages.at(-1).text;
/** @param {Page} page @param {string} command */
async function give(page, command) {
  await composer(page).fill(command);
  // What the list offers is not what was typed in full.
  await composer(page).press('Escape');
  await composer(page).press('Enter');
}
/** @param {Page} page @param {string} words */
const remark = (page, words) => page.getByRole('main').getByRole('alert').filter({ hasText: words });

/** @param {Page} page @param {Record<string, string>} data by its kind */
const paste = (page, data) =>
  composer(page).evaluate((box, data) => {
    const clipboardData = new DataTransfer();
    for (const [kind, content] of Object.entries(data)) clipboardData.setData(kind, content);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    return box.dispatchEvent(event);
  }, data);

scene('people, rooms and emoji complete themselves, and travel as what they are', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const other = await createRoom(ann);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const box = composer(ann);

  await box.pressSequentially('Ask @be');
  await option(ann, /Ben/).waitFor();
  await isAccessible(ann, 'people to mention');
  await box.press('Enter');
  await reads(ann, 'Ask @Ben ');
  await box.pressSequentially(`in #${other.name.slice(0, -1)}`);
  await option(ann, other.name).waitFor();
  await box.press('Tab');
  await reads(ann, `Ask @Ben in #${other.name} `);
  await box.pressSequentially(':tad');
  await option(ann, ':tada: party popper').waitFor();
  await box.press('Enter');
  await reads(ann, `Ask @Ben in #${other.name} 🎉 `);

  // What stands in the box survives a reload, and still means the same.
  await ann.reload();
  await isLive(ann);
  await reads(ann, `Ask @Ben in #${other.name} 🎉 `, 'the draft comes back');
  await box.press('Enter');
  await reads(ann, '');
  const ids = (await ask(ann, 'GET', `/api/users?q=${ben.username}`)).users;
  await eventually(() => lastText(ann, room.id), (text) => text === `Ask <@${ids[0].id}> in <#${other.id}> 🎉`, 'sent by their ids');

  // Changed, it is read as it was written.
  await box.press('ArrowUp');
  const edit = ann.getByRole('textbox', { name: 'Edit message' });
  await eventually(() => edit.inputValue(), (value) => value === `Ask @Ben in #${other.name} 🎉`, 'names in the box');
  await edit.press('End');
  await edit.pressSequentially(' :smil');
  await option(ann, /^:smile:/).waitFor();
  await edit.press('Enter');
  await edit.press('Enter');
  await eventually(() => lastText(ann, room.id), (text) => text === `Ask <@${ids[0].id}> in <#${other.id}> 🎉 😄`, 'changed');
});

scene('Escape leaves a sign as it is; an emoji typed in full becomes one, and can be undone', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const box = composer(ann);
  await box.pressSequentially('a :roc');
  await option(ann, /^:rocket:/).waitFor();
  await box.press('Escape');
  await option(ann, /^:rocket:/).waitFor({ state: 'detached' });
  await box.pressSequentially('ket: b');
  await reads(ann, 'a 🚀 b');
  await box.fill('');
  await box.pressSequentially('at 10:30: `:rocket:` ');
  await box.pressSequentially(':rocket:');
  await reads(ann, 'at 10:30: `:rocket:` 🚀', 'neither times nor code');
  await box.press('Control+z');
  await reads(ann, 'at 10:30: `:rocket:` :rocket:');
});

scene('everybody is called only by those who may, and only on purpose', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const box = composer(ann);
  await box.pressSequentially('@every');
  await option(ann, 'everyone Calls everybody in this room').waitFor();
  await box.press('Enter');
  await reads(ann, '@everyone ');
  await box.pressSequentially('and @here: hello');
  await box.press('Enter');
  await eventually(() => lastText(ann, room.id), (text) => text === '<@everyone> and <@here>: hello', 'chosen, or typed to the end');
  await ann.reload();
  await isLive(ann);
  await composer(ann).fill('@everyone, pasted');
  await composer(ann).press('Enter');
  await eventually(() => lastText(ann, room.id), (text) => text === '@everyone, pasted', 'pasted, it is only words');
});

scene('commands: listed, completed, explained, and nothing written is lost', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const box = composer(ann);

  await box.pressSequentially('/to');
  await option(ann, '/topic text Changes the topic of this room').waitFor();
  await isAccessible(ann, 'commands');
  await box.press('Tab');
  await reads(ann, '/topic ');
  await box.pressSequentially('Bread & butter');
  await box.press('Enter');
  await ann.getByRole('main').getByText('Bread & butter').first().waitFor();
  await reads(ann, '');
  assert.equal((await ask(ann, 'GET', `/api/rooms/${room.id}`)).room.topic, 'Bread & butter');

  await give(ann, '/topic');
  await remark(ann, 'Write the topic after it').filter({ hasText: 'Bread & butter' }).waitFor();
  await reads(ann, '/topic', 'what was written stays');

  await give(ann, '/tpoic Milk');
  await remark(ann, 'There is no command /tpoic.').waitFor();
  await isAccessible(ann, 'an unknown command');
  await reads(ann, '/tpoic Milk');
  await ann.getByRole('button', { name: 'Send as text' }).click();
  await isSent(ann, '/tpoic Milk');
  await reads(ann, '');
  await give(ann, '//help is a command');
  await eventually(() => lastText(ann, room.id), (text) => text === '/help is a command', 'one slash less');

  await give(ann, '/me waves');
  await eventually(() => lastText(ann, room.id), (text) => text === '/me waves', 'as it is');
  await give(ann, '/shrug well');
  await message(ann, 'well ¯\\_(ツ)_/¯').waitFor();

  await give(ann, '/help');
  const help = ann.getByRole('dialog', { name: 'Commands' });
  await help.getByText('/topic text').waitFor();
  await isAccessible(ann, 'the list of commands');
  await ann.keyboard.press('Escape');
  await reads(ann, '');

  // Ben may do less here: neither is he offered the rest, nor does it work.
  await composer(ben).pressSequentially('/');
  await option(ben, /^\/help/).waitFor();
  assert.deepEqual(await ben.getByRole('option').allInnerTexts().then((texts) => texts.map((text) => text.split(/\s/)[0])), ['/me', '/shrug', '/invite', '/leave', '/help']);
  await give(ben, '/topic Mine');
  await remark(ben, 'You may not use /topic').waitFor();
  await reads(ben, '/topic Mine');
});

scene('commands about people: muted, invited, and the way out', async (stage) => {
  const [ann, ben, cleo] = await Promise.all([stage.member('Ann'), stage.member('Ben'), stage.member('Cleo')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const box = composer(ann);

  await give(ann, '/mute');
  await remark(ann, 'Write whom to mute').waitFor();
  await give(ann, '/mute @nobody.of.that.name 1h');
  await remark(ann, 'Nobody is called').waitFor();
  await give(ann, `/mute @${cleo.username}`);
  await remark(ann, 'Cleo is not in this room').waitFor();
  await give(ann, `/mute @${ben.username} 10x`);
  await remark(ann, '“10x” is no span').waitFor();
  await box.fill('');
  await box.pressSequentially('/mute @Be');
  await option(ann, /Ben/).waitFor();
  await box.press('Enter');
  await box.pressSequentially('10m too loud');
  await box.press('Enter');
  await ben.getByText(/A moderator has muted you here until/).waitFor();
  const { mutes } = await ask(ann, 'GET', `/api/rooms/${room.id}/mutes`);
  assert.equal(mutes[0].reason, 'too loud');
  assert.ok(Math.abs(mutes[0].until - Date.now() - 600_000) < 120_000, 'for ten minutes');

  await give(ann, `/invite @${ben.username}`);
  await remark(ann, 'Ben is in this room already.').waitFor();
  await give(ann, `/invite @${cleo.username}`);
  const asked = ann.getByRole('dialog', { name: `Invite Cleo to ${room.name}?` });
  await asked.waitFor();
  await isAccessible(ann, 'inviting somebody');
  await asked.getByRole('button', { name: 'Send invitation' }).click();
  await ann.getByRole('link', { name: /The invitation to Cleo is sent/ }).waitFor();
  await reads(ann, '');
  await cleo.getByRole('link', { name: /Come and join us in/ }).first().click();
  await cleo.waitForURL(/\/r\/.+/);
  const [, direct] = /\/r\/([^/]+)/.exec(cleo.url()) ?? [''];
  const [, code] = /(?:invite=|\/)([\w-]+)$/.exec(await lastText(cleo, direct)) ?? [''];
  const { invites } = await ask(ann, 'GET', `/api/rooms/${room.id}/invites`);
  assert.deepEqual(invites.map((/** @type {{code: string, max_uses: number}} */ { code, max_uses }) => [code, max_uses]), [[code, 1]]);
  await give(ann, '/invite');
  await ann.getByRole('dialog', { name: /Invite people to/ }).waitFor();
  await ann.keyboard.press('Escape');

});

scene('/leave asks first', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await give(ben, '/leave');
  const asked = ben.getByRole('dialog', { name: `Leave ${room.name}?` });
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await reads(ben, '/leave');
  await composer(ben).press('Enter');
  await asked.getByRole('button', { name: 'Leave room' }).click();
  await ben.getByText(`You have left ${room.name}.`).waitFor();
  await ann.getByRole('button', { name: 'About this room, 1 online' }).waitFor();
});

scene('what is copied with its looks is pasted as Markdown, plain text as it is', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const box = composer(ann);
  const html = '<meta charset="utf-8"><h2>Plan</h2><p>some <b>bold</b>, <a href="https://example.org/a">a link</a></p><ul><li>one</li><li>two<script>document.title="run"</script></li></ul><img src="https://example.com/x.png" onerror="document.title=\'run\'">';
  assert.equal(await paste(ann, { 'text/html': html, 'text/plain': 'Plan some' }), false, 'taken over');
  await reads(ann, '## Plan\n\nsome **bold**, [a link](https://example.org/a)\n\n- one\n- two');
  assert.doesNotMatch(await ann.title(), /run/);
  await box.press('Control+z');
  await reads(ann, '', 'undone');
  assert.equal(await paste(ann, { 'text/plain': '**as** <b>it</b> is' }), true, 'left to the browser');
  await paste(ann, { 'text/html': '<span style="color:red">no more</span>', 'text/plain': 'no more  to it' });
  await reads(ann, 'no more  to it');
  await box.fill('');
  await paste(ann, { 'text/html': '<b>let</b> x', 'text/plain': 'let x', 'vscode-editor-data': '{}' });
  await box.pressSequentially('-');
  await reads(ann, '-', 'code keeps its own way');
});

scene('keys for bold, italic and a link', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const box = composer(ann);
  await box.fill('make this bold');
  /** @param {number} from @param {number} to */
  const select = (from, to) => box.evaluate((area, [from, to]) => /** @type {HTMLTextAreaElement} */ (area).setSelectionRange(from, to), [from, to]);
  await select(9, 14);
  await box.press('Control+b');
  await reads(ann, 'make this **bold**');
  await box.press('Control+i');
  await reads(ann, 'make this ***bold***');
  await box.press('Control+b');
  await reads(ann, 'make this *bold*');
  await box.press('Control+i');
  await reads(ann, 'make this bold');
  await box.press('Control+k');
  await reads(ann, 'make this [bold](https://)');
  await box.pressSequentially('https://example.org');
  await reads(ann, 'make this [bold](https://example.org)', 'the address is typed over');
  await box.press('Control+k');
  await ann.getByRole('dialog', { name: 'Go to' }).waitFor();
});

for (const [where, options] of /** @type {const} */ ([['on a desk', { colorScheme: 'light' }], ['on a phone', { ...PHONE, colorScheme: 'dark' }]])) {
  scene(`the emoji picker ${where}`, async (stage) => {
    const ann = await stage.member('Ann', options);
    await createRoom(ann);
    const box = composer(ann);
    const picker = ann.getByRole('dialog', { name: 'Emoji' });
    const opens = async () => {
      await ann.getByRole('button', { name: 'Insert emoji' }).click();
      await picker.getByRole('gridcell', { name: 'flag: Zimbabwe' }).waitFor({ state: 'attached' });
    };
    await box.fill('Hello  there');
    await box.evaluate((area) => /** @type {HTMLTextAreaElement} */ (area).setSelectionRange(6, 6));
    await opens();
    await isAccessible(ann, `the emoji picker ${where}`, ['.emoji-body > input', '.emoji-groups', '[data-part="group-6"]', '.emoji-body > footer']);
    for (const [name, low] of /** @type {const} */ ([['gridcell', 40], ['button', 40]])) {
      const size = await picker.getByRole(name).first().boundingBox();
      assert.ok((size?.height ?? 0) >= ('isMobile' in options ? 44 : low), `${name}: ${size?.height}`);
    }
    await picker.getByRole('searchbox').fill('waving');
    await picker.getByRole('radio', { name: 'Medium skin tone' }).check({ force: true });
    await picker.getByRole('gridcell', { name: 'waving hand' }).click();
    await reads(ann, 'Hello 👋🏽 there', 'at the caret, in one’s skin tone');
    await picker.waitFor({ state: 'detached' });
    await eventually(() => box.evaluate((area) => area === document.activeElement), Boolean, 'one goes on writing');

    await ann.reload();
    await isLive(ann);
    await opens();
    await picker.getByText('Recently used').waitFor();
    assert.equal(await picker.getByRole('gridcell').first().innerText(), '👋🏽', 'both are remembered');
    await ann.keyboard.press('Escape');
    await picker.waitFor({ state: 'detached' });
  });
}

scene('the emoji picker by keyboard alone', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await ann.getByRole('button', { name: 'Insert emoji' }).focus();
  await ann.keyboard.press('Enter');
  const picker = ann.getByRole('dialog', { name: 'Emoji' });
  await picker.getByRole('gridcell', { name: 'flag: Zimbabwe' }).waitFor({ state: 'attached' });
  const focused = () => ann.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  assert.equal(await focused(), 'Search emoji');
  await ann.keyboard.press('ArrowDown');
  assert.equal(await focused(), 'grinning face');
  await ann.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'grinning face with big eyes');
  await ann.keyboard.press('End');
  const end = await focused();
  await ann.keyboard.press('ArrowRight');
  await ann.keyboard.press('ArrowLeft');
  assert.equal(await focused(), end, 'over the end of a line and back');
  await ann.keyboard.press('Home');
  await ann.keyboard.press('ArrowUp');
  assert.equal(await focused(), 'Search emoji');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Control+End');
  assert.equal(await focused(), 'flag: Zimbabwe');
  assert.equal(await picker.locator('[role=gridcell][tabindex="0"]').count(), 1, 'one of them is reached by Tab');
  await ann.keyboard.type('rock');
  assert.equal(await focused(), 'Search emoji', 'letters search');
  await picker.getByRole('gridcell', { name: 'rocket' }).waitFor();
  await ann.keyboard.press('Shift+Enter');
  await ann.keyboard.press('Enter');
  await eventually(() => composer(ann).inputValue(), (value) => value.length === 4 && value.slice(0, 2) === value.slice(2), 'twice the same, with Shift the first time');
  await picker.waitFor({ state: 'detached' });
});
