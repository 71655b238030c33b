// The binary format of WebAssembly, as far as it has to be read here: numbers in LEB128, and parts that say how long they are.
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
