// Chance that can be repeated: the same seed throws the same numbers (the "mulberry32" generator).

/** @param {number} seed */
export function diceFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** @param {number} from @param {number} to */
    between: (from, to) => from + next() * (to - from),
    /** @param {number} probability */
    chance: (probability) => next() < probability,
    /** For somebody who throws dice of their own. */
    fork: () => diceFrom(next() * 2 ** 32),
  };
}

/** @typedef {ReturnType<typeof diceFrom>} Dice */
