// What is sent beside words: pictures, video, sound and files, as they are shown.

import assert from 'node:assert/strict';
import { PHONE, createRoom, eventually, isAccessible, message, scene, timeline } from './fixtures.mjs';
import { MOVING_GIF, bytes, movingWebp, picture, stagedRoom, wav } from './media-files.mjs';

/** @import { BrowserContextOptions, Page } from 'playwright-core' */

const DESK = { viewport: { width: 1440, height: 900 } };
const SIZES = /** @type {[string, BrowserContextOptions][]} */ ([['desk', DESK], ['phone', PHONE]]);
/** Of a subpixel, that is. */
const STILL_PX = 0.5;

/** Somebody in a room whose words and files are the test's. @param {any} stage @param {BrowserContextOptions} how */
async function staged(stage, how) {
  const ann = /** @type {Page} */ (await stage.member('Ann', how));
  await createRoom(ann);
  const room = await stagedRoom(ann);
  await ann.reload();
  await eventually(async () => room.isOpen(), Boolean, 'the socket is open');
  await ann.getByText('Nobody has said anything yet.').waitFor();
  return { ann, room };
}

/** Everything that had come is painted. @param {Page} page */
const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

for (const [size, how] of SIZES) {
  scene(`nothing moves while files and what shows them come, ${size}`, async (stage) => {
    const { ann, room } = await staged(stage, how);
    const large = await picture(ann, { width: 1200, height: 800 });
    /** @type {(() => void)[]} */
    const waiting = [];
    const held = () => new Promise((go) => waiting.push(() => go(undefined)));
    await ann.route(/\/assets\/media-/, async (route) => {
      await held();
      await route.continue();
    });
    const later = (/** @type {number} */ width, /** @type {number} */ height) => {
      const file = room.file({ name: `${width}.png`, type: 'image/png', width, height });
      room.files.set(file.url, async (route) => {
        await held();
        await bytes(route, large);
      });
      return file;
    };
    await ann.evaluate(() => {
      const shifts = /** @type {number[]} */ (/** @type {any} */ (globalThis).shifts = []);
      // What has no node lies within the browser's own players.
      const ours = (/** @type {any} */ { sources }) => sources.some((/** @type {any} */ { node }) => node);
      new PerformanceObserver((list) => list.getEntries().filter(ours).forEach((entry) => shifts.push(/** @type {any} */ (entry).value))).observe({ type: 'layout-shift' });
    });
    room.say(
      room.said({ text: 'One', attachments: [later(1200, 800)] }),
      room.said({ text: 'Three', attachments: [later(800, 600), later(600, 800), later(1200, 800)] }),
      room.said({ text: 'A sound', attachments: [room.file({ name: 'tone.wav', type: 'audio/wav' }, wav(1))] }),
      room.said({ text: 'A card', attachments: [room.file({ name: 'notes.txt', type: 'text/plain' }, Buffer.from('notes'))] }),
      room.said({ text: 'And after it' }),
    );
    await message(ann, 'And after it').waitFor();
    await painted(ann);
    const places = () => ann.locator('.timeline [data-seq], .timeline .frame').evaluateAll((all) => all.map((element) => element.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height]));
    const before = await places();
    assert.equal(await ann.locator('.frame > *').count(), 0, 'nothing is in them yet');
    const shifts = () => ann.evaluate(() => /** @type {any} */ (globalThis).shifts);
    const come = await shifts();

    const images = ann.locator('.frame img');
    await eventually(
      async () => {
        waiting.splice(0).forEach((go) => go());
        return images.evaluateAll((all) => all.filter((image) => /** @type {HTMLImageElement} */ (image).complete && /** @type {HTMLImageElement} */ (image).naturalWidth > 0).length);
      },
      (count) => count === 4,
      'all pictures are there',
    );
    await message(ann, 'A card').getByText('notes.txt').first().waitFor();
    await painted(ann);
    const after = await places();
    assert.equal(after.length, before.length);
    after.forEach((place, at) => place.forEach((value, side) => assert.ok(Math.abs(value - before[at][side]) <= STILL_PX, `${at}: ${before[at]} became ${place}`)));
    assert.deepEqual(await shifts(), come, 'no layout has shifted');

    const one = await ann.locator('[data-seq="1"] .frame').boundingBox();
    assert.ok(one && one.width <= 480 && one.height <= 320 && Math.abs(one.width / one.height - 1.5) < 0.01, JSON.stringify(one));
    const width = ann.viewportSize()?.width ?? 0;
    for (const [x, , wide] of after) assert.ok(x >= 0 && x + wide <= width, 'within the screen');
  });

  scene(`all pictures of the timeline in the gallery, ${size}`, async (stage) => {
    const { ann, room } = await staged(stage, how);
    const [bytesOf, small] = [await picture(ann, { width: 1200, height: 800 }), await picture(ann, { width: 480, height: 320 })];
    const photo = (/** @type {string} */ name, /** @type {string} */ alt) => room.file({ name, type: 'image/png', width: 1200, height: 800, alt }, bytesOf, small);
    room.say(
      room.said({ text: 'The first', attachments: [photo('one.png', 'A harbour at dawn')] }),
      room.said({ text: 'Two more', attachments: [photo('two.png', 'Nets'), photo('three.png', 'A gull')] }),
      room.said({ text: 'deleted', deleted_at: 1, attachments: [photo('four.png', 'Nothing to see')] }),
    );
    const tile = ann.getByRole('button', { name: 'Nets' });
    await eventually(() => tile.locator('img').getAttribute('src'), (src) => /\/thumbnail$/.test(src ?? ''), 'the small one comes first');
    await tile.click();
    const gallery = ann.getByRole('dialog', { name: 'Pictures' });
    await gallery.getByText('2 / 3').waitFor();
    const shown = gallery.locator('.pswp__item[aria-hidden="false"] img.pswp__img:not(.pswp__img--placeholder)');
    await eventually(() => shown.getAttribute('src'), (src) => /two\.png$/.test(src ?? ''), 'all of it is shown');
    assert.equal(await shown.getAttribute('alt'), 'Nets');
    await gallery.locator('.pswp__caption', { hasText: 'Nets' }).waitFor();
    await isAccessible(ann, 'the gallery', ['.pswp']);

    await ann.keyboard.press('ArrowRight');
    await gallery.getByText('3 / 3').waitFor();
    const download = ann.waitForEvent('download');
    await gallery.getByRole('link', { name: 'Download' }).click();
    assert.equal((await download).suggestedFilename(), 'three.png');
    if (size === 'phone') {
      const finger = await ann.context().newCDPSession(ann);
      const touch = (/** @type {string} */ type, /** @type {{x: number, y: number}[]} */ touchPoints) => finger.send('Input.dispatchTouchEvent', /** @type {any} */ ({ type, touchPoints }));
      await touch('touchStart', [{ x: 60, y: 420 }]);
      for (let x = 80; x <= 340; x += 20) await touch('touchMove', [{ x, y: 420 }]);
      await touch('touchEnd', []);
      await gallery.getByText('2 / 3').waitFor();
    } else {
      const width = () => shown.evaluate((image) => image.getBoundingClientRect().width);
      const before = await width();
      await gallery.getByRole('button', { name: 'Zoom' }).click();
      await eventually(width, (now) => now > before, 'it is larger');
    }
    await ann.keyboard.press('Escape');
    await gallery.waitFor({ state: 'detached' });
    await eventually(() => tile.evaluate((element) => element === document.activeElement), Boolean, 'the focus is where it was');

    const address = ann.url();
    await tile.click();
    await gallery.waitFor();
    await ann.goBack();
    await gallery.waitFor({ state: 'detached' });
    assert.equal(ann.url(), address, 'the way back only closes it');

    await tile.click();
    await gallery.getByRole('link', { name: 'Show in the conversation' }).click();
    await gallery.waitFor({ state: 'detached' });
    await eventually(async () => new URL(ann.url()).pathname, (path) => path.endsWith('/2'), 'it leads to its message');
  });
}

