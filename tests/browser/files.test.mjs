// Files on their way through the site: who sees them where, what their bytes can do to whom, and who gets none.

import assert from 'node:assert/strict';
import { PHONE, SITE, ask, choose, createRoom, eventually, isAccessible, joinRoom, message, openMenu, scene, timeline, visit } from './fixtures.mjs';
import { MOVING_GIF, picture, recording, send, upload, wav } from './media-files.mjs';

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'About this room' });

/** @param {Page} page @param {'Media and files' | 'Pinned messages'} what */
async function look(page, what) {
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

scene('where there is no place for a file, it is told in a word', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const content = await picture(ann, { width: 300, height: 200 });
  const one = await upload(ann, room.id, 'harbour.png', content, { alt: 'A harbour' });
  await send(ann, room.id, [one]);
  await ben.getByRole('img', { name: 'A harbour' }).waitFor();

  await ask(ben, 'POST', `/api/rooms/${room.id}/messages`, { text: 'How fine', nonce: crypto.randomUUID(), reply_to: 1 });
  await message(ben, 'How fine').getByRole('link', { name: /📷 Picture/ }).waitFor();
  await ask(ann, 'PUT', `/api/rooms/${room.id}/messages/1/pin`);
  await look(ben, 'Pinned messages');
  await panel(ben).getByRole('link', { name: /📷 Picture/ }).waitFor();
  await ask(ben, 'PUT', `/api/rooms/${room.id}/messages/1/saved`);
  await visit(ben, '/saved');
  await ben.getByRole('main').getByRole('link', { name: /📷 Picture/ }).waitFor();

  await visit(ben, '/search');
  await ben.getByRole('main').getByRole('searchbox').fill(`has:media in:<#${room.id}>`);
  await ben.getByRole('main').getByRole('link', { name: /📷 Picture/ }).waitFor();

  await visit(ben, `/r/${room.id}/t/1`);
  const thread = ben.getByRole('complementary', { name: 'Thread' });
  await thread.getByRole('img', { name: 'A harbour' }).waitFor();
  await thread.getByRole('button', { name: 'A harbour' }).click();
  await ben.getByRole('dialog', { name: 'Pictures' }).waitFor();
  await ben.keyboard.press('Escape');

  // Elsewhere, in a room of their own, Ben is told.
  await visit(ben, '/rooms');
  const { user } = await ask(ben, 'GET', '/api/me');
  const { room: direct } = await ask(ann, 'POST', '/api/direct', { users: [user.id] });
  await send(ann, direct.id, [await upload(ann, direct.id, 'tone.wav', wav(1))]);
  await ben.getByRole('status').getByText(/Ann: \S+/).waitFor();
});

