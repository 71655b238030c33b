// Starting other programs, and ending with a sentence instead of a stack trace when one fails.
//
// Nothing but Node's own modules here: this runs before `npm ci` has.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const inProject = (/** @type {string[]} */ ...parts) => resolve(root, ...parts);

/** Something the reader can mend: its message is all they are shown. */
export class Trouble extends Error {}

// node_modules/.bin comes first because it holds the Node that wrangler wants, which may be newer than the system's;
// rustup's folder last, for shells that were opened before it was installed.
const path = [inProject('node_modules', '.bin'), process.env.PATH, join(homedir(), '.cargo', 'bin')].join(delimiter);

/** @param {NodeJS.ProcessEnv} [extra] */
export function environment(extra = {}) {
  return {
    ...process.env,
    PATH: path,
    WRANGLER_SEND_METRICS: 'false',
    // Without it `wrangler dev` fetches a description of the caller from Cloudflare at each start.
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    // Otherwise it keeps a record of every event for its explorer, which takes many times longer than what a room does with a message.
    X_LOCAL_OBSERVABILITY: 'false',
    X_LOCAL_EXPLORER: 'false',
    ...extra,
  };
}

/** The full path of a program, or undefined. @param {string} name */
export function find(name) {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
}

/**
 * Runs a program to its end, its output shown as it comes; one that `asks` gets the keyboard.
 * @param {string[]} command
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, failure?: string, asks?: boolean, onOutput?: (text: string) => void}} [options]
 */
export function run(command, { env, cwd = root, failure, asks = false, onOutput } = {}) {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ what) =>
      reject(new Trouble(failure ?? `\`${command.join(' ')}\` ${what}; its own message is above.`));
    const child = spawn(program, args, {
      cwd,
      env: environment(env),
      stdio: [asks ? 'inherit' : 'ignore', onOutput ? 'pipe' : 'inherit', 'inherit'],
    });
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk);
      onOutput?.(String(chunk));
    });
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('close', (code, signal) =>
      code === 0 ? resolve(undefined) : fail(`ended with ${signal ?? `code ${code}`}`),
    );
  });
}

/**
 * What a program prints, or undefined when it fails or is missing.
 * @param {string[]} command
 */
export function ask([program, ...args]) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** The command line of this project's wrangler. @param {string[]} args */
export const wrangler = (...args) => ['node', inProject('node_modules', 'wrangler', 'bin', 'wrangler.js'), ...args];

/** Runs a script's body; trouble is told in its own words. @param {() => Promise<unknown>} body */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
