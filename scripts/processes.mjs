// Processes by their ids: who is alive, who started whom.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** @param {number} pid @param {NodeJS.Signals} name */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's, then.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** A process and all that it started, directly or not. @param {number} pid */
export function family(pid) {
  const parents = parentOfEach();
  const members = [pid];
  // Grows while it is walked, which is what finds the grandchildren.
  for (const member of members) {
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  }
  return members;
}

/** @returns {[number, number][]} pairs of a process and its parent */
function parentOfEach() {
  // Small Linux images come without ps.
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

/** @returns {[number, number][]} */
function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The program's name may hold anything, so count from its closing parenthesis: state, then parent.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [/** @type {[number, number]} */ ([Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])])];
      } catch {
        return [];
      }
    });
}

/** @returns {[number, number][]} */
function fromPs() {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => /** @type {[number, number]} */ (line.trim().split(/\s+/).map(Number)));
}