scene('what is passed on takes its files along; a menu keeps them', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const other = await ask(ann, 'POST', '/api/rooms', { name: `over-there-${Date.now()}`, topic: '', kind: 'public' });
  const content = await picture(ann, { width: 300, height: 200 });
  await send(ann, room.id, [await upload(ann, room.id, 'harbour.png', content, { alt: 'A harbour' })], 'look at this');

  await openMenu(ann, 'look at this');
  const download = ann.waitForEvent('download');
  await ann.getByRole('menuitem', { name: 'Download', exact: true }).click();
  assert.equal((await download).suggestedFilename(), 'harbour.png');

  await choose(ann, 'look at this', 'Forward…');
  const dialog = ann.getByRole('dialog');
  await dialog.getByText('📷 Picture').waitFor();
  await dialog.getByRole('combobox').fill(other.room.name);
  await dialog.getByRole('option', { name: other.room.name }).click();
  await dialog.getByRole('button', { name: 'Forward' }).click();
  await dialog.waitFor({ state: 'detached' });
  await visit(ann, `/r/${other.room.id}`);
  const passed = timeline(ann).locator('.forwarded');
  await passed.getByText('look at this').waitFor();
  await passed.getByRole('img', { name: 'A harbour' }).waitFor();
  await eventually(() => passed.locator('img[alt="A harbour"]').evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), (width) => width === 300, 'its bytes are there, too');

  await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/1`);
  await ann.reload();
  await eventually(() => passed.locator('img[alt="A harbour"]').evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), (width) => width === 300, 'the copy stays');
});

for (const [size, how] of /** @type {const} */ ([['desk', { viewport: { width: 1440, height: 900 } }], ['phone', PHONE]])) {
  scene(`all that was sent to a room is in its panel, by kind, ${size}`, async (stage) => {
    const ann = await stage.member('Ann', how);
    const room = await createRoom(ann);
    const content = await picture(ann, { width: 300, height: 200 });
    const post = async (/** @type {string} */ name, /** @type {Buffer} */ bytes, about = {}) => send(ann, room.id, [await upload(ann, room.id, name, bytes, about)], `with ${name}`);
    await look(ann, 'Media and files');
    await panel(ann).getByText('No pictures yet.').waitFor();
    await isAccessible(ann, 'an empty shelf');
    await post('first.png', content, { alt: 'The first' });
    await panel(ann).getByRole('img', { name: 'The first' }).waitFor();
    await post('second.png', content, { alt: 'The second' });
    await panel(ann).getByRole('img', { name: 'The second' }).waitFor();
    assert.deepEqual(await panel(ann).getByRole('img').evaluateAll((all) => all.map((image) => image.getAttribute('alt'))), ['The second', 'The first'], 'the newest first');
    await post('tone.wav', wav(1));
    await post('notes.txt', Buffer.from('some notes'));

    await isAccessible(ann, 'a shelf of pictures');
    await panel(ann).getByRole('button', { name: 'The first' }).click();
    const gallery = ann.getByRole('dialog', { name: 'Pictures' });
    await gallery.getByText('2 / 2').waitFor();
    await ann.keyboard.press('Escape');
    await gallery.waitFor({ state: 'detached' });

    await panel(ann).getByRole('tab', { name: 'Pictures' }).press('ArrowRight');
    await panel(ann).getByText('No videos yet.').waitFor();
    await panel(ann).getByRole('tab', { name: 'Sounds' }).click();
    await panel(ann).locator('audio').waitFor();
    await panel(ann).getByRole('tab', { name: 'Files' }).click();
    await panel(ann).getByText('Text · 10 bytes').waitFor();
    await isAccessible(ann, 'a shelf of files');
    await panel(ann).getByRole('tab', { name: 'Pictures' }).click();
    await panel(ann).getByRole('button', { name: 'As a list' }).click();
    await isAccessible(ann, 'a list of pictures');
    await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/2`);
    await panel(ann).getByRole('img', { name: 'The second' }).waitFor({ state: 'detached' });
    await panel(ann).getByRole('link', { name: /show in the conversation/ }).click();
    await ann.locator('[data-seq="1"][data-target="true"]').waitFor();
  });
}

scene('a shelf comes page by page, and says when it does not', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  const author = { id: 'ben', name: 'Ben', avatar: null, kind: 'member' };
  const line = (/** @type {number} */ seq) => ({ seq, rev: 0, author, text: '', at: Date.now(), reactions: {}, mentions: [], attachments: [{ id: `f${seq}`, name: `paper ${seq}.zip`, type: 'application/octet-stream', size: 10, url: `/media/f${seq}/x` }] });
  const lines = (/** @type {number} */ from, /** @type {number} */ count) => Array.from({ length: count }, (_, at) => line(from - at));
  let broken = true;
  await ann.route('/api/rooms/*/media?*', (route) => {
    const before = new URL(route.request().url()).searchParams.get('before');
    if (!before) return route.fulfill({ json: { messages: lines(60, 30), next: 31 } });
    if (broken) return route.abort();
    return route.fulfill({ json: { messages: lines(Number(before) - 1, 30), next: null } });
  });
  await look(ann, 'Media and files');
  await panel(ann).getByRole('tab', { name: 'Files' }).click();
  await panel(ann).getByText('paper 31.zip').first().scrollIntoViewIfNeeded();
  await panel(ann).getByRole('alert').waitFor();
  broken = false;
  await panel(ann).getByRole('button', { name: 'Try again' }).click();
  await panel(ann).getByText('paper 1.zip').first().waitFor();
  assert.equal(await panel(ann).locator('.file-card').count(), 60);
});

