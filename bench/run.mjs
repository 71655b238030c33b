// `npm run bench`: measures Confab and two peers under the same four loads, in one run and in turn, and writes bench/RESULTS.md.
//   --rounds N    how often each load is put on each server; medians are shown (3)
//   --seconds N   how long each measurement takes (8)
//   --only LETTERS, --servers NAMES   a part of it, such as `--only ac --servers confab,socket`; RESULTS.md stays as it is
//   --only s      search in a room of 200,000 messages; its section of RESULTS.md is written anew

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Trouble, inProject, main, run } from '../scripts/programs.mjs';
import { setUp } from '../scripts/setup.mjs';
import { step } from '../scripts/steps.mjs';
import { isIdle, resultsPage, resultsTable } from './results.mjs';
import { measureSearch, searchSection, withSearchSection } from './search.mjs';
import { GENERATOR_CORE, SERVERS, pinned, prepareTables, withServer } from './servers.mjs';

/**
 * @typedef {{letter: string, title: string, clients: number, load: object, seconds?: number}} Scenario
 * @typedef {{clients: number, messages: number, deliveries: number, seconds: number, server_cpu_seconds: number,
 *   generator_cpu_seconds: number, p50_ms: number, p99_ms: number, memory_per_connection_bytes: number}} Report
 * @typedef {{scenario: Scenario, server: string, report: Report}} Measurement
 */

const WARM_UP_SECONDS = 3;
// An object without work hibernates after 10 s, and garbage collectors have had their turn as well.
const IDLE_SECONDS = 15;

/** @type {Scenario[]} */
const SCENARIOS = [
  { letter: 'a', title: '100 clients, 50 send again as soon as their message came back', clients: 100, load: { kind: 'echo', senders: 50 } },
  { letter: 'b', title: '100 clients, 4 send again as soon as their message came back', clients: 100, load: { kind: 'echo', senders: 4 } },
  { letter: 'c', title: '1,000 clients, 10 messages a second in all', clients: 1000, load: { kind: 'steady', per_second: 10 } },
  { letter: 'd', title: '1,000 idle connections', clients: 1000, load: { kind: 'idle' }, seconds: IDLE_SECONDS },
];

const LOAD = inProject('bench', 'load');

// Without this an interrupted run would leave its server behind: only an orderly exit tells it to end.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(1));

await main(async () => {
  const { values: options } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      only: { type: 'string' },
      servers: { type: 'string' },
    },
  });
  if (process.platform !== 'linux') throw new Trouble('The bench reads processor time from /proc, so it runs on Linux only.');
  const scenarios = SCENARIOS.filter(({ letter }) => options.only?.includes(letter) ?? true);
  const servers = SERVERS.filter(
    ({ name }) => options.servers?.split(',').some((part) => name.toLowerCase().startsWith(part)) ?? true,
  );

  if (options.only === 's') {
    await setUp();
    await prepareTables();
    const page = inProject('bench', 'RESULTS.md');
    writeFileSync(page, withSearchSection(readFileSync(page, 'utf8'), searchSection(await measureSearch())));
    return console.log('Written to bench/RESULTS.md.');
  }

  await prepare();
  /** @type {Measurement[]} */
  const measurements = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const scenario of scenarios) {
      for (const server of servers) {
        const report = await measure(server, scenario, Number(options.seconds));
        measurements.push({ scenario, server: server.name, report });
        console.log(oneLine(round, scenario, server.name, report));
      }
    }
  }

  console.log(`\n${resultsTable(measurements)}`);
  if (!options.only && !options.servers) {
    const section = searchSection(await measureSearch());
    writeFileSync(inProject('bench', 'RESULTS.md'), withSearchSection(resultsPage(measurements, options), section));
    console.log('Written to bench/RESULTS.md.');
  }
});

async function prepare() {
  await setUp();
  await step({
    name: 'the peers’ packages',
    inputs: ['bench/package-lock.json'],
    outputs: ['bench/node_modules'],
    run: () =>
      run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: inProject('bench'),
        failure: 'The peers’ npm packages could not be installed; npm says why above.',
      }),
  });
  await step({
    name: 'load generator',
    inputs: ['bench/load/src', 'bench/load/Cargo.toml', 'bench/load/Cargo.lock'],
    outputs: ['bench/load/target/release/load'],
    run: () => run(['cargo', 'build', '--release', '--locked', '--quiet', '--target-dir', 'target'], { cwd: LOAD }),
  });
  await prepareTables();
}

/** @param {import('./servers.mjs').Server} server @param {Scenario} scenario @param {number} seconds */
async function measure(server, scenario, seconds) {
  const admit = (/** @type {number} */ port) => server.admit(port, scenario.clients);
  const load = (/** @type {number} */ pid, /** @type {import('./servers.mjs').Connection[]} */ connections) =>
    generate({
      wire: server.wire,
      server_pid: pid,
      connections,
      load: scenario.load,
      warm_up_ms: WARM_UP_SECONDS * 1000,
      measure_ms: (scenario.seconds ?? seconds) * 1000,
    });
  if (!isIdle(scenario)) return withServer(server, async ({ pid, port }) => load(pid, await admit(port)));
  // What letting a thousand in has left in memory goes sooner or later, and would count against what their sockets take.
  const [was, admitted] = await withServer(server, async ({ port }) => /** @type {const} */ ([port, await admit(port)]));
  const moved = (/** @type {number} */ port) => JSON.parse(JSON.stringify(admitted).replaceAll(`//127.0.0.1:${was}`, `//127.0.0.1:${port}`));
  return withServer(server, ({ pid, port }) => load(pid, moved(port)), 'left');
}

/** @param {object} plan @returns {Promise<Report>} */
function generate(plan) {
  const [program, ...args] = pinned(GENERATOR_CORE, [`${LOAD}/target/release/load`]);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', (chunk) => (report += chunk));
  child.stdin.end(JSON.stringify(plan));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(report)) : reject(new Trouble('The run does not count; the load generator says why above.')),
    );
  });
}

/** @param {number} round @param {Scenario} scenario @param {string} server @param {Report} report */
function oneLine(round, scenario, server, report) {
  const about = `round ${round} (${scenario.letter}) ${server}`;
  if (report.deliveries === 0) return `${about}: ${(report.memory_per_connection_bytes / 1024).toFixed(1)} KiB for each connection`;
  const perCpuSecond = Math.round(report.deliveries / report.server_cpu_seconds);
  const generator = Math.round((100 * report.generator_cpu_seconds) / report.seconds);
  return (
    `${about}: ${report.deliveries} deliveries in ${report.server_cpu_seconds.toFixed(2)} CPU s = ${perCpuSecond}/s, ` +
    `p50 ${report.p50_ms.toFixed(1)} ms, p99 ${report.p99_ms.toFixed(1)} ms; generator ${generator} % busy`
  );
}
