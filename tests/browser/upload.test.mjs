// Files on their way out of the browser: chosen, pasted, dropped; described, cancelled, tried again; voices; and what is
// stored of a photograph.

import assert from 'node:assert/strict';
import { SECRETS, jpegPhoto, pngPhoto, webpPhoto } from '../client/photos.mjs';
import { PHONE, ask, composer, createRoom, eventually, isAccessible, isLive, isSent, message, say, scene, timeline, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Media } from '../../public/app/wire.js' */

/** @param {string} name @param {Uint8Array} [bytes] @param {string} [mimeType] */
const file = (name, bytes = new TextEncoder().encode(`This is ${name}.`), mimeType = 'text/plain') => ({ name, mimeType, buffer: Buffer.from(bytes) });
const photo = (name = 'holiday.jpg', how = {}) => file(name, jpegPhoto(how), 'image/jpeg');

/** @param {Page} page @param {ReturnType<typeof file>[]} files */
async function choose(page, files, button = page.getByRole('button', { name: 'Attach files' })) {
  const chooser = page.waitForEvent('filechooser');
  await button.click();
  await (await chooser).setFiles(files);
}
/** @param {Page} page */
const tray = (page) => page.getByRole('list', { name: 'Files to send with this message' });
/** @param {Page} page @param {string} name */
const tile = (page, name) => tray(page).getByRole('listitem').filter({ hasText: name });
/** @param {Page} page @param {number} count */
const areUploaded = (page, count) => page.locator('.composer').getByRole('status').filter({ hasText: `${count} of ${count} file` }).waitFor({ state: 'attached' });
/** @param {Page} page @param {string} room @param {number} [count] of messages in it */
async function sent(page, room, count = 1) {
  const { messages } = await eventually(() => ask(page, 'GET', `/api/rooms/${room}/messages?limit=50`), (answer) => answer.messages.length === count, 'sent');
  return { text: messages.at(-1).text, thread: messages.at(-1).thread, files: /** @type {Media[]} */ (messages.at(-1).attachments) };
}
/** @param {Page} page @param {string} url */
async function stored(page, url) {
  const response = await page.request.get(url);
  assert.equal(response.status(), 200, url);
  return response.body();
}
/** What is seen of a picture at its top left and at its bottom right. @param {Page} page @param {string} url */
const colours = (page, url) =>
  page.evaluate(async (address) => {
    const bitmap = await createImageBitmap(await (await fetch(address)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const at = (/** @type {number} */ x, /** @type {number} */ y) => ([red, , blue] = context?.getImageData(x, y, 1, 1).data ?? []) => (red > blue ? 'red' : 'blue');
    return { width: bitmap.width, height: bitmap.height, first: at(2, 2)(), last: at(bitmap.width - 3, bitmap.height - 3)() };
  }, url);

const SIZES = /** @type {const} */ ([['on a desk', {}], ['on a phone, in the dark', { ...PHONE, colorScheme: 'dark' }]]);
for (const [where, options] of SIZES) {
  scene(`photographs by the button, ${where}: previewed, described, sent, and nothing told of where they were taken`, async (stage) => {
    const ann = await stage.member('Ann', options);
    const room = await createRoom(ann);
    await choose(ann, [photo(), file('turned.png', pngPhoto(), 'image/png'), file('lake.webp', webpPhoto(), 'image/webp')]);
    await areUploaded(ann, 3);
    for (const name of ['holiday.jpg', 'turned.png', 'lake.webp']) await tile(ann, name).locator('img').waitFor();
    await isAccessible(ann, 'files before they are sent');
    await ann.getByRole('button', { name: 'Describe holiday.jpg' }).click();
    await ann.getByRole('textbox', { name: 'Description' }).fill('Red and blue');
    await isAccessible(ann, 'describing');
    await ann.getByRole('button', { name: 'Save' }).click();
    await ann.getByRole('dialog').waitFor({ state: 'detached' });
    await tile(ann, 'holiday.jpg').getByText('Red and blue').waitFor();
    await composer(ann).fill('from the lake');
    await ann.getByRole('button', { name: 'Send', exact: true }).click();
    await isSent(ann, 'from the lake');
    assert.equal(await tray(ann).count(), 0);
    const { text, files } = await sent(ann, room.id);
    assert.equal(text, 'from the lake');
    assert.deepEqual(files.map(({ type, width, height, alt }) => [type, width, height, alt]), [
      ['image/jpeg', 48, 32, 'Red and blue'], ['image/png', 48, 32, undefined], ['image/webp', 48, 32, undefined],
    ]);
    for (const { url, thumbhash } of files) {
      const bytes = (await stored(ann, url)).toString('latin1');
      assert.deepEqual(SECRETS.filter((secret) => bytes.includes(secret)), [], url);
      assert.ok(thumbhash, 'there is something to be seen before it has come');
      assert.deepEqual(await colours(ann, url), { width: 48, height: 32, first: 'red', last: 'blue' });
    }
  });
}

scene('a photograph taken upright is upright, and tells nothing', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await choose(ann, [photo('upright.jpg', { orientation: 6 })]);
  await areUploaded(ann, 1);
  await composer(ann).press('Enter');
  const { text, files } = await sent(ann, room.id);
  assert.equal(text, '', 'a message may be its files alone');
  assert.deepEqual([files[0].width, files[0].height], [32, 48]);
  const bytes = (await stored(ann, files[0].url)).toString('latin1');
  assert.deepEqual(SECRETS.filter((secret) => bytes.includes(secret)), []);
  assert.deepEqual(await colours(ann, files[0].url), { width: 32, height: 48, first: 'red', last: 'blue' });
});

scene('a large picture has a small one', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const large = await ann.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 900 });
    const context = canvas.getContext('2d');
    for (let at = 0; at < 1600; at += 4) {
      if (context) context.fillStyle = `hsl(${at} 80% ${30 + (at % 40)}%)`;
      context?.fillRect(at, 0, 4, 900);
    }
    return canvas.toDataURL('image/png').split(',')[1];
  });
  await choose(ann, [file('wide.png', Buffer.from(large, 'base64'), 'image/png')]);
  await areUploaded(ann, 1);
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  assert.ok(files[0].thumbnail);
  const small = await stored(ann, files[0].thumbnail);
  assert.ok(small.length <= 256 * 1024);
  const { width, height } = await colours(ann, files[0].thumbnail);
  assert.deepEqual([width, height], [640, 360]);
});