for (const [size, how] of SIZES) {
  scene(`what files look like can be used by everybody, ${size}`, async (stage) => {
    const { ann, room } = await staged(stage, how);
    const content = await picture(ann, { width: 400, height: 300 });
    const waveform = Array.from({ length: 48 }, (_, at) => (at * 7) % 32);
    room.say(
      room.said({ attachments: [room.file({ name: 'boat.png', type: 'image/png', width: 400, height: 300, alt: 'A boat' }, content), room.file({ name: 'sea.png', type: 'image/png', width: 400, height: 300 }, content)] }),
      room.said({ attachments: [room.file({ name: 'moves.gif', type: 'image/gif', width: 200, height: 100 }, MOVING_GIF)] }),
      room.said({ attachments: [room.file({ name: 'gone.png', type: 'image/png', width: 200, height: 150 })] }),
      room.said({ attachments: [room.file({ name: 'tone.wav', type: 'audio/wav' }, wav(1)), room.file({ name: 'said.wav', type: 'audio/wav', duration_ms: 1000, waveform }, wav(1))] }),
      room.said({ attachments: [room.file({ name: 'report.pdf', type: 'application/pdf', size: 2_400_000 }, content), room.file({ name: 'תמונות.zip', type: 'application/zip' }, content)] }),
    );
    await ann.getByText('No longer available').waitFor();
    await ann.getByRole('img', { name: 'A boat' }).waitFor();
    await ann.getByRole('img', { name: 'Picture: sea.png' }).waitFor();
    await ann.getByText('PDF · 2.4 MB').waitFor();
    await isAccessible(ann, 'files in the timeline');
    if (size === 'phone') {
      const low = await ann.locator('.frame :is(button, a.button)').evaluateAll((all) => all.map((element) => element.getBoundingClientRect()).filter(({ width, height }) => width < 40 || height < 40).length);
      assert.equal(low, 0, 'fingers find them');
    }
  });
}

