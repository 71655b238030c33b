// What a voice looks like, and what its file is called.

import assert from 'node:assert/strict';
import test from 'node:test';
import { BARS, LOUDEST, levelOf, recordedAs, voiceName, waveformOf } from '../../public/app/files/voice.js';

test('silence is flat, a full wave is loud', () => {
  assert.equal(levelOf(new Float32Array(16)), 0);
  assert.equal(levelOf(Float32Array.from({ length: 16 }, (_, at) => (at % 2 ? 1 : -1))), 1);
  assert.equal(levelOf(new Float32Array()), 0);
});

test('any length becomes a few bars from 0 to the loudest', () => {
  for (const length of [0, 1, 63, 64, 65, 12_000]) {
    const bars = waveformOf(Array.from({ length }, (_, at) => (at + 1) / length));
    assert.equal(bars.length, Math.min(length, BARS));
    assert.ok(bars.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= LOUDEST), String(bars));
    if (length > 0) assert.equal(bars.at(-1), LOUDEST);
  }
  assert.deepEqual(waveformOf([0, 0.5, 1, 0.25], 2), [16, 31]);
});

test('a room that is nearly silent does not look like shouting', () => {
  assert.ok(waveformOf([0.001, 0.002]).every((bar) => bar <= 2));
});

test('the first form that can be recorded, and a name that says when', () => {
  assert.equal(recordedAs((type) => type === 'audio/mp4'), 'audio/mp4');
  assert.equal(recordedAs(() => false), '');
  assert.equal(voiceName('audio/webm', new Date(2026, 0, 5, 7, 3)), 'voice-2026-01-05-07.03.webm');
  assert.equal(voiceName('audio/mp4', new Date(2026, 10, 26, 17, 30)), 'voice-2026-11-26-17.30.m4a');
});
