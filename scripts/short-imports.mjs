// What a module and its script know each other's functions by. wasm-bindgen names them at length and with a hash, which no packing makes shorter.

import { IMPORTS, importsOf, reader, sized, text, written } from './wasm-format.mjs';

/**
 * The module and its script with short names for what the one imports from the other.
 * @param {Buffer} module @param {string} script
 */
export function withShortImports(module, script) {
  const short = /** @type {Map<string, string>} */ (new Map());
  const parts = [module.subarray(0, 8)];
  const all = reader(module, 8);
  while (!all.atEnd()) {
    const kind = all.byte();
    const part = all.part();
    parts.push(Buffer.of(kind), sized(kind === IMPORTS ? renamed(part, short) : part));
  }
  return { module: Buffer.concat(parts), script: script.replace(/[\w$]+/g, (word) => short.get(word) ?? word) };
}

/** The section, and in `short` what each is called now. @param {Buffer} section @param {Map<string, string>} short */
function renamed(section, short) {
  const imports = importsOf(section).map(({ from, name, what }, index) => {
    // What else is called so in the script would be renamed with it.
    if (!name.startsWith('__wb')) throw new Error(`The Worker imports "${name}", which is no name of wasm-bindgen's.`);
    short.set(name, `f${index.toString(36)}`);
    return Buffer.concat([text(from), text(short.get(name) ?? ''), what]);
  });
  return Buffer.concat([written(imports.length), ...imports]);
}
