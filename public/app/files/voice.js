// What a voice looks like: how loud it was, in a few numbers.

export const BARS = 64;
/** The loudest a bar can be. */
export const LOUDEST = 31;
/** A whisper is not shown as loud as a shout. */
const QUIETEST_PEAK = 0.05;

/** How loud this moment is, 0 to 1. @param {Float32Array} samples */
export function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt(sum / Math.max(1, samples.length)));
}

/** As many bars at most as there are moments; each the loudest of its own. @param {readonly number[]} levels @param {number} [bars] */
export function waveformOf(levels, bars = BARS) {
  const count = Math.min(bars, levels.length);
  const peaks = Array.from({ length: count }, (_, bar) => {
    const [from, to] = [bar, bar + 1].map((edge) => Math.floor((edge * levels.length) / count));
    return Math.max(...levels.slice(from, to));
  });
  const loudest = Math.max(QUIETEST_PEAK, ...peaks);
  return peaks.map((peak) => Math.round((peak / loudest) * LOUDEST));
}

/** What this browser can record, best first. @param {(type: string) => boolean} isSupported */
export const recordedAs = (isSupported) => ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"].find(isSupported) ?? "";

/** @param {string} type @param {Date} at */
export function voiceName(type, at) {
  const ending = /^audio\/(\w+)/.exec(type)?.[1] ?? "webm";
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `voice-${day}-${two(at.getHours())}.${two(at.getMinutes())}.${ending === "mp4" ? "m4a" : ending}`;
}
