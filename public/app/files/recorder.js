// A voice, recorded: how loud it is now, how long it has been, and at the end a file with what it looks like.

import { signal } from "@preact/signals";
import { levelOf, recordedAs, voiceName, waveformOf } from "./voice.js";

/** @import { About } from "../net/upload.js" */
/** @typedef {{file: File, about: About & {duration_ms: number, waveform: number[]}}} Recording */

export const VOICE_MAX_MS = 10 * 60 * 1_000;
const LOOK_MS = 50;
/** So many of the last moments are seen while one speaks. */
export const SHOWN = 64;
/** A voice needs no more. */
const BITS_PER_SECOND = 48_000;

export class Recorder {
  /** How loud it was in the last moments, 0 to 1. */
  levels = signal(/** @type {readonly number[]} */ ([]));
  elapsed = signal(0);
  #stream;
  #recorder;
  #context = new AudioContext();
  /** @type {Blob[]} */
  #pieces = [];
  /** @type {number[]} */
  #all = [];
  #began = performance.now();
  /** @type {ReturnType<typeof setInterval>} */
  #looking;

  /** Asks for the microphone. @param {() => void} onFull  it cannot become longer */
  static async start(onFull) {
    return new Recorder(await navigator.mediaDevices.getUserMedia({ audio: true }), onFull);
  }

  /** @param {MediaStream} stream @param {() => void} onFull */
  constructor(stream, onFull) {
    this.#stream = stream;
    const mimeType = recordedAs((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: BITS_PER_SECOND });
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    // Some browsers begin with it stopped; and a microphone may be pulled out.
    void this.#context.resume();
    for (const track of stream.getTracks()) track.onended = onFull;
    const analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#looking = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#all.push(levelOf(samples));
      this.levels.value = this.#all.slice(-SHOWN);
      this.elapsed.value = performance.now() - this.#began;
      if (this.elapsed.peek() >= VOICE_MAX_MS) onFull();
    }, LOOK_MS);
    this.#recorder.start();
  }

  /** @returns {Promise<Recording>} */
  async stop() {
    const duration_ms = Math.round(performance.now() - this.#began);
    const stopped = new Promise((resolve) => (this.#recorder.onstop = resolve));
    this.#recorder.stop();
    await stopped;
    this.#release();
    const type = this.#recorder.mimeType.split(";")[0] || "audio/webm";
    const file = new File(this.#pieces, voiceName(type, new Date()), { type });
    return { file, about: { duration_ms, waveform: waveformOf(this.#all) } };
  }

  cancel() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#release();
  }

  #release() {
    clearInterval(this.#looking);
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#context.state !== "closed") void this.#context.close();
  }
}