scene('what moves waits to be asked under reduced motion', async (stage) => {
  const { ann, room } = await staged(stage, { ...DESK, reducedMotion: 'reduce' });
  const thumbnail = await picture(ann, { width: 8, height: 8 });
  room.say(
    room.said({ text: 'with a small one', attachments: [room.file({ name: 'a.gif', type: 'image/gif', width: 160, height: 160 }, MOVING_GIF, thumbnail)] }),
    room.said({ text: 'without one', attachments: [room.file({ name: 'b.gif', type: 'image/gif', width: 160, height: 160 }, MOVING_GIF)] }),
  );
  const flat = await Promise.all([0, 200].map((hue) => picture(ann, { width: 64, height: 64, type: 'image/webp', hue })));
  room.say(
    room.said({ text: 'a WebP that moves', attachments: [room.file({ name: 'c.webp', type: 'image/webp', width: 64, height: 64 }, movingWebp(64, flat))] }),
    room.said({ text: 'one that does not', attachments: [room.file({ name: 'd.webp', type: 'image/webp', width: 64, height: 64 }, flat[0])] }),
  );
  const src = (/** @type {string} */ text) => message(ann, text).locator('.picture img').getAttribute('src');
  await eventually(() => src('with a small one'), (found) => /thumbnail$/.test(found ?? ''), 'the small one stands for it');
  await eventually(() => src('without one'), (found) => /^blob:/.test(found ?? ''), 'its first frame stands for it');
  await eventually(() => src('a WebP that moves'), (found) => /^blob:/.test(found ?? ''), 'the first frame of a WebP, too');
  await message(ann, 'a WebP that moves').getByRole('button', { name: 'Play the animation' }).waitFor();
  await eventually(() => src('one that does not'), (found) => /d\.webp$/.test(found ?? ''), 'one that stands is shown as it is');
  assert.equal(await message(ann, 'one that does not').getByRole('button', { name: 'Play the animation' }).count(), 0);
  const line = message(ann, 'without one');
  await line.getByRole('button', { name: 'Play the animation' }).click();
  await eventually(() => src('without one'), (found) => /b\.gif$/.test(found ?? ''), 'asked, it moves');
  await line.getByRole('button', { name: 'Stop the animation' }).click();
  await eventually(() => src('without one'), (found) => /^blob:/.test(found ?? ''), 'and stands again');

  await line.getByRole('button', { name: 'Picture: b.gif' }).click();
  const gallery = ann.getByRole('dialog', { name: 'Pictures' });
  const large = gallery.locator('.pswp__item[aria-hidden="false"] img.pswp__img:not(.pswp__img--placeholder)');
  await eventually(() => large.getAttribute('src'), (found) => /^blob:/.test(found ?? ''), 'large, it stands, too');
  await gallery.getByRole('button', { name: 'Play the animation' }).click();
  await eventually(() => large.getAttribute('src'), (found) => /b\.gif$/.test(found ?? ''), 'until it is asked');
  await ann.keyboard.press('Escape');
  await gallery.waitFor({ state: 'detached' });

  await ann.emulateMedia({ reducedMotion: 'no-preference' });
  await eventually(() => src('with a small one'), (found) => /a\.gif$/.test(found ?? ''), 'whoever likes it sees it move');
});

