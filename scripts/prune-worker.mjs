// Takes out of the built Worker what nothing uses: the `worker` crate has classes for JavaScript (settings of containers,
// of minification) that every program brings along, as a linker cannot know who calls an exported function.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { reader } from './wasm-format.mjs';

const EXPORTS = 7;

/** Statements that only look as if something needed them. A class that is used keeps all of them but the first, which is for `using`. */
const WITHOUT_EFFECT = /** @type {const} */ ([
  [/Symbol\.dispose&&\((\w+)\.prototype\[Symbol\.dispose\]=\1\.prototype\.free\);/g, ''],
  [/([=:])new (Proxy|FinalizationRegistry)\(/g, '$1/* @__PURE__ */new $2('],
]);

/**
 * Leaves of the script what the runtime asks it for: its default, and the classes of objects.
 * @param {string} script @param {string[]} classes
 */
export async function pruneScript(script, classes) {
  // Not at the top: npm may have to bring it first.
  const { build } = await import('esbuild');
  let text = readFileSync(script, 'utf8');
  for (const [effect, none] of WITHOUT_EFFECT) text = text.replace(effect, none);
  writeFileSync(script, text);
  const name = `./${basename(script)}`;
  const { outputFiles } = await build({
    stdin: { contents: `export { default, ${classes.join(', ')} } from '${name}';`, resolveDir: dirname(script) },
    external: ['cloudflare:*', '*.wasm'],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  writeFileSync(script, outputFiles[0].contents);
}

/**
 * The exports of a module whose names stand in a script, as a graph for `wasm-metadce`, which removes all that they do not reach.
 * @param {Buffer} module @param {string} script
 */
export function reachable(module, script) {
  const words = new Set(script.match(/[\w$]+/g));
  return exportsOf(module)
    .filter((name) => words.has(name))
    .map((name) => ({ name: `export ${name}`, root: true, export: name }));
}

/** The names of what a module exports; not by compiling it, which takes a newer engine than may be here. @param {Buffer} module */
function exportsOf(module) {
  const all = reader(module, 8);
  while (!all.atEnd()) {
    const [kind, part] = [all.byte(), all.part()];
    if (kind !== EXPORTS) continue;
    const exports = reader(part);
    return Array.from({ length: exports.number() }, () => {
      const name = String(exports.part());
      // Its kind, and its number.
      exports.byte();
      exports.number();
      return name;
    });
  }
  return [];
}
