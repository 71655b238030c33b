// Makes build/site, the files the browser gets, from public/.
//
// Scripts and styles are bundled, split, minified and named by a hash of their content, so that they can be cached
// for ever; index.html refers to them by the names they have in public/ and is rewritten. The icons in use become one
// sprite, the emoji a list. The service worker comes last, because it lists all the others. The rest is copied as it is.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { ICONS } from '../public/app/views/icons.js';
import { emojiData } from './emoji-data.mjs';
import { inProject, main } from './programs.mjs';
import { step } from './steps.mjs';

const FROM = inProject('public');
const TO = inProject('build', 'site');
const ENTRIES = ['app/main.jsx', 'app/theme.js', 'css/main.css'];
// What esbuild takes in; everything else in public/ is copied.
const BUNDLED = new Set(['app', 'css', 'index.html', 'sw.js']);
// Not for the browser to keep: read by the platform or the Worker, or only by those who install the app or look for faults.
const NOT_IN_SHELL = /^\/(_headers|sw\.js|api\/.*|icons\/icon-.*|.*\.map)$/;

export const buildClient = () =>
  step({
    name: 'web client',
    inputs: ['public', 'docs/openapi.json', 'package-lock.json', 'scripts/build-client.mjs', 'scripts/emoji-data.mjs'],
    outputs: ['build/site/index.html'],
    run: bundle,
  });