scene('a film has a picture, a size and a length before it is played', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  const film = await ann.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
    /** @type {Blob[]} */
    const pieces = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 30; frame += 1) {
      if (context) context.fillStyle = `hsl(${frame * 12} 80% 50%)`;
      context?.fillRect(0, 0, 320, 180);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  await choose(ann, [file('film.webm', Buffer.from(film, 'base64'), 'video/webm')]);
  await areUploaded(ann, 1);
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  const { type, width, height, duration_ms = 0, thumbnail, thumbhash } = files[0];
  assert.deepEqual([type, width, height], ['video/webm', 320, 180]);
  assert.ok(duration_ms > 100 && thumbnail && thumbhash, JSON.stringify(files[0]));
  assert.equal((await colours(ann, thumbnail)).width, 320);
});

scene('pasted and dropped, several at once', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await composer(ann).evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['pasted'], 'pasted.txt', { type: 'text/plain' }));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await tile(ann, 'pasted.txt').waitFor();

  const dataTransfer = await ann.evaluateHandle(() => {
    const dropped = new DataTransfer();
    for (const name of ['one.txt', 'two.txt']) dropped.items.add(new File([name], name, { type: 'text/plain' }));
    return dropped;
  });
  await timeline(ann).dispatchEvent('dragover', { dataTransfer });
  assert.equal(await ann.locator('.room').getAttribute('data-drop'), 'Drop files here to attach them');
  await timeline(ann).dispatchEvent('drop', { dataTransfer });
  assert.equal(await ann.locator('.room').getAttribute('data-drop'), null);
  await areUploaded(ann, 3);
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  assert.deepEqual(files.map(({ name }) => name), ['pasted.txt', 'one.txt', 'two.txt']);
});

scene('words with a picture of them, as some programs copy, are pasted as words', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await composer(ann).evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['picture'], 'image.png', { type: 'image/png' }));
    clipboardData.setData('text/html', '<b>words</b>');
    clipboardData.setData('text/plain', 'words');
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await eventually(() => composer(ann).inputValue(), (value) => value === '**words**', 'as Markdown');
  assert.equal(await tray(ann).count(), 0);
});