scene('what is gone says so; what did not come can be asked for again', async (stage) => {
  const { ann, room } = await staged(stage, DESK);
  const content = await picture(ann, { width: 300, height: 200 });
  const flaky = room.file({ name: 'flaky.png', type: 'image/png', width: 300, height: 200 });
  room.files.set(flaky.url, (route) => route.fulfill({ status: 503 }));
  const promised = room.file({ name: 'promised.png', type: 'image/png', width: 300, height: 200, thumbnail: '/media/staged-none/thumbnail' }, content);
  room.say(
    room.said({ text: 'gone', attachments: [room.file({ name: 'old.png', type: 'image/png', width: 300, height: 200 })] }),
    room.said({ text: 'lost video', attachments: [room.file({ name: 'old.mp4', type: 'video/mp4', width: 300, height: 200 })] }),
    room.said({ text: 'lost sound', attachments: [room.file({ name: 'old.mp3', type: 'audio/mpeg' })] }),
    room.said({ text: 'not a video', attachments: [room.file({ name: 'odd.mp4', type: 'video/mp4', width: 300, height: 200 }, Buffer.from('nothing of the kind'))] }),
    room.said({ text: 'late', attachments: [flaky] }),
    room.said({ text: 'no small one', attachments: [promised] }),
    room.said({ text: 'a card', attachments: [room.file({ name: 'old.zip', type: 'application/zip' })] }),
  );
  for (const text of ['gone', 'lost video', 'lost sound']) await message(ann, text).getByText('No longer available').waitFor();
  await message(ann, 'not a video').getByText('Your browser cannot play this.').waitFor();
  await message(ann, 'not a video').getByRole('link', { name: 'Download odd.mp4' }).waitFor();
  await eventually(() => message(ann, 'no small one').locator('img').getAttribute('src'), (src) => src === promised.url, 'the large one stands in');

  await message(ann, 'late').getByText('Could not be loaded.').waitFor();
  await isAccessible(ann, 'what is gone', ['.timeline']);
  room.files.set(flaky.url, content);
  await message(ann, 'late').getByRole('button', { name: 'Try again' }).click();
  await eventually(() => message(ann, 'late').locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), (width) => width === 300, 'now it is there');

  await message(ann, 'a card').getByRole('link', { name: 'Download old.zip' }).click();
  await message(ann, 'a card').getByText('No longer available').waitFor();

  // Deleted: what it brought goes with its words.
  room.say({ type: 'changed', rev: 1, message: { ...room.said({ text: '', attachments: [], deleted_at: Date.now() }, 5).message, rev: 1 } });
  await timeline(ann).getByText('This message was deleted.').waitFor();
  assert.equal(await timeline(ann).locator('[data-seq="5"] .frame').count(), 0);
});

scene('a voice note is heard and walked through', async (stage) => {
  const { ann, room } = await staged(stage, DESK);
  const waveform = Array.from({ length: 48 }, (_, at) => (at * 7) % 32);
  const note = (/** @type {string} */ name) => room.file({ name, type: 'audio/wav', duration_ms: 4000, waveform }, wav(4));
  room.say(room.said({ text: 'listen', attachments: [note('a.wav')] }), room.said({ text: 'and this', attachments: [note('b.wav')] }));
  const line = message(ann, 'listen');
  const audio = (/** @type {string} */ text) => message(ann, text).locator('audio');
  await line.getByText('0:04').waitFor();
  assert.equal(await audio('listen').evaluate((element) => /** @type {HTMLAudioElement} */ (element).readyState), 0, 'nothing is fetched before it is wanted');

  const slider = line.getByRole('slider', { name: 'Place in the voice note' });
  await slider.focus();
  await ann.keyboard.press('End');
  await ann.keyboard.press('PageDown');
  const at = () => audio('listen').evaluate((element) => /** @type {HTMLAudioElement} */ (element).currentTime);
  await eventually(at, (seconds) => seconds > 2 && seconds < 4, 'it is where the keys went');
  assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^0:03 of 0:04$/);
  await slider.click({ position: { x: 5, y: 10 } });
  await eventually(at, (seconds) => seconds < 1, 'and where the pointer went');

  await line.getByRole('button', { name: 'Play voice note' }).click();
  await eventually(at, (seconds) => seconds > 0.2, 'it plays');
  await message(ann, 'and this').getByRole('button', { name: 'Play voice note' }).click();
  await eventually(() => audio('listen').evaluate((element) => /** @type {HTMLAudioElement} */ (element).paused), Boolean, 'one plays at a time');
});

