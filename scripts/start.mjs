// `npm start`: sets everything up, then runs the site with `wrangler dev` until Ctrl-C.
// Arguments go on to wrangler: npm start -- --port 9000 --var RATE_LIMITS:off

import { parseArgs } from 'node:util';
import { migrate } from './migrate.mjs';
import { isFree } from './ports.mjs';
import { Trouble, main } from './programs.mjs';
import { setUp } from './setup.mjs';
import { untilHealthy, wranglerDev } from './wrangler-dev.mjs';

const DEFAULT_PORT = 8787;
// Both, because browsers try either for "localhost".
const LOOPBACKS = ['127.0.0.1', '::1'];

await main(async () => {
  const args = process.argv.slice(2);
  const { port, portGiven, state } = understand(args);
  // Before the set-up, which may take minutes.
  await requireFree(port);
  await setUp();
  await migrate(state);

  // Told its port, wrangler says so when it is taken by now; otherwise it would quietly take another.
  const site = wranglerDev(portGiven ? args : [...args, '--port', String(port)]);
  let asked = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      asked = true;
      site.stop();
    });
  }
  if (await untilHealthy(`http://127.0.0.1:${port}`, site.ended)) {
    console.log(`\n  Confab is ready: http://localhost:${port}   (Ctrl-C ends it)\n`);
  }
  await site.ended;
  if (!asked) throw new Trouble('wrangler ended by itself; its own message is above.');
});

/** Reads what this script must know; wrangler judges the rest. @param {string[]} args */
function understand(args) {
  const { values } = parseArgs({
    args,
    strict: false,
    options: { port: { type: 'string' }, 'persist-to': { type: 'string' } },
  });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Trouble(`--port wants a number from 1 to 65535, not "${values.port}".`);
  }
  const state = values['persist-to'];
  return { port, portGiven: values.port !== undefined, state: typeof state === 'string' ? state : undefined };
}

/** @param {number} port */
async function requireFree(port) {
  for (const host of LOOPBACKS) {
    if (await isFree(port, host)) continue;
    throw new Trouble(
      `Port ${port} is taken. End what runs there, or use another: npm start -- --port ${port === 65535 ? 9000 : port + 1}`,
    );
  }
}
