// The three servers that are measured: how each is started, and how clients get into its one room.

import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { applyMigrations } from '../scripts/migrate.mjs';
import { Trouble, environment, find, inProject } from '../scripts/programs.mjs';
import { foundSite, guestIn } from '../scripts/visitor.mjs';

/**
 * @typedef {{url: string, headers: Record<string, string>}} Connection
 * @typedef {{name: string, wire: string, script: string, prepare?: (directory: string) => void,
 *   admit: (port: number, clients: number) => Promise<Connection[]>}} Server
 */

// Not where temporary files live: that may be memory, and here it matters how long it takes to write to a disk.
const STATE = mkdtempSync(inProject('bench', '.state-'));
process.once('exit', () => rmSync(STATE, { recursive: true, force: true }));
const FRESH_TABLES = join(STATE, 'tables');
const LOG = join(STATE, 'server.log');
const ENTRANTS_AT_ONCE = 8;
const START_LIMIT_MS = 60_000;

/** @type {Server[]} */
export const SERVERS = [
  {
    name: 'Socket.IO + SQLite',
    wire: 'socket_io',
    script: 'peers/socketio.mjs',
    admit: admitByName((port, author) => `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket&author=${author}`),
  },
  {
    name: 'ws + SQLite',
    wire: 'ws',
    script: 'peers/ws.mjs',
    admit: admitByName((port, author) => `ws://127.0.0.1:${port}/?author=${author}`),
  },
  {
    name: 'Confab',
    wire: 'confab',
    script: 'confab-server.mjs',
    prepare: (directory) => cpSync(FRESH_TABLES, directory, { recursive: true }),
    admit: admitToConfab,
  },
];

/** A database with its tables, made once and copied for each start. */
export async function prepareTables() {
  mkdirSync(FRESH_TABLES, { recursive: true });
  await applyMigrations(FRESH_TABLES);
}

/** Runs `work` with a server on an empty disk, or on what an earlier one has left there, alone on its processor. @template T
 * @param {Server} server @param {(started: {pid: number, port: number}) => Promise<T>} work
 */
export async function withServer(server, work, disk = /** @type {'empty' | 'left'} */ ('empty')) {
  const directory = join(STATE, 'run');
  if (disk === 'empty') {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    server.prepare?.(directory);
  }
  const log = openSync(LOG, 'w');
  const [program, ...args] = pinned(SERVER_CORE, [String(find('node')), inProject('bench', server.script), directory]);
  const child = spawn(program, args, {
    env: environment({ NODE_ENV: 'production' }),
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  const end = () => child.kill('SIGTERM');
  const ended = new Promise((resolve) => child.once('close', resolve));
  process.once('exit', end);
  try {
    return await work({ pid: Number(child.pid), port: await portFrom(child, server.name) });
  } finally {
    end();
    await ended;
    process.off('exit', end);
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} name @returns {Promise<number>} */
function portFrom(child, name) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ how) => {
      clearTimeout(limit);
      reject(new Trouble(`${name} ${how}.\n${readFileSync(LOG, 'utf8')}`));
    };
    const limit = setTimeout(() => fail(`was not ready after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => fail(`ended before it was ready, with ${signal ?? `code ${code}`}`));
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
      if (!line.startsWith('{"port"')) return;
      clearTimeout(limit);
      resolve(JSON.parse(line).port);
    });
  });
}

// Server and generator each keep to one processor of their own, as far as there are two: neither then slows the other.
const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

/** @param {number} core @param {string[]} command */
export const pinned = (core, command) => (find('taskset') ? ['taskset', '--cpu-list', String(core), ...command] : command);

/** @param {(port: number, author: string) => string} address @returns {Server['admit']} */
function admitByName(address) {
  return async (port, clients) =>
    Array.from({ length: clients }, (_, index) => ({ url: address(port, `guest-${index}`), headers: {} }));
}

/** @type {Server['admit']} */
async function admitToConfab(port, clients) {
  const origin = `http://127.0.0.1:${port}`;
  const { room } = await foundSite(origin);
  /** @type {Connection[]} */
  const connections = [];
  let next = 0;
  const admitOneByOne = async () => {
    while (next < clients) {
      const guest = await guestIn(origin, room, `Guest ${next++}`);
      connections.push({ url: `ws://127.0.0.1:${port}/api/rooms/${room}/socket`, headers: guest.headers });
    }
  };
  await Promise.all(Array.from({ length: ENTRANTS_AT_ONCE }, admitOneByOne));
  return connections;
}
