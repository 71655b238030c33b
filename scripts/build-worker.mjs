// Compiles the Rust code to the Worker: WebAssembly and the little JavaScript that loads it, in build/worker.

import { inProject, run } from './programs.mjs';
import { step } from './steps.mjs';

export const buildWorker = () =>
  step({
    name: 'Worker',
    inputs: ['src', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml', 'scripts/build-worker.mjs'],
    outputs: ['build/worker/index.js', 'build/worker/index_bg.wasm'],
    run: () =>
      run([inProject('.tools', 'bin', 'worker-build'), '--release', '--out-dir', 'build/worker'], {
        failure: 'The Worker could not be built; the compiler says why above.',
        // Given these, worker-build downloads nothing.
        env: {
          WASM_BINDGEN_BIN: inProject('.tools', 'bin', 'wasm-bindgen'),
          WASM_OPT_BIN: inProject('node_modules', '.bin', 'wasm-opt'),
          ESBUILD_BIN: inProject('node_modules', '.bin', 'esbuild'),
        },
      }),
  });
