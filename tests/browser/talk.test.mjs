// Talking: what one says, another sees, once and in order; and what can be done with it afterwards.

import assert from 'node:assert/strict';
import { ask, choose, composer, createRoom, eventually, isSent, joinRoom, message, order, say, scene, timeline, visit } from './fixtures.mjs';

scene('two people talk; each line appears once and in order for both', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  /** @type {string[]} */
  const lines = [];
  for (let turn = 1; turn <= 4; turn += 1) {
    for (const [page, name] of /** @type {const} */ ([[ann, 'Ann'], [ben, 'Ben']])) {
      const line = `${name} says ${turn}.`;
      lines.push(line);
      await say(page, line);
      await Promise.all([message(ann, line).waitFor(), message(ben, line).waitFor()]);
    }
  }
  assert.deepEqual(await order(ann, lines), lines);
  assert.deepEqual(await order(ben, lines), lines);
});

scene('what was said while one was away stands below a mark', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'seen by Ben');
  await message(ben, 'seen by Ben').waitFor();
  const readByBen = async () => (await ask(ben, 'GET', `/api/rooms/${room.id}`)).you.read;
  await eventually(readByBen, (seq) => seq === 1, 'Ben has read it');
  await ben.goto('/rooms');
  await say(ann, 'not yet seen');
  await isSent(ann, 'not yet seen');
  await ben.goBack();
  await message(ben, 'not yet seen').waitFor();
  assert.deepEqual(await order(ben, ['seen by Ben', 'New', 'not yet seen']), ['seen by Ben', 'New', 'not yet seen']);
});

scene('who is here and who is typing is seen', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await ann.getByRole('button', { name: 'About this room, 2 online' }).click();
  const panel = ann.getByRole('complementary', { name: 'About this room' });
  await panel.getByRole('heading', { name: 'Online — 2' }).waitFor();
  await panel.getByText('Ben').waitFor();

  await composer(ben).pressSequentially('I think');
  await ann.getByText('Ben is typing…').waitFor();
  await say(ben, 'I think so.');
  await message(ann, 'I think so.').waitFor();
  await ann.getByText('Ben is typing…').waitFor({ state: 'detached' });

  await visit(ben, '/rooms');
  await panel.getByRole('heading', { name: 'Online — 1' }).waitFor();
});

scene('a message is changed and taken back, for everybody', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'Meet at eight');
  await message(ben, 'Meet at eight').waitFor();

  await composer(ann).press('ArrowUp');
  const edit = ann.getByRole('textbox', { name: 'Edit message' });
  assert.equal(await edit.inputValue(), 'Meet at eight');
  await edit.fill('Meet at nine');
  await edit.press('Enter');
  await message(ben, 'Meet at nine').getByText('(edited)').waitFor();

  await choose(ann, 'Meet at nine', 'Delete');
  await ann.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await ben.getByText('This message was deleted.').waitFor();
  assert.equal(await message(ben, 'Meet at nine').count(), 0);
});

scene('reactions and replies', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await say(ann, 'Shall we?');
  await message(ben, 'Shall we?').hover();
  await ben.getByRole('button', { name: 'React', exact: true }).click();
  await ben.getByRole('button', { name: 'React with 👍' }).click();
  const reaction = ann.getByRole('button', { name: '👍, 1 person' });
  await reaction.waitFor();
  await reaction.click();
  await ben.getByRole('button', { name: '👍, 2 people' }).click();
  await ann.getByRole('button', { name: '👍, 1 person' }).waitFor();

  await message(ben, 'Shall we?').hover();
  await ben.getByRole('button', { name: 'Reply' }).click();
  await say(ben, 'We shall.');
  const reply = message(ann, 'We shall.');
  await reply.getByRole('link', { name: /Ann.*Shall we\?/ }).click();
  await ann.waitForURL(/\/r\/[^/]+\/1$/);
});

scene('text is formatted, and can be nothing else', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const text = [
    '**bold** and `code`',
    'next line',
    '<img src=x onerror="document.title=1"> <script>document.title=2</script>',
    '[click](javascript:document.title=3) [site](https://example.org/a)',
  ].join('\n');
  await ask(ann, 'POST', `/api/rooms/${new URL(ann.url()).pathname.split('/')[2]}/messages`, { text, nonce: 'n' });
  const line = message(ann, 'bold');
  await line.locator('strong', { hasText: 'bold' }).last().waitFor();
  assert.ok((await line.innerText()).includes('<img src=x'));
  assert.equal(await line.locator('img[src=x], script').count(), 0);
  assert.deepEqual(await line.getByRole('link').evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')])), [
    ['https://example.org/a', 'noopener noreferrer nofollow'],
  ]);
  assert.match(await line.innerText(), /code\s*\n\s*next line/);
});

scene('a text that is too long says by how much and is not sent', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await composer(ann).fill('x'.repeat(7_990));
  await ann.getByText('10 characters left').waitFor();
  await composer(ann).fill('x'.repeat(8_003));
  await ann.getByText('3 characters too many.').waitFor();
  const button = ann.getByRole('button', { name: 'Send' });
  assert.equal(await button.isDisabled(), true);
  // The arrow was light on light while a mouse stood on what could not be pressed.
  const colour = () =>
    button.evaluate(async (button) => {
      await Promise.all(button.getAnimations().map(({ finished }) => finished));
      return getComputedStyle(button).color;
    });
  const away = await colour();
  await button.hover({ force: true });
  assert.equal(await colour(), away);
  await composer(ann).press('Enter');
  assert.equal((await composer(ann).inputValue()).length, 8_003);
});

scene('a draft is still there after a reload', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await composer(ann).fill('half a thought');
  await ann.reload();
  await eventually(() => composer(ann).inputValue(), (text) => text === 'half a thought', 'the draft comes back');
});

scene('Shift+Enter breaks the line', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await composer(ann).pressSequentially('one');
  await composer(ann).press('Shift+Enter');
  await composer(ann).pressSequentially('two');
  await composer(ann).press('Enter');
  await eventually(() => message(ann, 'two').innerText(), (text) => /one\s*\n\s*two/.test(text), 'two lines');
  await isSent(ann, 'two');
  assert.equal(await timeline(ann).getByText('Sent', { exact: true }).count(), 1);
});