scene('in a video and in sound one can go anywhere: the player asks for ranges and gets them', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const content = await recording(ann, 6);
  await send(ann, room.id, [await upload(ann, room.id, 'noise.webm', content, { width: 320, height: 180 })]);
  /** @type {[string, number, string][]} */
  const answers = [];
  ann.on('response', async (response) => {
    if (/\/media\//.test(response.url())) answers.push([(await response.request().headerValue('range')) ?? '', response.status(), response.headers()['content-range'] ?? '']);
  });
  await ann.reload();
  const video = timeline(ann).locator('video');
  await eventually(() => video.evaluate((element) => /** @type {HTMLVideoElement} */ (element).readyState), (state) => state >= 1, 'it knows what it is');
  const box = await timeline(ann).locator('.frame').boundingBox();
  assert.ok(box && Math.abs(box.width / box.height - 16 / 9) < 0.02, JSON.stringify(box));
  const came = await video.evaluate(async (element) => {
    const player = /** @type {HTMLVideoElement} */ (element);
    const went = [];
    for (const seconds of [4.5, 1, 3]) {
      const there = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
      player.currentTime = seconds;
      await there;
      went.push(player.currentTime);
    }
    await player.play();
    await new Promise((resolve) => player.addEventListener('timeupdate', () => player.currentTime > 3.2 && resolve(undefined)));
    player.pause();
    return went;
  });
  assert.deepEqual(came, [4.5, 1, 3]);
  assert.ok(answers.every(([range, status, sent]) => range === '' || (status === 206 && sent.endsWith(`/${content.length}`))), JSON.stringify(answers));

  // Without an index a player reads a video from its beginning, and may have all of it by then. In sound of equal samples it
  // knows where a moment is: far ahead of what came, it asks for that.
  const long = wav(1_000);
  await send(ann, room.id, [await upload(ann, room.id, 'tone.wav', long, { duration_ms: 1_000_000 })]);
  answers.length = 0;
  const session = await ann.context().newCDPSession(ann);
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: 1 << 20, uploadThroughput: -1 });
  await timeline(ann).locator('audio').evaluate(async (element) => {
    const player = /** @type {HTMLAudioElement} */ (element);
    const knows = new Promise((resolve) => player.addEventListener('loadedmetadata', resolve, { once: true }));
    player.preload = 'metadata';
    if (player.readyState < 1) await knows;
    const there = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
    player.currentTime = 900;
    await there;
  });
  assert.ok(answers.every(([, status, sent]) => status === 206 && sent.endsWith(`/${long.length}`)), JSON.stringify(answers));
  assert.ok(answers.some(([range]) => /^bytes=[1-9]/.test(range)), `a range from the middle was asked for: ${JSON.stringify(answers)}`);
});

scene('a voice note as browsers record them, without a length in it, is walked through all the same', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const waveform = Array.from({ length: 48 }, (_, at) => (at * 7) % 32);
  const note = await upload(ann, room.id, 'voice.webm', await recording(ann, 3, true), { duration_ms: 3000, waveform });
  assert.equal(note.type, 'audio/webm');
  await send(ann, room.id, [note]);
  const voice = timeline(ann).getByRole('group', { name: 'Voice note' });
  await voice.getByText('0:03').waitFor();
  const at = () => voice.locator('audio').evaluate((element) => /** @type {HTMLAudioElement} */ (element).currentTime);
  const slider = voice.getByRole('slider', { name: 'Place in the voice note' });
  await slider.focus();
  await ann.keyboard.press('PageUp');
  await ann.keyboard.press('PageUp');
  await eventually(at, (seconds) => seconds > 0.3 && seconds < 1, 'it begins where the keys went');
  await voice.getByRole('button', { name: 'Play voice note' }).click();
  await eventually(at, (seconds) => seconds > 1.2, 'it plays on from there');
  await eventually(() => voice.getByRole('button', { name: 'Play voice note' }).count(), (count) => count === 1, 'it ends');
  await slider.focus();
  await ann.keyboard.press('End');
  await ann.keyboard.press('PageDown');
  await eventually(at, (seconds) => seconds > 2 && seconds < 3, 'and back');
});

