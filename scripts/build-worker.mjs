// Compiles the Rust code to the Worker: WebAssembly and the little JavaScript that loads it, in build/worker.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { namedByPlace } from './order-functions.mjs';
import { Trouble, ask, inProject, run } from './programs.mjs';
import { pruneScript, reachable } from './prune-worker.mjs';
import { withShortImports } from './short-imports.mjs';
import { step } from './steps.mjs';

/** What the compiler and wasm-bindgen may have used: no more, so that the optimiser writes nothing newer. */
const ENABLED = [
  'mutable-globals',
  'sign-ext',
  'nontrapping-float-to-int',
  'bulk-memory',
  'multivalue',
  'reference-types',
  'exception-handling',
  'simd',
].map((feature) => `--enable-${feature}`);

/** What counts is the size once packed. What is inlined here packs worse than the calls do. */
const SMALLER = ['-O2', '--skip-pass=inlining-optimizing', '--skip-pass=reorder-functions', '--strip-debug', '--strip-producers'];
/** Functions go where they pack best; the names they were given for that go. */
const IN_ORDER = ['--reorder-functions-by-name', '--generate-stack-ir', '--optimize-stack-ir', '--strip-debug'];

export const buildWorker = () =>
  step({
    name: 'Worker',
    inputs: ['src', 'derive', 'wrangler.toml', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml', 'scripts/build-worker.mjs', 'scripts/order-functions.mjs', 'scripts/prune-worker.mjs', 'scripts/short-imports.mjs', 'scripts/wasm-format.mjs'],
    outputs: ['build/worker/index.js', 'build/worker/index_bg.wasm'],
    run: async () => {
      await run([inProject('.tools', 'bin', 'worker-build'), '--release', '--out-dir', 'build/worker'], {
        failure: 'The Worker could not be built; the compiler says why above.',
        // Given these, worker-build downloads nothing.
        env: {
          WASM_BINDGEN_BIN: inProject('.tools', 'bin', 'wasm-bindgen'),
          ESBUILD_BIN: inProject('node_modules', '.bin', 'esbuild'),
        },
      });
      const [script, wasm, graph] = ['index.js', 'index_bg.wasm', 'graph.json'].map((name) => inProject('build', 'worker', name));
      const classes = readFileSync(inProject('wrangler.toml'), 'utf8').matchAll(/^class_name = "(\w+)"/gm);
      await pruneScript(script, [...classes].map(([, name]) => name));
      writeFileSync(graph, JSON.stringify(reachable(readFileSync(wasm), readFileSync(script, 'utf8'))));
      // It lists all that it takes out.
      const pruned = ask(['wasm-metadce', wasm, '--graph-file', graph, '-o', wasm, ...ENABLED]);
      if (pruned === undefined) throw new Trouble('What the Worker does not use could not be taken out: `wasm-metadce` failed.');
      rmSync(graph);
      await optimise(wasm, SMALLER);
      writeFileSync(wasm, namedByPlace(readFileSync(wasm)));
      await optimise(wasm, IN_ORDER);
      const renamed = withShortImports(readFileSync(wasm), readFileSync(script, 'utf8'));
      writeFileSync(wasm, renamed.module);
      writeFileSync(script, renamed.script);
    },
  });

/** @param {string} wasm @param {string[]} how */
const optimise = (wasm, how) =>
  run([inProject('node_modules', '.bin', 'wasm-opt'), wasm, '-o', wasm, ...how, ...ENABLED], {
    failure: 'The Worker could not be made smaller.',
  });
