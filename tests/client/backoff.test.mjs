// When a lost connection is tried again.

import assert from 'node:assert/strict';
import test from 'node:test';
import { RECONNECT, delayBefore } from '../../public/app/net/backoff.js';

test('waits double up to the longest, spread evenly around the middle', () => {
  const middles = [0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => delayBefore(attempt, 0.5));
  assert.deepEqual(middles, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test('no wait is longer than the table says, and none is nothing', () => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    for (const random of [0, 0.25, 0.5, 0.75, 0.999_999]) {
      const delay = delayBefore(attempt, random);
      assert.ok(delay >= RECONNECT.firstMs * (1 - RECONNECT.jitter), `${attempt}: ${delay}`);
      assert.ok(delay <= RECONNECT.maxMs, `${attempt}: ${delay}`);
    }
  }
});