scene('one can be taken out while it is on its way; the others go on', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await ann.route(/\/media\?name=slow/, () => {});
  await choose(ann, [file('slow.txt'), file('quick.txt')]);
  await tile(ann, 'quick.txt').getByText(/byte/).waitFor();
  await tile(ann, 'slow.txt').getByRole('progressbar', { name: 'Upload of slow.txt' }).waitFor();
  await ann.getByRole('button', { name: 'Remove slow.txt' }).click();
  await areUploaded(ann, 1);
  assert.equal(await composer(ann).evaluate((box) => box === document.activeElement), true, 'and one goes on writing');
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  assert.deepEqual(files.map(({ name }) => name), ['quick.txt']);
});

scene('a message may be sent before its files are there: it shows how far they are, and others overtake it', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((resolve) => (letGo = () => resolve(undefined)));
  await ann.route(/\/media\?name=slow/, async (route) => {
    await held;
    await route.continue();
  });
  await choose(ann, [file('slow.txt')]);
  await tile(ann, 'slow.txt').waitFor();
  await say(ann, 'with a file');
  const line = message(ann, 'with a file');
  await line.getByText('Sent as soon as its files are uploaded').waitFor();
  await line.getByRole('progressbar', { name: 'Upload of slow.txt' }).waitFor();
  assert.equal(await tray(ann).count(), 0);
  await say(ann, 'meanwhile');
  await isSent(ann, 'meanwhile');
  letGo();
  await isSent(ann, 'with a file');
  const { text, files } = await sent(ann, room.id, 2);
  assert.deepEqual([text, files.map(({ name }) => name)], ['with a file', ['slow.txt']]);
});

scene('a cut connection, or a session that has to be renewed, goes on where it was: parts that have arrived are not sent again', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  /** @type {string[]} */
  const parts = [];
  await ann.route(/\/api\/uploads\/[^/]+\/parts\//, async (route) => {
    const part = route.request().url().split('/').at(-1) ?? '';
    parts.push(part);
    if (parts.length === 2) await route.fulfill({ status: 401, json: { code: 'unauthenticated' } });
    else if (parts.length === 3) await route.abort('connectionreset');
    else await route.continue();
  });
  const large = Buffer.alloc(9 * 1024 * 1024, 'Confab ');
  await choose(ann, [file('large.txt', large)]);
  await areUploaded(ann, 1);
  assert.deepEqual(parts, ['1', '2', '2', '2']);
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  assert.equal(files[0].size, large.length);
  assert.ok((await stored(ann, files[0].url)).equals(large));
});

scene('without a network it waits, says so, and goes on by itself', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await choose(ann, [file('first.txt')]);
  await areUploaded(ann, 1);
  await ann.context().setOffline(true);
  await choose(ann, [file('second.txt')]);
  await tile(ann, 'second.txt').getByText('Waiting for the connection').waitFor();
  await ann.context().setOffline(false);
  await areUploaded(ann, 2);
});

scene('what the site refuses says why, holds back the message, and can be tried again', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  let refuse = true;
  await ann.route(/\/media\?name=/, async (route) => {
    if (refuse) await route.fulfill({ status: 403, json: { code: 'forbidden', detail: 'Not at this hour.' } });
    else await route.continue();
  });
  await choose(ann, [file('late.txt')]);
  await tile(ann, 'late.txt').getByText('Not at this hour.').waitFor();
  await isAccessible(ann, 'a file that could not be uploaded');
  await say(ann, 'here it is');
  await ann.getByText('A file could not be uploaded. Try it again or remove it, then send.').waitFor();
  assert.equal(await composer(ann).inputValue(), 'here it is', 'nothing went without it');
  refuse = false;
  await ann.getByRole('button', { name: 'Try late.txt again' }).click();
  await areUploaded(ann, 1);
  await composer(ann).press('Enter');
  const { files } = await sent(ann, room.id);
  assert.equal(files.length, 1);
});

scene('too large, too many, or empty is said at once, and by how much', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  await ann.route('**/api/media/limits', async (route) => {
    const { limits } = await (await route.fetch()).json();
    await route.fulfill({ json: { limits: { ...limits, file_bytes: 1_000, per_message: 3 } } });
  });
  /** @type {string[]} */
  const began = [];
  ann.on('request', (request) => request.method() === 'POST' && /media|uploads/.test(request.url()) && began.push(request.url()));
  await choose(ann, [file('large.txt', Buffer.alloc(4_200, 'x')), file('empty.txt', Buffer.alloc(0)), file('third.txt'), file('fourth.txt')]);
  await tile(ann, 'large.txt').getByText('Too large by 3.2 kB.').waitFor();
  await tile(ann, 'empty.txt').getByText('There is nothing in it.').waitFor();
  await ann.getByText('A message takes 3 files: 1 was left out.').waitFor();
  await tile(ann, 'third.txt').getByText(/byte/).waitFor();
  assert.equal(began.length, 1, 'only what can be taken was sent');
});

