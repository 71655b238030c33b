// The order in which the functions of a WebAssembly module pack best: each beside those it has most in common with.
//
// gzip finds again only what stood in the last 32 KiB, and code is full of what stood somewhere before. wasm-opt can
// put functions in the order of their names and can do no more; so the names say the order here.

import { FUNCTION, IMPORTS, importsOf, reader, sized, text, written } from './wasm-format.mjs';

const CUSTOM = 0;
const CODE = 10;
/** Sizes of the smallest things that are compared, and of the stretch in which they count, in bytes. */
const PIECE = 6;
const WINDOW = 16_000;
/** A piece that more functions have than this says nothing of any two of them. */
const TOO_COMMON = 400;

/**
 * The module with functions named by their best places, for `wasm-opt --reorder-functions-by-name`.
 * @param {Buffer} module
 */
export function namedByPlace(module) {
  const { kept, imported, functions } = taken(module);
  const places = new Array(functions.length);
  placed(functions).forEach((which, place) => (places[which] = place));
  const names = [
    ...Array.from({ length: imported }, (_, index) => [index, `import ${index}`]),
    // As many digits for all, so that they sort.
    ...places.map((place, which) => [imported + which, String(1e6 + place)]),
  ].map(([index, name]) => Buffer.concat([written(Number(index)), text(String(name))]));
  const section = Buffer.concat([text('name'), Buffer.of(1), sized(Buffer.concat([written(names.length), ...names]))]);
  return Buffer.concat([...kept, Buffer.of(CUSTOM), sized(section)]);
}

/** The parts of a module but for custom ones, how many functions it imports, and the code of its own. @param {Buffer} module */
function taken(module) {
  const kept = [module.subarray(0, 8)];
  let imported = 0;
  let functions = /** @type {Buffer[]} */ ([]);
  const all = reader(module, 8);
  while (!all.atEnd()) {
    const start = all.at();
    const kind = all.byte();
    const part = all.part();
    if (kind === CUSTOM) continue;
    kept.push(module.subarray(start, all.at()));
    if (kind === IMPORTS) imported = importsOf(part).filter((one) => one.kind === FUNCTION).length;
    if (kind === CODE) {
      const code = reader(part);
      functions = Array.from({ length: code.number() }, () => code.part());
    }
  }
  return { kept, imported, functions };
}

/**
 * Numbers of functions in their best order: after each the one that has most pieces, for its length, which stood in
 * the window before.
 * @param {Buffer[]} functions
 */
function placed(functions) {
  const { pieces, holders } = compared(functions);
  const common = new Float64Array(functions.length);
  const present = new Map();
  const count = (/** @type {number} */ which, /** @type {number} */ change) => {
    for (const piece of pieces[which]) {
      const before = present.get(piece) ?? 0;
      present.set(piece, before + change);
      if (before === 0 || before + change === 0) for (const holder of holders.get(piece) ?? []) common[holder] += change;
    }
  };
  const left = new Set(functions.keys());
  const order = /** @type {number[]} */ ([]);
  let first = 0;
  let inWindow = 0;
  while (left.size > 0) {
    let next = -1;
    let most = -1;
    for (const which of left) {
      const gain = common[which] / Math.sqrt(functions[which].length + 12);
      if (gain > most) [next, most] = [which, gain];
    }
    left.delete(next);
    order.push(next);
    count(next, 1);
    inWindow += functions[next].length;
    for (; inWindow > WINDOW && order[first] !== next; first += 1) {
      count(order[first], -1);
      inWindow -= functions[order[first]].length;
    }
  }
  return order;
}

/** The pieces of each function that others have too, and the functions that have a piece. @param {Buffer[]} functions */
function compared(functions) {
  const holders = /** @type {Map<number, number[]>} */ (new Map());
  const pieces = functions.map((code, which) => {
    const own = new Set(Array.from({ length: Math.max(code.length - PIECE + 1, 0) }, (_, at) => code.readUIntBE(at, PIECE)));
    for (const piece of own) {
      const held = holders.get(piece);
      if (held) held.push(which);
      else holders.set(piece, [which]);
    }
    return [...own];
  });
  const tells = (/** @type {number} */ piece) => {
    const many = holders.get(piece)?.length ?? 0;
    return many > 1 && many <= TOO_COMMON;
  };
  return { pieces: pieces.map((own) => own.filter(tells)), holders };
}
