// One `wrangler dev` and all it starts, as something that can be awaited, stopped and killed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { environment, root, wrangler } from './programs.mjs';

const HEALTH_POLL_MS = 100;
const STOP_PATIENCE_MS = 5000;

/**
 * @param {string[]} args
 * @param {{log?: number, env?: NodeJS.ProcessEnv}} [options] `log`: a file to write to instead of the terminal
 */
export function wranglerDev(args, { log, env } = {}) {
  const output = log ?? 'inherit';
  const [program, ...rest] = wrangler('dev', ...args);
  const child = spawn(program, rest, {
    cwd: root,
    env: environment(env),
    // A group of its own, so that the runtime and whatever else wrangler starts can be ended with it.
    detached: true,
    // An input that stays open: wrangler leaves when it ends, and so also when this process is killed.
    stdio: ['pipe', output, output],
  });
  const pid = /** @type {number} */ (child.pid);
  const killAll = () => signal(-pid, 'SIGKILL');
  const ended = once(child, 'exit').then(killAll);
  process.once('exit', killAll);
  ended.then(() => process.off('exit', killAll));

  return {
    pid,
    ended,
    /** Asks it to leave, and sees to it that everything it started is gone. */
    async stop() {
      signal(pid, 'SIGTERM');
      await Promise.race([ended, pause(STOP_PATIENCE_MS, undefined, { ref: false })]);
      killAll();
      await ended;
    },
    /** Ends it with no chance to tidy up, as a power cut would. */
    async kill() {
      killAll();
      await ended;
    },
  };
}

/** @param {number} pid a negative one is a whole group @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
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
