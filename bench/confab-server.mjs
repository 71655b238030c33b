// Confab as it is measured: the Worker that `npm start` builds, in workerd, without the proxy process that `wrangler dev` puts before
// it and that production does not have. All settings come from wrangler.toml, so nothing here can differ from what is deployed.
// Usage: node confab-server.mjs DIRECTORY; prints {"port"} when it listens.
// The database tables must be in DIRECTORY already.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsFrom, unstable_readConfig as readConfig } from 'wrangler';
import { inProject } from '../scripts/programs.mjs';

/** @type {Record<string, 'ESModule' | 'CompiledWasm'>} by the ending of the file's name */
const MODULE_TYPES = { js: 'ESModule', mjs: 'ESModule', wasm: 'CompiledWasm' };

const [directory] = process.argv.slice(2);
const config = readConfig({ config: inProject('wrangler.toml') });
const { workerOptions } = workerOptionsFrom(config);

const server = new Miniflare(
  convertV4MiniflareOptions({
    workers: [
      {
        ...workerOptions,
        // Without static files, which no message passes: with them Miniflare puts a router written in JavaScript before the Worker.
        assets: undefined,
        name: config.name,
        bindings: { .../** @type {object} */ (workerOptions.bindings), RATE_LIMITS: 'off' },
        modules: modulesBeside(String(config.main)),
        // A socket straight into the Worker.
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      },
    ],
    resourcePersistencePath: join(directory, 'v3'),
    unsafeObservability: false,
    unsafeLocalExplorer: false,
    cf: false,
    logRequests: false,
  }),
);
const { port } = await server.unsafeGetDirectURL(config.name);
console.log(JSON.stringify({ port: Number(port) }));

process.on('SIGTERM', async () => {
  await server.dispose();
  process.exit();
});

/** The entry module, and all that the build put beside it. @param {string} main */
function modulesBeside(main) {
  const folder = join(main, '..');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const entryFirst = names.sort((a, b) => Number(join(folder, b) === main) - Number(join(folder, a) === main));
  return entryFirst.flatMap((name) => {
    const type = MODULE_TYPES[name.split('.').at(-1) ?? ''];
    return type ? [{ type, path: name, contents: readFileSync(join(folder, name)) }] : [];
  });
}
