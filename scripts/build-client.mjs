// Makes build/site, the files the browser gets, from public/.
//
// Scripts and styles are bundled, split, minified and named by a hash of their content, so that they can be cached
// for ever; index.html refers to them by the names they have in public/ and is rewritten. The rest is copied as it is.

import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { Trouble, inProject, main } from './programs.mjs';
import { step } from './steps.mjs';

const FROM = inProject('public');
const TO = inProject('build', 'site');
const ENTRIES = ['app/main.jsx', 'css/main.css'];
// What esbuild takes in; everything else in public/ is copied.
const BUNDLED = new Set(['app', 'css', 'index.html']);

export const buildClient = () =>
  step({
    name: 'web client',
    inputs: ['public', 'package-lock.json', 'scripts/build-client.mjs'],
    outputs: ['build/site/index.html'],
    run: bundle,
  });

async function bundle() {
  const { build } = await import('esbuild');
  // Made beside the old one and swapped in, so that a running server never sees half a site.
  const fresh = `${TO}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  cpSync(FROM, fresh, { recursive: true, filter: (path) => !BUNDLED.has(relative(FROM, path)) });

  const { metafile } = await build({
    absWorkingDir: inProject(),
    entryPoints: ENTRIES.map((entry) => `public/${entry}`).filter((entry) => existsSync(inProject(entry))),
    outdir: fresh,
    outbase: 'public',
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'file', '.woff2': 'file' },
    external: ['/icons/*'],
    logLevel: 'warning',
  }).catch(() => {
    throw new Trouble('The web client could not be built; esbuild says why above.');
  });

  let html = readFileSync(inProject('public', 'index.html'), 'utf8');
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    html = html.replaceAll(entryPoint.replace(/^public/, ''), `/assets/${basename(path)}`);
  }
  writeFileSync(`${fresh}/index.html`, html);

  rmSync(TO, { recursive: true, force: true });
  renameSync(fresh, TO);
}

if (process.argv[1] === inProject('scripts', 'build-client.mjs')) await main(buildClient);
