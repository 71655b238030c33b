// Pictures of people and rooms: chosen, cut to a square by hand or by keyboard, changed and removed.

import assert from 'node:assert/strict';
import { SECRETS, jpegPhoto } from '../client/photos.mjs';
import { PHONE, ask, createRoom, eventually, isAccessible, scene, visit } from './fixtures.mjs';

/** @import { Page } from 'playwright-core' */

const PHOTO = { name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpegPhoto()) };

/** @param {Page} page @param {typeof PHOTO} file */
async function choose(page, file, name = 'Choose picture') {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name }).click();
  await (await chooser).setFiles([file]);
}

/** Its size, and its colour in the middle. @param {Page} page @param {string} url */
const look = (page, url) =>
  page.evaluate(async (address) => {
    const bitmap = await createImageBitmap(await (await fetch(address)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const [red, , blue] = context?.getImageData(bitmap.width / 2, bitmap.height / 2, 1, 1).data ?? [];
    return [bitmap.width, bitmap.height, red > blue ? 'red' : 'blue'];
  }, url);

/** @param {string} small */
const large = (small) => small.replace(/64$/, '256');

for (const [where, options] of /** @type {const} */ ([['on a desk', {}], ['on a phone, in the dark', { ...PHONE, colorScheme: 'dark' }]])) {
  scene(`one's own picture ${where}: cut by keyboard, in two sizes, without what the photograph told; and removed`, async (stage) => {
    const ann = await stage.member('Ann', options);
    await visit(ann, '/account');
    await choose(ann, PHOTO);
    const area = ann.getByRole('application', { name: 'What is seen of the picture' });
    await isAccessible(ann, 'cutting a picture');
    await area.focus();
    // Closer, and to the left: only red is left of red and blue.
    for (const key of ['+', '+', '+', '+', '+', '+', ...Array(24).fill('ArrowLeft')]) await ann.keyboard.press(key);
    await ann.getByRole('button', { name: 'Use picture' }).click();
    await ann.getByText('Picture changed.').waitFor();
    await ann.getByRole('img', { name: 'Your picture' }).waitFor();
    const { user } = await ask(ann, 'GET', '/api/me');
    assert.deepEqual(await look(ann, user.avatar), [64, 64, 'red']);
    assert.deepEqual(await look(ann, large(user.avatar)), [256, 256, 'red']);
    const bytes = (await (await ann.request.get(large(user.avatar))).body()).toString('latin1');
    assert.deepEqual(SECRETS.filter((secret) => bytes.includes(secret)), []);

    await choose(ann, PHOTO, 'Change picture');
    await area.focus();
    for (const key of ['+', '+', '+', '+', '+', '+', ...Array(24).fill('ArrowRight')]) await ann.keyboard.press(key);
    await ann.getByRole('button', { name: 'Use picture' }).click();
    const changed = await eventually(() => ask(ann, 'GET', '/api/me'), (answer) => answer.user.avatar !== user.avatar, 'another picture has another address');
    assert.deepEqual(await look(ann, changed.user.avatar), [64, 64, 'blue']);

    await ann.getByRole('button', { name: 'Remove picture' }).click();
    await ann.getByText('Picture removed.').waitFor();
    assert.equal((await ask(ann, 'GET', '/api/me')).user.avatar, null);
    assert.equal(await ann.getByRole('img', { name: 'Your picture' }).count(), 0);
  });
}

scene("a room's picture: dragged and zoomed by hand", async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  await visit(ann, `/r/${room.id}/settings`);
  await choose(ann, PHOTO);
  const area = ann.getByRole('application', { name: 'What is seen of the picture' });
  await ann.getByRole('slider', { name: 'Zoom' }).fill('2');
  const box = await area.boundingBox();
  assert.ok(box);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await ann.mouse.move(middle.x, middle.y);
  await ann.mouse.down();
  await ann.mouse.move(middle.x + box.width, middle.y, { steps: 4 });
  await ann.mouse.up();
  await ann.getByRole('button', { name: 'Use picture' }).click();
  await ann.getByText('Picture changed.').waitFor();
  const { room: changed } = await ask(ann, 'GET', `/api/rooms/${room.id}`);
  assert.deepEqual(await look(ann, changed.picture), [64, 64, 'red']);
  await ann.getByRole('button', { name: 'Remove picture' }).click();
  await ann.getByText('Picture removed.').waitFor();
});

scene('what is no picture is not taken for one', async (stage) => {
  const ann = await stage.member('Ann');
  await visit(ann, '/account');
  await choose(ann, { name: 'not.png', mimeType: 'image/png', buffer: Buffer.from('words') });
  await ann.getByText('This is not a picture that can be shown here.').waitFor();
  assert.equal(await ann.getByRole('application').count(), 0);
});
