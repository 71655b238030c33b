// A step runs when it is due, and only then.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { inProject } from './programs.mjs';
import { step } from './steps.mjs';

const name = `step under test ${process.pid}`;
let folder = '';
let runs = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-steps-'));
  writeFileSync(join(folder, 'input'), 'first');
  runs = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(inProject('.tools', 'stamps', name.replaceAll(' ', '-')), { force: true });
});

const due = (run = async () => writeFileSync(join(folder, 'output'), '')) =>
  step({
    name,
    inputs: [join(folder, 'input')],
    outputs: [join(folder, 'output')],
    run: async () => {
      runs++;
      await run();
    },
  });

test('once, while nothing changes', async () => {
  await due();
  await due();
  assert.equal(runs, 1);
});

test('again when an input changes', async () => {
  await due();
  writeFileSync(join(folder, 'input'), 'second');
  await due();
  assert.equal(runs, 2);
});

test('again when an output is gone', async () => {
  await due();
  rmSync(join(folder, 'output'));
  await due();
  assert.equal(runs, 2);
});

test('again when it failed', async () => {
  await assert.rejects(due(() => Promise.reject(new Error('no'))), /no/);
  await due();
  assert.equal(runs, 2);
});

test('again when an input changed while it ran', async () => {
  await due(async () => {
    writeFileSync(join(folder, 'output'), '');
    writeFileSync(join(folder, 'input'), 'changed meanwhile');
  });
  await due();
  assert.equal(runs, 2);
});

test('once, when two want it at the same time', async () => {
  await Promise.all([due(), due()]);
  assert.equal(runs, 1);
});
