// `npm test`: every kind of test, one after the other; `npm test -- native live` runs only those named.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { chromium } from './chromium.mjs';
import { freePort } from './ports.mjs';
import { Trouble, ask, inProject, main, run } from './programs.mjs';
import { startServer } from './server.mjs';
import { setUp } from './setup.mjs';

/** @typedef {{passed: number, failed: number}} Count */

/** @type {Record<string, {what: string, needs: string, run: () => Promise<Count>}>} */
const PHASES = {
  native: { what: 'Rust, natively: rules, wire, SQL, simulator', needs: 'src', run: native },
  client: { what: 'JavaScript, without a browser', needs: 'public', run: client },
  size: { what: 'sizes of the Worker and of the first load', needs: 'tests/size.test.mjs', run: size },
  start: { what: 'npm start itself', needs: 'tests/start', run: start },
  rows: { what: 'rows written, as the runtime counts them', needs: 'tests/rows', run: rows },
  live: { what: 'the API against wrangler dev', needs: 'tests/live', run: live },
  browser: { what: 'the client in Chromium', needs: 'tests/browser', run: browser },
  chaos: { what: 'the runtime killed under load', needs: 'scripts/chaos.mjs', run: chaos },
};

/** The native suite that takes as long as all others. */
const SIMULATOR = 'simulator';
// A live test waits more than it works.
const LIVE_THREADS = 6;
// Two browsers keep two processors busy.
const BROWSER_LANES = 2;

// How many passed and failed, once for each suite.
const CARGO_REPORT = /^test result: \w+\. (\d+) passed; (\d+) failed/gm;
const NODE_REPORT = /^ℹ pass (\d+)\nℹ fail (\d+)/gm;
// Matches nothing: how the program ends is its only report.
const NO_REPORT = /(?!)/g;
const MIB = 1024 * 1024;

await main(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !(name in PHASES));
  if (unknown) throw new Trouble(`There is no test phase "${unknown}". There are: ${Object.keys(PHASES).join(', ')}.`);

  await setUp();
  const total = { passed: 0, failed: 0 };
  const summary = [];
  for (const [name, phase] of Object.entries(PHASES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    if (!existsSync(inProject(phase.needs))) {
      summary.push(`${name.padEnd(8)} left out: there is no ${phase.needs} yet`);
      continue;
    }
    console.log(`\n── ${name}: ${phase.what}`);
    const began = Date.now();
    const count = await counted(phase.run);
    total.passed += count.passed;
    total.failed += count.failed;
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    summary.push(`${name.padEnd(8)} ${count.passed} passed, ${count.failed} failed, ${seconds} s`);
  }
  console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0) process.exitCode = 1;
});

