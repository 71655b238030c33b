// `npm start` as a stranger meets it, once everything is built: quick, plain about trouble, gone when told to go.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../scripts/ports.mjs';
import { family, isAlive, signal as signalTo } from '../../scripts/processes.mjs';
import { environment, root } from '../../scripts/programs.mjs';

const READY_WITHIN_MS = 15_000;

const state = mkdtempSync(join(tmpdir(), 'confab-start-'));
/** @type {Set<number>} */
const running = new Set();
after(() => {
  // Those that a failed test left.
  running.forEach((pid) => signalTo(pid, 'SIGTERM'));
  rmSync(state, { recursive: true, force: true });
});

/** @param {string[]} args */
function npmStart(...args) {
  const child = spawn('npm', ['start', '--silent', '--', ...args], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = /** @type {number} */ (child.pid);
  running.add(pid);
  child.once('exit', () => running.delete(pid));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return {
    pid,
    exit: once(child, 'exit').then(([code]) => code),
    printed: () => printed,
    /** @param {string} text */
    async prints(text) {
      while (!printed.includes(text)) {
        assert.equal(child.exitCode, null, printed);
        await pause(50);
      }
    },
  };
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  test(`a second start is quick, and ${signal} ends all of it`, { timeout: 300_000 }, async () => {
    const port = await freePort();
    const args = ['--port', String(port), '--persist-to', state, '--inspector-port', '0'];
    if (signal === 'SIGINT') await firstStart(args);

    const began = Date.now();
    const site = npmStart(...args);
    await site.prints('Confab is ready');
    const took = Date.now() - began;
    assert.ok(took < READY_WITHIN_MS, `ready after ${took} ms`);
    assert.equal((await fetch(`http://localhost:${port}/api/health`)).status, 200);

    const started = family(site.pid);
    assert.ok(started.length > 3, 'npm, the script, wrangler and the runtime');
    process.kill(site.pid, signal);
    assert.equal(await site.exit, 0);
    assert.deepEqual(started.filter(isAlive), []);
  });
}

/** Makes the tables. @param {string[]} args */
async function firstStart(args) {
  const site = npmStart(...args);
  await site.prints('Confab is ready');
  process.kill(site.pid, 'SIGTERM');
  await site.exit;
}

test('a taken port is a sentence and not a stack trace', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (squatter.address());
  const site = npmStart('--port', String(port));
  assert.equal(await site.exit, 1);
  squatter.close();
  assert.match(site.printed(), /^\s*Port \d+ is taken\. .*npm start -- --port \d+\s*$/);
});