scene('a session that has run out is renewed for what the browser fetches by itself', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const content = await picture(ann, { width: 300, height: 200 });
  const headers = { origin: new URL(SITE).origin };
  const faced = await ann.request.put('/api/me/avatar', { headers, multipart: await faces(ann) });
  assert.equal(faced.status(), 200, await faced.text());
  await send(ann, room.id, [await upload(ann, room.id, 'harbour.png', content, { alt: 'A harbour' }), await upload(ann, room.id, 'tone.wav', wav(1)), await upload(ann, room.id, 'notes.txt', Buffer.from('notes'))], 'look');
  // Nothing is had before: all of it is fetched with a cookie that is no longer good.
  await ann.route('/media/**', async (route) => {
    const cookies = await ann.context().cookies();
    const response = await route.fetch({ headers: { ...route.request().headers(), ...(renewed ? {} : { cookie: cookies.filter(({ name }) => name !== 'confab_access').map(({ name, value }) => `${name}=${value}`).join('; ') }) } });
    await route.fulfill({ response });
  });
  let renewed = false;
  let refused = 0;
  ann.on('response', (response) => {
    if (/\/media\//.test(response.url()) && response.status() === 401) refused += 1;
    if (response.url().endsWith('/api/me') && refused > 0) renewed = true;
  });
  await ann.reload();
  const width = (/** @type {import('playwright-core').Locator} */ image) => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth);
  await eventually(() => width(message(ann, 'look').locator('.picture img')), (wide) => wide === 300, 'the picture comes after all');
  await eventually(() => message(ann, 'look').locator('audio').evaluate((element) => /** @type {HTMLAudioElement} */ (element).readyState), (state) => state > 0, 'and the sound');
  await eventually(() => width(message(ann, 'look').locator('.avatar img')), (wide) => wide === 64, 'and the face');
  assert.ok(refused > 0, 'it was refused at first');

  const refreshed = ann.waitForResponse(/\/api\/session\/refresh$/);
  const download = ann.waitForEvent('download');
  await message(ann, 'look').getByRole('link', { name: 'Download notes.txt' }).click();
  await refreshed;
  assert.equal((await download).suggestedFilename(), 'notes.txt');
  await ann.unrouteAll({ behavior: 'wait' });
});

