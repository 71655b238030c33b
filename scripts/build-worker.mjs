// Compiles the Rust code to the Worker: WebAssembly and the little JavaScript that loads it, in build/worker.

import { inProject, run } from './programs.mjs';
import { step } from './steps.mjs';

/** What the compiler and wasm-bindgen may have used: no more, so that the optimiser writes nothing newer. */
const FEATURES = [
  'mutable-globals',
  'sign-ext',
  'nontrapping-float-to-int',
  'bulk-memory',
  'multivalue',
  'reference-types',
  'exception-handling',
  'simd',
];

/**
 * What counts is the size once packed. What is inlined here packs worse than the calls do, and functions pack better
 * beside those they resemble, which have like names, than by how often they are called. And no names in the end.
 */
const SMALLER = [
  '-O2',
  '--skip-pass=inlining-optimizing',
  '--skip-pass=reorder-functions',
  '--reorder-functions-by-name',
  '--strip-debug',
  '--strip-producers',
  ...FEATURES.map((feature) => `--enable-${feature}`),
];

export const buildWorker = () =>
  step({
    name: 'Worker',
    inputs: ['src', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml', 'scripts/build-worker.mjs'],
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
      const wasm = inProject('build', 'worker', 'index_bg.wasm');
      await run([inProject('node_modules', '.bin', 'wasm-opt'), wasm, '-o', wasm, ...SMALLER], {
        failure: 'The Worker could not be made smaller.',
      });
    },
  });
