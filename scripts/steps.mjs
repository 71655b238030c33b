// A step of the set-up: done once, and again only when what it was made from has changed.
//
// Each finished step leaves a stamp, the hash of its inputs, in .tools/stamps. A lock beside it keeps two set-ups,
// such as `npm start` and a test run, from doing the same step at once.

import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './processes.mjs';
import { inProject } from './programs.mjs';

const LOCK_POLL_MS = 200;

/**
 * @param {{name: string, inputs: string[], outputs: string[], run: () => Promise<unknown>}} step
 *   `inputs`: files, folders, or plain text such as a version; `outputs`: what must exist afterwards.
 */
export async function step({ name, inputs, outputs, run }) {
  const stamp = inProject('.tools', 'stamps', name.replaceAll(/\W+/g, '-'));
  const isDone = () =>
    outputs.every((path) => existsSync(inProject(path))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(inputs);
  if (isDone()) return;
  mkdirSync(dirname(stamp), { recursive: true });
  await withLock(`${stamp}.lock`, async () => {
    if (isDone()) return;
    // Taken before the work: a file saved while it runs makes the step due again.
    const made = fingerprint(inputs);
    rmSync(stamp, { force: true });
    console.log(`• ${name}`);
    const began = Date.now();
    await run();
    writeFileSync(stamp, made);
    console.log(`  ${name}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  });
}

/** @param {string[]} inputs */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    hash.update(`${input}\n`);
    for (const file of filesIn(inProject(input))) hash.update(file).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)));
}

/** @param {string} lock @param {() => Promise<void>} work */
async function withLock(lock, work) {
  for (let waited = false; !take(lock); waited = true) {
    if (!waited) console.log('• waiting for another set-up that does the same');
    await pause(LOCK_POLL_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  // Written first and then linked, so that nobody ever reads a lock without its owner.
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lock);
    return true;
  } catch {
    // A set-up that was killed leaves its lock behind.
    const owner = ownerOf(lock);
    if (!owner || !isAlive(owner)) rmSync(lock, { force: true });
    return false;
  } finally {
    rmSync(mine);
  }
}

/** @param {string} lock */
function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}
