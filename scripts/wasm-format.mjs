// The binary format of WebAssembly, as far as it has to be read and written here: numbers in LEB128, and parts that say how long they are.
// https://webassembly.github.io/spec/core/binary/

/** @param {Buffer} bytes */
export function reader(bytes, at = 0) {
  const byte = () => bytes[at++];
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
  };
  const part = () => {
    const length = number();
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { byte, number, part, at: () => at, atEnd: () => at >= bytes.length };
}

/** Kinds of sections. */
export const IMPORTS = 2;
/** Kinds of imports. */
export const FUNCTION = 0;
const TAG = 4;

/** The imports in their section: of which module, by which name, and what as it is written. @param {Buffer} section */
export function importsOf(section) {
  const imports = reader(section);
  return Array.from({ length: imports.number() }, () => {
    const [from, name] = [String(imports.part()), String(imports.part())];
    const start = imports.at();
    const kind = imports.byte();
    // wasm-bindgen imports no other kind, and each has another length.
    if (kind !== FUNCTION && kind !== TAG) throw new Error(`The Worker imports something of kind ${kind}.`);
    if (kind === TAG) imports.byte();
    imports.number();
    return { from, name, kind, what: section.subarray(start, imports.at()) };
  });
}

/** @param {number} number */
export function written(number) {
  const bytes = [];
  for (let left = number; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}

/** @param {string} said */
export const text = (said) => sized(Buffer.from(said));

/** @param {Buffer} part */
export const sized = (part) => Buffer.concat([written(part.length), part]);
