// What a picture tells beside what it shows does not leave the browser; the picture itself stays bit for bit what it was.

import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutTraces } from '../../public/app/files/boxes.js';
import { formOf, stripped } from '../../public/app/files/strip.js';
import { PLAIN_JPEG, PLAIN_PNG, PLAIN_WEBP, SECRETS, avif, film, jpegPhoto, joined, pngPhoto, webpPhoto } from './photos.mjs';

/** @param {Uint8Array} bytes */
const words = (bytes) => Buffer.from(bytes).toString('latin1');
/** @param {Uint8Array} bytes */
const tells = (bytes) => SECRETS.filter((secret) => words(bytes).includes(secret));
/** @param {Uint8Array} bytes @param {"jpeg" | "png" | "webp"} form */
function strip(bytes, form) {
  const found = stripped(bytes, form);
  return { ...found, bytes: joined(...(found?.parts ?? [])) };
}

const KINDS = /** @type {const} */ ([
  ['jpeg', jpegPhoto, PLAIN_JPEG],
  ['png', pngPhoto, PLAIN_PNG],
  ['webp', webpPhoto, PLAIN_WEBP],
]);

for (const [form, photo, plain] of KINDS) {
  test(`${form}: place, camera and owner go, the picture and its colours stay`, () => {
    assert.ok(tells(photo()).length >= 3, 'they are in it');
    const { bytes, orientation } = strip(photo(), form);
    assert.deepEqual(tells(bytes), []);
    assert.deepEqual(bytes, plain, 'nothing else has changed');
    assert.equal(orientation, 1);
  });

  test(`${form}: how it is to be turned is found out before that is gone`, () => {
    for (const orientation of [3, 6, 8]) assert.equal(strip(photo({ orientation }), form).orientation, orientation);
    assert.equal(strip(photo({ orientation: 77 }), form).orientation, 1);
  });

  test(`${form}: without any of it, it is left as it is`, () => assert.deepEqual(strip(plain, form).bytes, plain));

  test(`${form}: cut off anywhere, it is no picture, or tells nothing`, () => {
    const whole = photo();
    for (let length = 0; length < whole.length; length += 1) {
      const found = stripped(whole.subarray(0, length), form);
      if (found) assert.deepEqual(tells(joined(...found.parts)), [], `${length} bytes`);
    }
  });
}

test('the form is told by the first bytes', () => {
  assert.deepEqual([PLAIN_JPEG, PLAIN_PNG, PLAIN_WEBP, film(), avif()].map(formOf), ['jpeg', 'png', 'webp', 'boxes', 'boxes']);
  assert.equal(formOf(new TextEncoder().encode('GIF89a...')), 'gif');
  assert.equal(formOf(new TextEncoder().encode('<svg/>')), null);
  assert.equal(formOf(new Uint8Array()), null);
});

test('a film says no longer where it was made; nothing in it has moved', async () => {
  const before = film();
  const after = new Uint8Array(await (await withoutTraces(new Blob([before]))).arrayBuffer());
  assert.equal(after.length, before.length);
  assert.ok(!/udta|meta/.test(words(after)), 'players pass over what is free room');
  assert.equal(words(after).match(/free/g)?.length, 3);
  assert.ok(words(after).includes('the film itself'));
  assert.deepEqual(tells(after), [], 'not even for those who look into the free room');
});

test('a picture made of boxes: its EXIF is blotted out, the picture is not', async () => {
  const before = avif();
  const after = new Uint8Array(await (await withoutTraces(new Blob([before]))).arrayBuffer());
  assert.equal(after.length, before.length);
  assert.deepEqual(tells(before).length > 0, true);
  assert.ok(!words(after).includes('GPS-Of-Home') && !words(after).includes('Secretphone'));
  assert.ok(words(after).endsWith('av01'));
});

test('boxes that lie about their sizes end the search, and nothing else', async () => {
  const whole = film();
  for (let at = 0; at < whole.length; at += 1) {
    for (const value of [0, 1, 0xff]) {
      const broken = whole.slice();
      broken[at] = value;
      const after = await withoutTraces(new Blob([broken]));
      assert.equal(after.size, whole.length);
    }
  }
});
