// The Worker as it was last built, in workerd by Miniflare, without the proxy process that `wrangler dev` puts before it and that
// production does not have. All settings come from wrangler.toml, so nothing here can differ from what is deployed.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsFrom, unstable_readConfig as readConfig } from 'wrangler';
import { inProject } from './programs.mjs';

/** @typedef {{type: 'ESModule' | 'CompiledWasm', path: string, contents: string | Buffer}} Module */

/** @type {Record<string, Module['type']>} by the ending of the file's name */
const MODULE_TYPES = { js: 'ESModule', mjs: 'ESModule', wasm: 'CompiledWasm' };

/**
 * Starts it, with its rates lifted.
 * @param {string} directory where its state is; the database tables must be there already
 * @param {string} [around] source of a module that stands before the Worker's own, `./index.js`, and exports what that does
 */
export async function startWorkerd(directory, around) {
  const config = readConfig({ config: inProject('wrangler.toml') });
  const { workerOptions } = workerOptionsFrom(config);
  const modules = modulesBeside(String(config.main));
  if (around) modules.unshift({ type: 'ESModule', path: 'around.mjs', contents: around });
  const server = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...workerOptions,
          // Without static files, which no message passes: with them Miniflare puts a router written in JavaScript before the Worker.
          assets: undefined,
          name: config.name,
          bindings: { .../** @type {object} */ (workerOptions.bindings), RATE_LIMITS: 'off' },
          modules,
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
  return { port: Number(port), stop: () => server.dispose() };
}

/** The entry module, and all that the build put beside it. @param {string} main @returns {Module[]} */
function modulesBeside(main) {
  const folder = join(main, '..');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const entryFirst = names.sort((a, b) => Number(join(folder, b) === main) - Number(join(folder, a) === main));
  return entryFirst.flatMap((name) => {
    const type = MODULE_TYPES[name.split('.').at(-1) ?? ''];
    return type ? [{ type, path: name, contents: readFileSync(join(folder, name)) }] : [];
  });
}
