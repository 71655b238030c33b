// The square that is cut out of a picture: always all of the window, never beside the picture.

import assert from 'node:assert/strict';
import test from 'node:test';
import { ZOOM_MAX, centred, cut, moved, zoomed } from '../../public/app/files/crop.js';

const WIDE = { width: 400, height: 200 };

test('at first it is the largest square in the middle', () => {
  assert.deepEqual(cut(WIDE, centred(WIDE)), { x: 100, y: 0, side: 200 });
});

test('moved, the picture goes with the finger, and no further than its edge', () => {
  const view = moved(WIDE, centred(WIDE), 0.25, 0.25);
  assert.deepEqual(cut(WIDE, view), { x: 50, y: 0, side: 200 });
  assert.deepEqual(cut(WIDE, moved(WIDE, view, 10, 0)), { x: 0, y: 0, side: 200 });
  assert.deepEqual(cut(WIDE, moved(WIDE, view, -10, 0)), { x: 200, y: 0, side: 200 });
});

test('zoomed, what lies under the pointer stays there; smaller than the window it does not become', () => {
  const view = zoomed(WIDE, centred(WIDE), 2, -0.5, 0);
  assert.deepEqual(cut(WIDE, view), { x: 100, y: 50, side: 100 });
  assert.equal(zoomed(WIDE, view, 0.1).zoom, 1);
  assert.equal(zoomed(WIDE, view, 100).zoom, ZOOM_MAX);
  assert.deepEqual(cut(WIDE, zoomed(WIDE, view, 1)), { x: 50, y: 0, side: 200 });
});