scene('a finger on a player’s handles moves those, and nothing else', async (stage) => {
  const { ann, room } = await staged(stage, PHONE);
  room.say(room.said({ text: 'listen', attachments: [room.file({ name: 'a.wav', type: 'audio/wav', duration_ms: 4000, waveform: Array(48).fill(16) }, wav(4))] }));
  const slider = message(ann, 'listen').getByRole('slider', { name: 'Place in the voice note' });
  const box = await slider.boundingBox();
  assert.ok(box);
  const y = box.y + box.height / 2;
  const session = await ann.context().newCDPSession(ann);
  const touch = (/** @type {string} */ type, /** @type {{x: number, y: number}[]} */ touchPoints) => session.send('Input.dispatchTouchEvent', /** @type {any} */ ({ type, touchPoints }));
  const swipe = async (/** @type {number} */ from, /** @type {number} */ at) => {
    await touch('touchStart', [{ x: from, y: at }]);
    for (let step = 1; step <= 6; step += 1) await touch('touchMove', [{ x: from + step * 15, y: at }]);
    await touch('touchEnd', []);
  };
  await swipe(box.x + 10, y);
  await eventually(() => slider.inputValue(), (value) => Number(value) > 0.5, 'the place in it moves');
  assert.equal(await ann.getByText('Replying to Ben').count(), 0);
  // The same beside it answers.
  const words = await message(ann, 'listen').locator('.text').boundingBox();
  assert.ok(words);
  await swipe(words.x + 4, words.y + words.height / 2);
  await ann.getByText('Replying to Ben').waitFor();
});

scene('a file is a card: what it is, its whole name, and the way to it', async (stage) => {
  const { ann, room } = await staged(stage, DESK);
  const long = `${'A very long name that nobody reads '.repeat(4)}to its end.pdf`;
  const turned = 'invoice‮fdp.exe';
  room.say(
    room.said({ text: 'a paper', attachments: [room.file({ name: long, type: 'application/pdf', size: 2_400_000 }, Buffer.from('%PDF-1.4'))] }),
    room.said({ text: 'a trap', attachments: [room.file({ name: turned, type: 'application/octet-stream', size: 12 }, Buffer.from('MZ'))] }),
  );
  const card = message(ann, 'a paper').locator('.file-card');
  const paper = card.getByRole('link', { name: /to its end\.pdf \(opens in a new tab\)$/ });
  assert.deepEqual([await paper.getAttribute('target'), await paper.getAttribute('rel')], ['_blank', 'noopener']);
  const parts = card.locator('.file-name-parts > span');
  assert.ok(await parts.first().evaluate((part) => part.scrollWidth > part.clientWidth), 'the middle is left out');
  assert.equal(await parts.last().innerText(), 'ts end.pdf');
  assert.ok(await parts.last().evaluate((part) => part.scrollWidth <= part.clientWidth), 'the ending is whole');

  const trap = message(ann, 'a trap').locator('.file-card');
  await trap.getByText('EXE file').waitFor();
  await trap.getByRole('link', { name: 'invoicefdp.exe', exact: true }).waitFor();
  const download = ann.waitForEvent('download');
  await trap.getByRole('link', { name: 'Download invoicefdp.exe' }).click();
  assert.ok((await download).url().endsWith('?download'));
});

scene('whoever reads stays where they are, among pictures that are laid out as they come near', async (stage) => {
  const { ann, room } = await staged(stage, DESK);
  const content = await picture(ann, { width: 1200, height: 800 });
  room.say(...Array.from({ length: 40 }, (_, at) => room.said({ text: `line ${at + 1}.`, attachments: [room.file({ name: `${at}.png`, type: 'image/png', width: 1200, height: 800 }, content)] })));
  const last = message(ann, 'line 40.');
  await eventually(() => last.locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), (width) => width > 0, 'the newest is there');
  const gap = () => timeline(ann).evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
  await eventually(gap, (left) => left < 2, 'and in view');
  await timeline(ann).hover();
  const STEP = 150;
  for (let step = 0; step < 25; step += 1) {
    const before = await reading(ann);
    await ann.mouse.wheel(0, -STEP);
    await eventually(() => topOf(ann, before.seq), (top) => Math.abs(top - before.top - STEP) <= 2, `line ${before.seq} goes with the wheel, and no further`);
  }
});

/** The first line that begins in view, and where. @param {Page} page */
const reading = (page) =>
  timeline(page).evaluate((view) => {
    const { top: edge } = view.getBoundingClientRect();
    const row = /** @type {Element} */ ([...view.querySelectorAll('[data-seq]')].find((line) => line.getBoundingClientRect().top >= edge));
    return { seq: Number(row.getAttribute('data-seq')), top: row.getBoundingClientRect().top };
  });

/** @param {Page} page @param {number} seq */
const topOf = (page, seq) => timeline(page).locator(`[data-seq="${seq}"]`).evaluate((row) => row.getBoundingClientRect().top);