/** One phase's trouble is a failure, and not the end of the others. @param {() => Promise<Count>} phase */
async function counted(phase) {
  try {
    return await phase();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

async function native() {
  // By name, since `cargo test` would run the live ones too.
  const { packages } = JSON.parse(ask(['cargo', 'metadata', '--no-deps', '--format-version', '1']) ?? '{"packages":[]}');
  const suites = packages
    .flatMap((/** @type {any} */ { targets }) => targets)
    .filter((/** @type {any} */ { kind, name }) => kind.includes('test') && name !== 'live')
    .map((/** @type {any} */ { name }) => name);
  const named = (/** @type {string[]} */ names) => names.flatMap((name) => ['--test', name]);
  // Built at once, and then run side by side: most of them keep one processor busy, and the simulator what is left.
  await run(['cargo', 'test', '--no-run', '--lib', ...named(suites)], { failure: 'The native tests do not compile; the compiler says why above.' });
  const others = suites.filter((/** @type {string} */ name) => name !== SIMULATOR);
  const counts = await Promise.all([cargoTest(named([SIMULATOR])), cargoTest(['--lib', ...named(others), '--no-fail-fast'])]);
  return sum(counts);
}

function client() {
  return nodeTest(['tests/client/**/*.test.*', 'scripts/**/*.test.*', 'bench/*.test.*']);
}

function size() {
  return nodeTest(['tests/size.test.mjs']);
}

function start() {
  return nodeTest(['tests/start/start.test.mjs']);
}

function rows() {
  return nodeTest(['tests/rows/rows.test.mjs']);
}

async function live() {
  // What links in messages may lead to; the tests serve it.
  const outside = `http://127.0.0.1:${await freePort()}`;
  const vars = { RATE_LIMITS: 'off', PREVIEW_TEST_ORIGIN: outside };
  const sites = await Promise.all([
    startServer({ vars }),
    // A limit that a test can reach.
    startServer({ vars: { MEDIA_PERSON_BYTES: String(20 * MIB) } }),
    // For tests that close it, or hand it over: nobody else may be there meanwhile.
    startServer({ vars: { ...vars, MEDIA_MAX_BYTES: String(256 * MIB) } }),
    // For tests that write into its database from outside, which locks it.
    startServer({ vars }),
    // For those that ask for everything as everybody: a site has one thread, and the others would wait for it.
    startServer({ vars }),
  ]);
  const [free, limited, alone, touched, askedByAll] = sites;
  const env = {
    CONFAB_URL: free.url,
    CONFAB_URL_WITH_LIMITS: limited.url,
    CONFAB_URL_ALONE: alone.url,
    CONFAB_INSPECTOR_ALONE: alone.inspector,
    CONFAB_URL_TOUCHED: touched.url,
    CONFAB_STATE_TOUCHED: touched.state,
    CONFAB_URL_ASKED_BY_ALL: askedByAll.url,
    CONFAB_OUTSIDE: outside,
  };
  try {
    return await cargoTest(['--test', 'live', '--', `--test-threads=${LIVE_THREADS}`], env);
  } finally {
    await Promise.all(sites.map((site) => site.stop()));
  }
}

async function browser() {
  const path = await chromium();
  // The largest first, so that no lane is left with one of them in the end.
  const files = readdirSync(inProject('tests/browser'))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => inProject('tests/browser', name))
    .toSorted((a, b) => statSync(b).size - statSync(a).size);
  const lanes = await Promise.all(Array.from({ length: BROWSER_LANES }, () => lane(files, path)));
  return sum(lanes.flat());
}

/** Takes one file after the other, on a site of its own: some change its settings. @param {string[]} files @param {string} chromium */
async function lane(files, chromium) {
  const site = await startServer({ vars: { RATE_LIMITS: 'off' } });
  const counts = [];
  try {
    for (let file = files.shift(); file; file = files.shift()) {
      counts.push(await nodeTest([file], { CONFAB_URL: site.url, CHROMIUM: chromium }));
    }
  } finally {
    await site.stop();
  }
  return counts;
}

function chaos() {
  return count(['node', 'scripts/chaos.mjs', '--kills', '3'], {}, NO_REPORT);
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function cargoTest(args, env = {}) {
  return count(['cargo', 'test', ...args], env, CARGO_REPORT);
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function nodeTest(args, env = {}) {
  return count(['node', '--test', '--test-reporter=spec', ...args], env, NODE_REPORT);
}

/**
 * Runs tests and reads from what they print how many there were.
 * @param {string[]} command @param {NodeJS.ProcessEnv} env
 * @param {RegExp} report
 */
async function count(command, env, report) {
  let printed = '';
  const succeeded = await run(command, { env, onOutput: (text) => (printed += text) }).then(
    () => true,
    () => false,
  );
  const counts = [...printed.matchAll(report)].map(([, passed, failed]) => ({ passed: Number(passed), failed: Number(failed) }));
  const { passed, failed } = sum(counts);
  // What ended badly without a report, such as a compiler error, is one failure; what ended well without one, a pass.
  if (succeeded) return { passed: counts.length > 0 ? passed : 1, failed };
  return { passed, failed: Math.max(failed, 1) };
}

/** @param {Count[]} counts @returns {Count} */
function sum(counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}
