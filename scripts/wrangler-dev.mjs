// One `wrangler dev` and all it starts, as something that can be awaited, stopped and killed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { family, isAlive, signal } from './processes.mjs';
import { environment, root, wrangler } from './programs.mjs';

const HEALTH_POLL_MS = 100;
const STOP_POLL_MS = 50;
const STOP_PATIENCE_MS = 5000;

/**
 * @param {string[]} args
 * @param {{log?: number, env?: NodeJS.ProcessEnv}} [options] `log`: a file to write to instead of the terminal
 */
export function wranglerDev(args, { log, env } = {}) {
  // At a terminal wrangler gets the keyboard, for its own shortcuts. Elsewhere it gets an input that stays open: it
  // leaves when its input ends.
  const input = process.stdin.isTTY && log === undefined ? 'inherit' : 'pipe';
  const output = log ?? 'inherit';
  const [program, ...rest] = wrangler('dev', ...args);
  const child = spawn(program, rest, { cwd: root, env: environment(env), stdio: [input, output, output] });
  const pid = /** @type {number} */ (child.pid);

  const killAll = (members = family(pid)) => members.forEach((member) => signal(member, 'SIGKILL'));
  const atExit = () => killAll();
  process.once('exit', atExit);
  const ended = once(child, 'exit').then(() => process.off('exit', atExit));

  return {
    pid,
    ended,
    /** Asks it to leave, and sees to it that everything it started is gone. */
    async stop() {
      const members = family(pid);
      signal(pid, 'SIGTERM');
      const patience = Date.now() + STOP_PATIENCE_MS;
      while (members.some(isAlive) && Date.now() < patience) await pause(STOP_POLL_MS);
      killAll(members);
      await ended;
    },
    /** Ends it with no chance to tidy up, as a power cut would. */
    async kill() {
      killAll();
      await ended;
    },
  };
}

/**
 * Waits until the site answers; false when `ended` comes first.
 * @param {string} url @param {Promise<unknown>} ended
 */
export async function untilHealthy(url, ended) {
  let over = false;
  ended.then(() => (over = true));
  while (!over) {
    if (await isHealthy(url)) return true;
    await pause(HEALTH_POLL_MS);
  }
  return false;
}

/** @param {string} url */
async function isHealthy(url) {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5000) });
    return response.ok && (await response.json()).ok === true;
  } catch {
    return false;
  }
}
