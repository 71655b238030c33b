// A site of its own for a test: free port, fresh state, nothing shared with the one a developer has running.

import { closeSync, cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { applyMigrations } from './migrate.mjs';
import { freePort } from './ports.mjs';
import { Trouble, inProject } from './programs.mjs';
import { untilHealthy, wranglerDev } from './wrangler-dev.mjs';

// A cold start takes two seconds on an idle machine; a busy one is given time.
const START_PATIENCE_MS = 120_000;
const LOG_LINES_SHOWN = 30;

/**
 * Starts the site as it was last built.
 * @param {{vars?: Record<string, string>, persistTo?: string, port?: number}} [options]
 *   `vars` go over those in wrangler.toml; `persistTo` is kept afterwards, for a restart on the same state.
 * @returns the site; `inspector` is where what runs in it can be looked into, `log` is a file with all that it printed, `state` the folder of its databases
 */
export async function startServer({ vars = {}, persistTo, port } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'confab-'));
  const tidy = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', tidy);

  const state = persistTo ? resolve(persistTo) : join(folder, 'state');
  // A state that was here before has its tables.
  if (!existsSync(join(state, 'v3', 'd1'))) await applyMigrations(state);

  const chosen = port ?? (await freePort());
  const inspector = await freePort();
  const url = `http://127.0.0.1:${chosen}`;
  const log = join(folder, 'wrangler.log');
  const output = openSync(log, 'a');
  const site = wranglerDev(
    [
      ...['--config', frozenCopy(folder), '--persist-to', state],
      ...['--ip', '127.0.0.1', '--port', String(chosen), '--inspector-port', String(inspector)],
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    // Sites that are tested side by side must not find each other's objects through wrangler's registry.
    { log: output, env: { WRANGLER_REGISTRY_PATH: join(folder, 'registry') } },
  );
  closeSync(output);

  const tooLate = pause(START_PATIENCE_MS, undefined, { ref: false });
  if (!(await untilHealthy(url, Promise.race([site.ended, tooLate])))) {
    await site.kill();
    const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
    throw new Trouble(`The site did not start. The end of its log:\n${last}`);
  }

  const over = async (/** @type {() => Promise<void>} */ end) => {
    await end();
    process.off('exit', tidy);
    tidy();
  };
  return { url, port: chosen, inspector: `ws://127.0.0.1:${inspector}/ws`, pid: site.pid, log, state, stop: () => over(site.stop), kill: () => over(site.kill) };
}

/**
 * Copies what was built, with a configuration that builds nothing: a rebuild meanwhile must not restart the site under test.
 * @param {string} folder @returns the configuration
 */
function frozenCopy(folder) {
  cpSync(inProject('build'), join(folder, 'build'), { recursive: true });
  const configuration = readFileSync(inProject('wrangler.toml'), 'utf8').replace(/^\[build\]\n(?:.+\n)*/m, '');
  const copy = join(folder, 'wrangler.toml');
  writeFileSync(copy, configuration);
  return copy;
}
