// One message: what it can say, and all that can be done with it, by mouse, keyboard and finger.

import assert from 'node:assert/strict';
import { PHONE, ask, choose, composer, createRoom, eventually, isAccessible, isSent, joinRoom, message, openMenu, say, scene } from './fixtures.mjs';

/** @import { Locator, Page } from 'playwright-core' */

/** @param {Page} page @param {string} room @param {string} text */
const post = (page, room, text) => ask(page, 'POST', `/api/rooms/${room}/messages`, { text, nonce: crypto.randomUUID() });

scene('a message says what one meant, and nothing else', async (stage) => {
  const ann = await stage.member('Ann', { permissions: ['clipboard-read', 'clipboard-write'] });
  const room = await createRoom(ann);
  const { user } = await ask(ann, 'GET', '/api/me');
  await post(ann, room.id, `Look at <#${room.id}>, <#nowhere> and <@${user.id}>: ${new URL(ann.url()).origin}/r/${room.id}/1`);
  await post(ann, room.id, '/me waves **cheerfully**');
  await post(ann, room.id, '```rust\n// A sail\nlet wind: u32 = 12;\n```');
  await post(ann, room.id, '```nolang\nas it is <script>\n```');
  await post(ann, room.id, '- [x] done\n- [ ] open\n\n> quoted\n\n|a|b|\n|-|-:|\n|1|2|\n\n~~gone~~ _leaning_\nnext line');
  await post(ann, room.id, 'مرحبا بالعالم');
  await post(ann, room.id, '🎉🦀');

  const first = message(ann, 'Look at').first();
  assert.equal(await first.getByRole('link', { name: `#${room.name}`, exact: true }).getAttribute('href'), `/r/${room.id}`);
  await first.getByText('a room you cannot see').waitFor();
  const own = first.getByRole('link', { name: `#${room.name} ›` });
  assert.equal(await own.getAttribute('target'), null, 'one’s own rooms open here');

  const waves = message(ann, 'waves').first();
  assert.match(await waves.locator('.text').innerText(), /^Ann\s*waves cheerfully$/);

  const code = message(ann, 'A sail').first();
  await code.locator('.code-keyword', { hasText: 'let' }).waitFor();
  await code.hover();
  await code.getByRole('button', { name: 'Copy code' }).click();
  assert.equal(await ann.evaluate(() => navigator.clipboard.readText()), '// A sail\nlet wind: u32 = 12;');
  assert.equal(await message(ann, 'as it is').first().locator('pre').innerText(), 'as it is <script>');
  assert.equal(await message(ann, 'as it is').first().locator('pre span').count(), 0, 'no colours where none are known');

  const rich = message(ann, 'quoted').first();
  assert.deepEqual(await rich.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => /** @type {HTMLInputElement} */ (box).checked)), [true, false]);
  assert.ok(!(await rich.innerText()).includes('[x]'));
  assert.match(await rich.innerText(), /leaning\s*\n\s*next line/);
  assert.equal(await message(ann, 'مرحبا').first().locator('.text p').evaluate((line) => getComputedStyle(line).direction), 'rtl');
  assert.equal(await message(ann, '🎉🦀').first().locator('.text').getAttribute('data-large'), 'true');
  assert.equal(await ann.locator('.timeline [style*="color"]').count(), 0, 'colours are classes');
  await isAccessible(ann, 'messages of every kind');
  await openMenu(ann, 'Look at');
  await isAccessible(ann, 'the menu of a message');
});

scene('the menu of a message: copy, pin, forward, take back', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann', { permissions: ['clipboard-read', 'clipboard-write'] }), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const { user } = await ask(ben, 'GET', '/api/me');
  await post(ann, room.id, `Ask <@${user.id}> **first**`);
  await message(ben, 'Ask').waitFor();

  await choose(ann, 'Ask', 'Copy text');
  await ann.getByText('Text copied.').waitFor();
  assert.equal(await ann.evaluate(() => navigator.clipboard.readText()), 'Ask @Ben **first**');
  await choose(ann, 'Ask', 'Copy link');
  await ann.getByText('Link copied.').waitFor();
  assert.equal(new URL(await ann.evaluate(() => navigator.clipboard.readText())).pathname, `/r/${room.id}/1`);

  await openMenu(ben, 'Ask');
  await ben.getByRole('menuitem', { name: 'Report' }).waitFor();
  for (const none of ['Edit', 'Delete', 'Edit history']) {
    assert.equal(await ben.getByRole('menuitem', { name: none, exact: true }).count(), 0, `${none} is not Ben’s to do`);
  }
  await ben.keyboard.press('Escape');
  await choose(ann, 'Ask', 'Pin to the room');
  await message(ben, 'Ask').getByText('Pinned').waitFor();
  await choose(ann, 'Ask', 'Unpin');
  await message(ben, 'Ask').getByText('Pinned').waitFor({ state: 'detached' });

  await choose(ann, 'Ask', 'Delete');
  await ann.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await ben.getByText('This message was deleted.').waitFor();
  await eventually(() => ann.evaluate(() => document.activeElement?.getAttribute('data-seq')), (seq) => seq === '1', 'the line it leaves has the focus');
});