scene('what is uploaded survives a reload, with the words it goes with', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await composer(ann).fill('to be finished');
  await choose(ann, [photo()]);
  await areUploaded(ann, 1);
  await ann.reload();
  await isLive(ann);
  await tile(ann, 'holiday.jpg').locator('img').waitFor();
  await eventually(() => composer(ann).inputValue(), (value) => value === 'to be finished', 'the words');
  await composer(ann).press('Enter');
  const { text, files } = await sent(ann, room.id);
  assert.deepEqual([text, files.length], ['to be finished', 1]);
});

scene('leaving while files are on their way is asked about; what is lost by it is said, and the words can still be sent', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await ann.route(/\/media\?name=slow/, () => {});
  await choose(ann, [file('slow.txt')]);
  await tile(ann, 'slow.txt').waitFor();
  await say(ann, 'with a file');
  await message(ann, 'with a file').getByRole('progressbar').waitFor();
  /** @type {string[]} */
  const asked = [];
  ann.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await ann.reload();
  await isLive(ann);
  assert.deepEqual(asked, ['beforeunload']);
  const line = message(ann, 'with a file');
  await line.getByText('Not sent. The page was closed before its files were uploaded.').waitFor();
  await line.getByText('slow.txt').waitFor();
  await line.getByRole('button', { name: 'Retry' }).click();
  await isSent(ann, 'with a file');
  assert.deepEqual((await sent(ann, room.id)).files, []);
});

scene('a file in a thread', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await say(ann, 'the beginning');
  await isSent(ann, 'the beginning');
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages`);
  await visit(ann, `/r/${room.id}/t/${messages[0].seq}`);
  const thread = ann.getByRole('complementary', { name: 'Thread' });
  await choose(ann, [file('answer.txt')], thread.getByRole('button', { name: 'Attach files' }));
  await thread.getByRole('list', { name: 'Files to send with this message' }).waitFor();
  await thread.getByRole('textbox').fill('see there');
  await thread.getByRole('textbox').press('Enter');
  const { thread: root, files } = await sent(ann, room.id, 2);
  assert.deepEqual([root, files.map(({ name }) => name)], [messages[0].seq, ['answer.txt']]);
});

for (const [where, options] of SIZES) {
  scene(`a voice note ${where}: recorded, heard, sent`, async (stage) => {
    const ann = await stage.member('Ann', { ...options, permissions: ['microphone'] });
    const room = await createRoom(ann);
    await composer(ann).fill('');
    await ann.getByRole('button', { name: 'Record a voice note' }).click();
    await ann.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
    await isAccessible(ann, 'recording');
    await ann.keyboard.press('Enter');
    await ann.getByRole('button', { name: 'Play' }).click();
    await ann.getByRole('button', { name: 'Pause' }).waitFor();
    await isAccessible(ann, 'a recorded voice note');
    await ann.getByRole('button', { name: 'Send voice note' }).click();
    const { files } = await sent(ann, room.id);
    assert.match(files[0].type, /^audio\//);
    assert.match(files[0].name, /^voice-.*\.(webm|ogg|m4a)$/);
    assert.ok((files[0].duration_ms ?? 0) >= 1_000);
    const { waveform = [] } = files[0];
    assert.ok(waveform.length > 8 && waveform.length <= 64 && Math.max(...waveform) === 31, String(waveform));
  });
}

scene('a voice note is discarded by Escape; without a microphone that is said', async (stage) => {
  const ann = await stage.member('Ann', { permissions: ['microphone'] });
  const room = await createRoom(ann);
  await ann.getByRole('button', { name: 'Record a voice note' }).click();
  await ann.getByRole('timer').waitFor();
  await ann.keyboard.press('Escape');
  await composer(ann).waitFor();
  await eventually(() => composer(ann).evaluate((box) => box === document.activeElement), Boolean, 'back to writing');
  await ann.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))));
  await ann.getByRole('button', { name: 'Record a voice note' }).click();
  await ann.getByRole('alert').filter({ hasText: 'This page may not use the microphone.' }).waitFor();
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages`);
  assert.equal(messages.length, 0);
});