async function bundle() {
  const fresh = `${TO}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(`${fresh}/assets`, { recursive: true });
  cpSync(FROM, fresh, { recursive: true, filter: (path) => !BUNDLED.has(relative(FROM, path)) });
  // Where the Worker looks for it: at its own address.
  cpSync(inProject('docs', 'openapi.json'), `${fresh}/api/openapi.json`);

  const addresses = {
    SPRITE: writeSprite(fresh),
    EMOJI: writeAsset(fresh, 'emoji', 'txt', emojiData()),
    MEDIA_STYLE: await writeStyle(fresh, 'media'),
    GALLERY_STYLE: await writeStyle(fresh, 'gallery'),
  };
  const outputs = await bundleApp(fresh, addresses);
  writePage(fresh, outputs);
  await writeServiceWorker(fresh);
  replace(TO, fresh);
}

/**
 * File by file, since a running server watches the folder itself; the page only when all it names is there, and what it
 * no longer names last, so that there is a whole site at any moment.
 * @param {string} site @param {string} fresh
 */
function replace(site, fresh) {
  cpSync(fresh, site, { recursive: true, filter: (path) => basename(path) !== 'index.html' });
  cpSync(`${fresh}/index.html`, `${site}/index.html`);
  for (const file of filesIn(site)) if (!existsSync(fresh + file)) rmSync(site + file);
  rmSync(fresh, { recursive: true });
}

/** @param {string} fresh @returns {string} its address */
function writeSprite(fresh) {
  const symbols = ICONS.map((name) => {
    const svg = readFileSync(inProject('node_modules', 'lucide-static', 'icons', `${name}.svg`), 'utf8');
    const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s+/g, ' ').trim();
    const stroke = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${shapes}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
  return writeAsset(fresh, 'sprite', 'svg', sprite);
}

/** One that is fetched later, with what it is for. @param {string} fresh @param {string} name @returns {Promise<string>} its address */
async function writeStyle(fresh, name) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: inProject(),
    entryPoints: [`public/css/${name}.css`],
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  return writeAsset(fresh, name, 'css', outputFiles[0].text);
}

/** @param {string} fresh @param {string} name @param {string} kind @param {string} content @returns {string} its address */
function writeAsset(fresh, name, kind, content) {
  const address = `/assets/${name}-${hashOf(content)}.${kind}`;
  writeFileSync(fresh + address, content);
  return address;
}

/** @param {string} fresh @param {Record<string, string>} addresses of what the scripts fetch, by the names they have for them */
async function bundleApp(fresh, addresses) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: inProject(),
    entryPoints: ENTRIES.map((entry) => `public/${entry}`),
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
    define: Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, JSON.stringify(address)])),
    plugins: [oneFirstLoad, onlyTheLexer],
    logLevel: 'warning',
  });
  return metafile.outputs;
}

/**
 * What is always loaded becomes one file. By itself esbuild makes one of each set of modules that the same lazy parts
 * have in common with the start: a dozen small files, which take longer to fetch and compress worse. A lazy part that
 * imports the start, which has run by then, has all of it in common.
 * @type {import('esbuild').Plugin}
 */
const oneFirstLoad = {
  name: 'one-first-load',
  setup({ onLoad }) {
    // All of them are known beforehand: what is lazy here may be imported by something lazy there, and come up there first.
    // What goes on with a capital is the name of a type, in a comment.
    const lazy = new Set(
      filesIn(inProject('public', 'app'))
        .filter((file) => /\.jsx?$/.test(file))
        .flatMap((file) => {
          const path = inProject('public', 'app') + file;
          return [...readFileSync(path, 'utf8').matchAll(/\bimport\("(\.[^"]+\.jsx?)"\)(?!\.[A-Z])/g)].map(([, lazily]) => resolve(dirname(path), lazily));
        }),
    );
    onLoad({ filter: /\.jsx?$/ }, ({ path }) => {
      if (!lazy.has(path)) return undefined;
      const start = `./${relative(dirname(path), inProject('public', 'app', 'main.jsx'))}`;
      return { contents: `import ${JSON.stringify(start)}; ${readFileSync(path, 'utf8')}`, loader: 'jsx' };
    });
  },
};

/**
 * Of marked, only what finds the structure of a text is used. What makes HTML of that is a quarter of it and never called,
 * but the bundler cannot tell, since its file ends in making one of it: that end is cut off, and what only it needs falls away.
 * @type {import('esbuild').Plugin}
 */
const onlyTheLexer = {
  name: 'only-the-lexer',
  setup({ onLoad }) {
    onLoad({ filter: /marked\.esm\.js$/ }, ({ path }) => {
      const whole = readFileSync(path, 'utf8');
      const local = (/** @type {string} */ name) => new RegExp(`export\\{.*?\\b(\\w+) as ${name}\\b`).exec(whole)?.[1];
      const end = whole.search(new RegExp(`var \\w+=new ${local('Marked')};`));
      // Another version, put together in another way: then all of it.
      return { contents: end < 0 ? whole : `${whole.slice(0, end)}export{${local('Lexer')} as Lexer};` };
    });
  },
};

/** @param {string} fresh @param {import('esbuild').Metafile['outputs']} outputs */
function writePage(fresh, outputs) {
  let html = readFileSync(inProject('public', 'index.html'), 'utf8');
  for (const [path, { entryPoint, imports }] of Object.entries(outputs)) {
    if (!entryPoint) continue;
    html = html.replaceAll(`"${entryPoint.replace(/^public/, '')}"`, `"/assets/${basename(path)}"`);
    if (!entryPoint.endsWith('/main.jsx')) continue;
    // What the first script imports is asked for along with it, not after it has been read.
    const needed = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    const links = needed.map((file) => `    <link rel="modulepreload" href="/assets/${basename(file.path)}" />\n`);
    html = html.replace('  </head>', `${links.join('')}  </head>`);
  }
  writeFileSync(`${fresh}/index.html`, html);
}

/** @param {string} fresh */
async function writeServiceWorker(fresh) {
  const { build } = await import('esbuild');
  const files = filesIn(fresh).filter((file) => !NOT_IN_SHELL.test(file));
  const version = hashOf(files.map((file) => file + hashOf(readFileSync(fresh + file))).join());
  // The page is known by the address it is asked for.
  const shell = { version, files: files.map((file) => (file === '/index.html' ? '/' : file)) };
  await build({
    absWorkingDir: inProject(),
    entryPoints: ['public/sw.js'],
    outfile: `${fresh}/sw.js`,
    minify: true,
    target: 'es2022',
    define: { SHELL: JSON.stringify(shell) },
    logLevel: 'warning',
  });
}

/** Each as an address. @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => `/${relative(folder, `${file.parentPath}/${file.name}`)}`)
    .sort();
}

/** @param {string | Buffer} content */
function hashOf(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}

if (process.argv[1] === inProject('scripts', 'build-client.mjs')) await main(buildClient);