scene('what a message said before is there for its author and for moderators', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await post(ben, room.id, 'Meet at eight');
  for (const text of ['Meet at nine', 'Meet at ten']) await ask(ben, 'PATCH', `/api/rooms/${room.id}/messages/1`, { text });
  await message(ann, 'Meet at ten').waitFor();
  for (const page of [ann, ben]) {
    await choose(page, 'Meet at ten', 'Edit history');
    const dialog = page.getByRole('dialog', { name: 'Edit history' });
    await dialog.getByText('Meet at eight').waitFor();
    assert.deepEqual((await dialog.innerText()).match(/at (eight|nine|ten)$/gm), ['at ten', 'at nine', 'at eight'], 'the latest first');
    await isAccessible(page, 'the edit history');
    await page.keyboard.press('Escape');
  }
});

scene('any emoji is a reaction; who reacted can be seen; there is an end to it', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await post(ann, room.id, 'What do you feel?');
  await message(ben, 'What do you feel?').hover();
  await ben.getByRole('button', { name: 'React', exact: true }).click();
  await ben.getByRole('button', { name: 'Another emoji…' }).click();
  await ben.getByRole('searchbox', { name: 'Search emoji' }).fill('crab');
  await ben.getByRole('gridcell', { name: 'crab' }).click();
  const crab = ann.getByRole('button', { name: '🦀, 1 person' });
  await crab.waitFor();
  await ann.getByTitle('Ben', { exact: true }).waitFor();
  await crab.click();
  await ben.getByRole('button', { name: '🦀, 2 people' }).waitFor();
  await choose(ann, 'What do you feel?', 'Who reacted');
  const dialog = ann.getByRole('dialog', { name: 'Reactions' });
  await dialog.getByRole('definition').nth(1).waitFor();
  assert.deepEqual(await dialog.getByRole('definition').allInnerTexts(), ['B\nBen', 'A\nAnn']);
  await isAccessible(ann, 'who reacted');
  await ann.keyboard.press('Escape');

  const others = [...'😀😁😂😃😄😅😆😉😊😋😎😍😘😗😙😚😐😑😶'];
  for (const emoji of others) await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/1/reactions/${encodeURIComponent(emoji)}`);
  await ben.getByRole('button', { name: '😶, 1 person' }).waitFor();
  await message(ben, 'What do you feel?').hover();
  await ben.getByRole('button', { name: 'React', exact: true }).click();
  await ben.getByRole('button', { name: 'React with 👍' }).click();
  await ben.getByText('as many kinds of reactions as it can take').waitFor();
});

scene('what was passed on shows whose it was; a link to it only for those who may go there', async (stage) => {
  const ann = await stage.member('Ann');
  const { room: other } = await ask(ann, 'POST', '/api/rooms', { name: 'elsewhere', topic: '', kind: 'public' });
  await createRoom(ann);
  /** @type {((events: object[]) => void)[]} */
  const rooms = [];
  await ann.routeWebSocket(/\/api\/rooms\/[^/]+\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => socket.send(frame));
    socket.onMessage((frame) => server.send(frame));
    rooms.push((events) => socket.send(JSON.stringify(events)));
  });
  await ann.reload();
  await message(ann, 'Nobody has said').or(composer(ann)).first().waitFor();
  await eventually(async () => rooms.length, (count) => count > 0, 'the socket is open');
  await say(ann, 'the first');
  await isSent(ann, 'the first');
  const ben = { id: 'ben', name: 'Ben', avatar: null, kind: 'member' };
  const base = { rev: 0, author: ben, at: Date.now(), attachments: [], reactions: {}, mentions: [] };
  const passed = (/** @type {string} */ room) => ({ room, seq: 7, author: { ...ben, id: 'cleo', name: 'Cleo' }, text: 'said **there**', at: 1_700_000_000_000 });
  rooms.at(-1)?.([
    { type: 'message', message: { ...base, seq: 2, text: '', forwarded: passed(other.id) } },
    { type: 'message', message: { ...base, seq: 3, text: 'look at that', forwarded: passed('unknown'), via: { name: 'Bridge', avatar: null } } },
  ]);
  const known = message(ann, 'elsewhere').first();
  await known.locator('strong', { hasText: 'there' }).waitFor();
  assert.equal(await known.getByRole('link').getAttribute('href'), `/r/${other.id}/7`);
  const unknown = message(ann, 'look at that').first();
  await unknown.getByText('Webhook').waitFor();
  await unknown.getByText('Cleo').waitFor();
  assert.equal(await unknown.getByRole('link').count(), 0);
  await isAccessible(ann, 'what was passed on');
});

/** A finger on the screen. @param {Page} page */
async function finger(page) {
  const session = await page.context().newCDPSession(page);
  /** @param {string} type @param {{x: number, y: number}[]} touchPoints */
  const touch = (type, touchPoints) => session.send('Input.dispatchTouchEvent', /** @type {any} */ ({ type, touchPoints }));
  return {
    /** @param {{x: number, y: number}} at @param {() => Promise<unknown>} until */
    async press(at, until) {
      await touch('touchStart', [at]);
      await until();
      await touch('touchEnd', []);
    },
    /** @param {{x: number, y: number}} from @param {number} right */
    async swipe(from, right) {
      await touch('touchStart', [from]);
      for (let step = 1; step <= 6; step += 1) await touch('touchMove', [{ x: from.x + (right * step) / 6, y: from.y }]);
      await touch('touchEnd', []);
    },
  };
}

/** @param {Page} page @param {string} text */
async function placeOf(page, text) {
  const box = await stillBox(message(page, text).first().locator('.text'));
  return { x: box.x + 8, y: box.y + box.height / 2 };
}

/** Where a finger finds it: what was just said may still push it up. @param {Locator} target */
const stillBox = (target) =>
  target.evaluate(async (element) => {
    let box = element.getBoundingClientRect();
    for (let still = 0; still < 5; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = element.getBoundingClientRect();
      still = now.x === box.x && now.y === box.y ? still + 1 : 0;
      box = now;
    }
    return { x: box.x, y: box.y, height: box.height };
  });

scene('on a phone a long press shows what can be done, a swipe answers', async (stage) => {
  const ann = await stage.member('Ann', PHONE);
  const room = await createRoom(ann);
  await post(ann, room.id, 'press me');
  await post(ann, room.id, 'swipe me');
  await message(ann, 'swipe me').waitFor();
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/1/reactions/${encodeURIComponent('👍')}`);
  const hand = await finger(ann);

  const sheet = ann.getByRole('dialog', { name: 'Message actions' });
  await hand.press(await placeOf(ann, 'press me'), () => sheet.waitFor());
  await isAccessible(ann, 'the sheet of a message');
  const small = await sheet.getByRole('button').evaluateAll((buttons) => buttons.map((button) => [button.textContent, button.getBoundingClientRect().height]).filter(([, height]) => Number(height) < 44));
  assert.deepEqual(small, [], 'fingers find their targets');
  await sheet.getByRole('button', { name: 'Edit', exact: true }).tap();
  const edit = ann.getByRole('textbox', { name: 'Edit message' });
  await edit.fill('pressed');
  await edit.press('Enter');
  await message(ann, 'pressed').waitFor();

  await hand.swipe(await placeOf(ann, 'swipe me'), 30);
  assert.equal(await ann.getByText('Replying to Ann').count(), 0, 'not far enough');
  await hand.swipe(await placeOf(ann, 'swipe me'), 90);
  await ann.getByText('Replying to Ann').waitFor();
  await say(ann, 'swiped');
  await message(ann, 'swiped').getByRole('link', { name: /swipe me/ }).waitFor();
  await isSent(ann, 'swiped');

  const thumb = await stillBox(ann.getByRole('button', { name: '👍, 1 person' }));
  await hand.press({ x: thumb.x + 10, y: thumb.y + 10 }, () => ann.getByRole('dialog', { name: 'Reactions' }).waitFor());
  await ann.getByRole('button', { name: '👍, 1 person' }).waitFor();
});
