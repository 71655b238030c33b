// Everything that must be there before the site can run: packages, the Rust tools, the client, the Worker, the tables.
// Each step is skipped when nothing it depends on has changed, so this is also wrangler's build command.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { buildClient } from './build-client.mjs';
import { buildWorker } from './build-worker.mjs';
import { migrate } from './migrate.mjs';
import { Trouble, ask, find, inProject, main, run } from './programs.mjs';
import { step } from './steps.mjs';

const OLDEST_NODE = 20;
const OLDEST_NODE_FOR_WRANGLER = [22, 12];
const WASM_TARGET = 'wasm32-unknown-unknown';

const CARGO_TOOLS_TARGET = inProject('.tools', 'target');
// wasm-bindgen's must be the version of the crate in Cargo.toml.
const CARGO_TOOLS = [
  { name: 'worker-build', version: '0.8.7', program: 'worker-build' },
  { name: 'wasm-bindgen-cli', version: '0.2.129', program: 'wasm-bindgen' },
];

/** All that `wrangler dev` and `wrangler deploy` need, except tables. */
export async function setUp() {
  await toolsForScripts();
  await toolsForRust();
  await buildClient();
  await buildWorker();
}

/** Node and what npm installs: enough for the client and for wrangler. */
export async function toolsForScripts() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new Trouble(`Confab needs Node ${OLDEST_NODE} or newer; this is ${process.version}. See https://nodejs.org`);
  }
  if (!packagesMatchLock()) {
    console.log('• npm packages');
    await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      failure: 'The npm packages could not be installed; npm says why above. Is the network there?',
    });
    // npm does this too, unless it is told to run no scripts.
    await import('./link-node.mjs');
  }
  const version = ask(['node', '--version']) ?? '';
  const [major, minor] = version.slice(1).split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE_FOR_WRANGLER;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Trouble(
      `Wrangler needs Node ${OLDEST_NODE_FOR_WRANGLER.join('.')} or newer; this is ${version}, and there is no newer one ` +
        `among the npm packages for ${process.platform} on ${process.arch}. Install one from https://nodejs.org`,
    );
  }
}

/** Compares what npm noted at the last install with the lock file: quicker than asking npm, and right after a hand-made install. */
function packagesMatchLock() {
  const note = inProject('node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const packagesIn = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packagesIn(note);
  return Object.entries(packagesIn(inProject('package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || installed[path]?.version === wanted.version || (wanted.optional && !installed[path]),
  );
}

async function toolsForRust() {
  requirePrograms();
  await toolchain();
  await step({
    name: 'worker-build and wasm-bindgen (some minutes, once)',
    inputs: CARGO_TOOLS.map(({ name, version }) => `${name} ${version}`),
    outputs: CARGO_TOOLS.map(({ program }) => `.tools/bin/${program}`),
    run: installCargoTools,
  });
}

function requirePrograms() {
  if (!find('cargo')) {
    throw new Trouble('Confab is written in Rust, and cargo was not found. Install Rust from https://rustup.rs, then run this again.');
  }
  if (!find('cc')) {
    const remedy = process.platform === 'darwin' ? 'xcode-select --install' : 'sudo apt-get install build-essential (or what your system calls it)';
    throw new Trouble(`Rust needs a C linker, and cc was not found. Run ${remedy}, then this again.`);
  }
}

/** The compiler that rust-toolchain.toml names, able to compile to WebAssembly. */
async function toolchain() {
  const wanted = /channel = "(.+)"/.exec(readFileSync(inProject('rust-toolchain.toml'), 'utf8'))?.[1] ?? '';
  const present = ask(['rustc', '--version']);
  if (present?.includes(wanted) && hasWasmTarget()) return;
  if (!find('rustup')) {
    throw new Trouble(
      `Confab is built with Rust ${wanted} and its ${WASM_TARGET} target; here is ${present ?? 'no working rustc'}. ` +
        'Install rustup from https://rustup.rs: it fetches the right one.',
    );
  }
  console.log(`• Rust ${wanted} with ${WASM_TARGET}`);
  // Said in full: not every rustup reads the toolchain file here.
  const parts = ['--profile', 'minimal', '--component', 'rustfmt', '--component', 'clippy', '--target', WASM_TARGET];
  await run(['rustup', 'toolchain', 'install', wanted, ...parts], {
    failure: `Rust ${wanted} could not be installed; rustup says why above.`,
  });
}

function hasWasmTarget() {
  const folder = ask(['rustc', '--print', 'target-libdir', '--target', WASM_TARGET]);
  return folder !== undefined && existsSync(folder);
}

async function installCargoTools() {
  for (const { name, version, program } of CARGO_TOOLS) {
    if (ask(['cargo', 'install', '--list', '--root', '.tools'])?.includes(`${name} v${version}:`)) continue;
    // A debug build, and without debug information: these tools take a second to run either way, and building them
    // any other way takes minutes longer. In one folder, because they share most of what they are made of.
    await run(['cargo', 'install', `${name}@${version}`, '--bin', program, '--locked', '--debug', '--root', '.tools'], {
      env: { CARGO_TARGET_DIR: CARGO_TOOLS_TARGET, CARGO_PROFILE_DEV_DEBUG: 'false' },
      failure: `${name} could not be built; cargo says why above.`,
    });
  }
  rmSync(CARGO_TOOLS_TARGET, { recursive: true, force: true });
}

// As wrangler's build command; scripts import setUp instead.
if (process.argv[1] === inProject('scripts', 'setup.mjs')) {
  await main(async () => {
    await setUp();
    await migrate();
  });
}