scene('files that mean harm do none, shown or opened', async (stage) => {
  const ann = await stage.member('Ann', { serviceWorkers: 'allow' });
  const room = await createRoom(ann);
  const context = ann.context();
  /** @type {string[]} */
  const harm = [];
  await context.exposeFunction('harm', () => harm.push('a script ran'));
  context.on('request', (request) => /leak/.test(request.url()) && harm.push(request.url()));
  context.on('dialog', (dialog) => {
    harm.push(dialog.message());
    void dialog.dismiss();
  });
  const script = `harm();alert(1);fetch('${SITE}/leak')`;
  const page = `<!doctype html><script>${script}</script><img src="${SITE}/leak" onerror="harm()"><meta http-equiv="refresh" content="0;url=${SITE}/leak">`;
  const files = /** @type {[string, string | Buffer][]} */ ([
    ['picture.png', page],
    ['page.html', page],
    ['late.html', `${' '.repeat(2000)}${page}`],
    ['drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="harm()"><script>${script}</script><image href="${SITE}/leak"/></svg>`],
    ['feed.xml', `<?xml version="1.0"?><?xml-stylesheet href="${SITE}/leak"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`],
    ['both.gif', `GIF89a/*${'\0'.repeat(8)}*/=1;${script}`],
    ['code.js', script],
    ['worker.js', `self.addEventListener('fetch', (event) => event.respondWith(new Response('harm')))`],
    ['looks.css', `body{background:url(${SITE}/leak)}`],
    ['paper.pdf', `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\ntrailer<</Root 1 0 R>>`],
    ['moves.gif', MOVING_GIF],
  ]);
  /** @type {import('./media-files.mjs').Media[]} */
  const sent = [];
  for (const [name, content] of files) sent.push(await upload(ann, room.id, name, Buffer.from(content)));
  for (const file of sent) await send(ann, room.id, [file], `with ${file.name}`);
  await message(ann, 'with moves.gif').locator('.frame > *').first().waitFor();

  for (const { name, type, url } of sent) {
    const tab = await context.newPage();
    const saved = tab.waitForEvent('download').catch(() => null);
    const shown = await tab.goto(url).catch(() => null);
    // Text, and what is not known, is saved; the rest is shown, by what shows pictures, video or papers, and nothing else.
    if (/^(text|application\/octet)/.test(type)) {
      assert.equal(shown, null, `${name} was shown`);
      assert.ok(await saved, `${name} was not saved`);
    } else if (shown) {
      // The viewer of papers works in no sandbox but its own.
      if (type !== 'application/pdf') assert.match(shown.headers()['content-security-policy'], /sandbox/, name);
      assert.equal(shown.headers()['x-content-type-options'], 'nosniff', name);
    }
    await tab.close();
  }
  assert.deepEqual(sent.filter(({ name }) => /^(picture|page|late|drawing|feed)/.test(name)).map(({ type }) => type), Array(5).fill('application/octet-stream'));

  // From within the page, which may load scripts, styles and workers of its own site.
  const from = await ann.evaluate(async (addresses) => {
    const load = (/** @type {string} */ tag, /** @type {object} */ how) =>
      new Promise((resolve) => {
        const element = Object.assign(document.createElement(tag), how, { onload: () => resolve('loaded'), onerror: () => resolve('refused') });
        document.head.append(element);
      });
    const results = [];
    for (const src of addresses) {
      results.push(await load('script', { src }), await load('script', { src, type: 'module' }), await load('link', { rel: 'stylesheet', href: src }));
      results.push(await navigator.serviceWorker.register(src).then(() => 'registered', () => 'refused'));
      const frame = Object.assign(document.createElement('iframe'), { src });
      document.body.append(frame);
      frame.remove();
    }
    return [...new Set(results)];
  }, sent.map(({ url }) => url));
  assert.deepEqual(from, ['refused']);
  assert.deepEqual(harm, []);
});

scene('whoever may not read a room gets no byte of its files', async (stage) => {
  const [ann, ben, eve] = await Promise.all([stage.member('Ann'), stage.member('Ben'), stage.member('Eve')]);
  const { room } = await ask(ann, 'POST', '/api/rooms', { name: `closed-${Date.now()}`, topic: '', kind: 'private' });
  const content = await picture(ann, { width: 300, height: 200 });
  const file = await upload(ann, room.id, 'harbour.png', content);
  const status = async (/** @type {Page} */ page) => (await page.request.get(file.url)).status();
  assert.deepEqual([await status(ann), await status(eve)], [200, 404], 'not sent yet: its owner’s alone');
  await send(ann, room.id, [file], 'for us');
  const { user } = await ask(ben, 'GET', '/api/me');
  const outside = await eve.request.get(file.url);
  assert.deepEqual([outside.status(), (await outside.json()).code], [404, 'not_found']);

  const invite = await ask(ann, 'POST', `/api/rooms/${room.id}/invites`, {});
  await ask(ben, 'POST', `/api/invites/${invite.code}`);
  assert.equal(await status(ben), 200);
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/members/${user.id}`);
  assert.equal(await status(ben), 404, 'removed: no longer');
  await ask(ann, 'DELETE', `/api/rooms/${room.id}/messages/1`);
  await eventually(() => status(ann), (found) => found === 404, 'deleted: nobody’s');
});

scene('people and rooms are shown by their pictures, and by initials where there is none', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const headers = { origin: new URL(SITE).origin };
  const multipart = await faces(ann);
  const face = await ann.request.put('/api/me/avatar', { headers, multipart });
  assert.equal(face.status(), 200, await face.text());
  const { user } = await face.json();
  assert.match(user.avatar, /^\/media\/pictures\/[^/]+\/64$/);
  const mark = await ann.request.put(`/api/rooms/${room.id}/picture`, { headers, multipart });
  assert.equal(mark.status(), 200, await mark.text());
  await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: 'see my face', nonce: crypto.randomUUID() });

  await ben.reload();
  const width = (/** @type {import('playwright-core').Locator} */ image) => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth);
  await eventually(() => width(message(ben, 'see my face').locator('.avatar img')), (side) => side === 64, 'beside what she says');
  await eventually(() => width(ben.locator('.heading .room-mark img')), (side) => side === 64, 'over the room');
  await eventually(() => width(ben.locator('.sidebar .room-mark img')), (side) => side === 64, 'and in the list of rooms');
  await message(ben, 'see my face').hover();
  await message(ben, 'see my face').getByRole('button', { name: 'Ann', exact: true }).click();
  await eventually(() => width(ben.getByRole('dialog').locator('.avatar img')), (side) => side === 256, 'large on her card');
  await isAccessible(ben, 'a card with a face');

  await ben.route('/media/pictures/**', (route) => route.fulfill({ status: 404 }));
  await ben.reload();
  await message(ben, 'see my face').locator('.avatar', { hasText: 'A' }).waitFor();
  await ben.locator('.heading .room-mark .icon').waitFor();
});

/** A picture of somebody, in both sizes. @param {Page} page */
async function faces(page) {
  const sized = async (/** @type {number} */ side) => ({ name: `${side}.png`, mimeType: 'image/png', buffer: await picture(page, { width: side, height: side, hue: 20 }) });
  return { small: await sized(64), large: await sized(256) };
}
