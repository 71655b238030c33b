// Turns measurements into the table that is shown and the page that is kept.

import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { ask, inProject } from '../scripts/programs.mjs';

/** @typedef {import('./run.mjs').Measurement} Measurement */

// The peer most people would take; ratios and goals are against it.
const YARDSTICK = 'Socket.IO + SQLite';
const SUBJECT = 'Confab';

/** What Confab set out to reach: deliveries per CPU second as a multiple of the yardstick's. */
const GOALS = [
  { letter: 'a', ratio: 3, lowerP99: true },
  { letter: 'b', ratio: 1, lowerP99: false },
  { letter: 'c', ratio: 1, lowerP99: false },
];

/** Medians over the rounds. @param {Measurement[]} measurements */
function rows(measurements) {
  /** @type {Map<string, Measurement[]>} */
  const groups = new Map();
  for (const measurement of measurements) {
    const key = `${measurement.scenario.letter} ${measurement.server}`;
    groups.set(key, [...(groups.get(key) ?? []), measurement]);
  }
  return [...groups.values()].map((group) => {
    const middle = (/** @type {(report: Measurement['report']) => number} */ of) => median(group.map(({ report }) => of(report)));
    return {
      scenario: group[0].scenario,
      server: group[0].server,
      efficiency: middle((report) => report.deliveries / report.server_cpu_seconds),
      messages: middle((report) => report.deliveries / report.clients / report.seconds),
      p50: middle((report) => report.p50_ms),
      p99: middle((report) => report.p99_ms),
      memory: middle((report) => report.memory_per_connection_bytes),
    };
  });
}

/** Processes at work in the minute before. More, and latencies and disk times are theirs as much as the servers'. */
const QUIET = 0.5;
// Taken before anything is measured: what else the machine was doing.
const [LOAD_BEFORE] = loadavg();

/** @param {Measurement[]} measurements */
export function resultsTable(measurements) {
  const all = rows(measurements);
  const busy = all.filter(({ scenario }) => !isIdle(scenario));
  const idle = all.filter(({ scenario }) => isIdle(scenario));
  const against = (/** @type {(typeof all)[number]} */ row, /** @type {'efficiency' | 'memory'} */ what) => {
    const yardstick = all.find(({ scenario, server }) => scenario === row.scenario && server === YARDSTICK);
    return yardstick ? `${(row[what] / yardstick[what]).toFixed(2)}×` : '';
  };
  return [
    table(
      ['load', 'server', 'deliveries per server CPU second', `against ${YARDSTICK}`, 'messages/s', 'p50', 'p99'],
      busy.map((row) => [
        `(${row.scenario.letter})`, row.server, whole(row.efficiency), against(row, 'efficiency'), whole(row.messages), ms(row.p50), ms(row.p99),
      ]),
    ),
    table(
      ['load', 'server', 'memory per connection', `against ${YARDSTICK}`],
      idle.map((row) => [`(${row.scenario.letter})`, row.server, `${(row.memory / 1024).toFixed(1)} KiB`, against(row, 'memory')]),
    ),
    ...GOALS.flatMap((goal) => verdict(goal, all)),
  ].join('\n');
}

/** @param {(typeof GOALS)[number]} goal @param {ReturnType<typeof rows>} all */
function verdict({ letter, ratio, lowerP99 }, all) {
  const of = (/** @type {string} */ name) => all.find(({ scenario, server }) => scenario.letter === letter && server === name);
  const [subject, yardstick] = [of(SUBJECT), of(YARDSTICK)];
  if (!subject || !yardstick) return [];
  const reached = subject.efficiency >= ratio * yardstick.efficiency && (!lowerP99 || subject.p99 < yardstick.p99);
  return [`- (${letter}) goal ≥ ${ratio}×${lowerP99 ? ' with a lower p99' : ''}: ${reached ? 'reached' : '**missed**'}`];
}

/** @param {Measurement[]} measurements @param {{rounds: string, seconds: string}} options */
export function resultsPage(measurements, { rounds, seconds }) {
  const scenarios = [...new Set(measurements.map(({ scenario }) => scenario))];
  return `# What Confab costs to run, beside two peers

Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${rounds} round${rounds === '1' ? '' : 's'}, each load on each server in turn, ${seconds} s each after a
warm-up; medians. A run counts only if every client got every message exactly once and all in the same order.

${scenarios.map(({ letter, title }) => `- (${letter}) ${title}`).join('\n')}

${resultsTable(measurements)}

Server CPU is user and system time of the server's whole process tree, from /proc. Latency runs from a client's send to each other
client's receipt. Memory is how much the resident memory of the tree grows from 500 connections to 1,000, for each of them, 18 s after the last in both cases,
on a server that was started after all of them had been let in; what no collector has taken by then counts. Each
server stores a message durably before it sends it to anyone: the peers by \`better-sqlite3\` (WAL, \`synchronous=FULL\`), Confab in
its Durable Object. Confab runs in workerd by Miniflare, with its release build and no rate limits; the process that starts workerd is counted too.
Server and load generator have a processor each.

| | |
|---|---|
${facts().map(([name, value]) => `| ${name} | ${value} |`).join('\n')}
`;
}

function facts() {
  const version = (/** @type {string} */ name, folder = '') =>
    JSON.parse(readFileSync(inProject(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  return [
    ['processor', `${cpus()[0].model.trim()}, ${cpus().length} in all`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `Linux ${release()}`],
    ['other load when the run began', `${LOAD_BEFORE.toFixed(1)}${LOAD_BEFORE > QUIET ? ' (not a quiet machine: do not quote these figures)' : ''}`],
    ['Confab', ask(['git', 'rev-parse', '--short', 'HEAD']) ?? 'not from git'],
    ['workerd, miniflare', `${version('workerd')}, ${version('miniflare')}`],
    ['Node', ask(['node', '--version'])],
    ['socket.io, ws', `${version('socket.io', 'bench')}, ${version('ws', 'bench')}`],
    ['better-sqlite3', version('better-sqlite3', 'bench')],
  ];
}

/** @param {string[]} head @param {string[][]} body */
function table(head, body) {
  if (body.length === 0) return '';
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map((_, column) => (column < 2 ? '---' : '--:'))), ...body.map(line)].join('\n')}\n`;
}

/** @param {import('./run.mjs').Scenario} scenario */
export const isIdle = ({ load }) => 'kind' in load && load.kind === 'idle';

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
