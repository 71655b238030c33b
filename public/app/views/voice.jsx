// A voice note: its sound as it was drawn when it was recorded, to see how far one is and to go elsewhere in it.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { Icon } from "./icon.jsx";
import { Broken } from "./picture.jsx";
import { useHealth } from "./players.jsx";

/** @import { Media } from "../wire.js" */

/** The drawing's own units; it is stretched to the width there is. */
const STEP = 4;
const BAR = 2.5;
const HEIGHT = 32;
const LOUDEST = 31;
/** A tenth of a second is as fine as anybody aims. */
const FINENESS = 0.1;

/** @param {{media: Media}} props */
export function Voice({ media }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  /** Where to go as soon as it is known how long it is. */
  const wanted = useRef(0);
  const { health, onError, retry } = useHealth(media);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((media.duration_ms ?? 0) / 1000);
  useFrames(playing, () => setAt(audio.current?.currentTime ?? 0));
  const path = useMemo(() => drawn(media.waveform ?? []), [media.waveform]);
  if (health !== "well") return <Broken name={media.name} onRetry={retry} />;

  function toggle() {
    const { current } = audio;
    if (!current) return;
    // Refused, by a browser that wants another gesture first: then it just does not play.
    if (current.paused) void current.play().catch(() => {});
    else current.pause();
  }

  /** @param {number} seconds */
  function seek(seconds) {
    setAt(seconds);
    const { current } = audio;
    if (!current) return;
    wanted.current = seconds;
    if (current.readyState > 0) current.currentTime = seconds;
    else if (current.preload === "none") current.preload = "metadata";
  }

  const share = length > 0 ? Math.min(1, at / length) : 0;
  const width = (media.waveform?.length ?? 0) * STEP;
  return (
    <div class="voice" role="group" aria-label={media.alt || t("media.voice")}>
      <button type="button" class="primary icon-button" aria-label={t(playing ? "media.voice.pause" : "media.voice.play")} onClick={toggle}>
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <div class="voice-track">
        <Drawing path={path} width={width} />
        {/* What was heard already, over the same. */}
        <Drawing path={path} width={width} heard={share} />
        <input
          type="range"
          min="0"
          max={Math.max(length, FINENESS)}
          step={FINENESS}
          value={Math.min(at, length)}
          aria-label={t("media.voice.place")}
          aria-valuetext={t("media.voice.at", { at: minutes(at), length: minutes(length) })}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="voice-time" aria-hidden="true">
        {minutes(at > 0 || playing ? at : length)}
      </span>
      <audio
        ref={audio}
        src={media.url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={({ currentTarget: { duration } }) => Number.isFinite(duration) && duration > 0 && setLength(duration)}
        onLoadedMetadata={({ currentTarget }) => {
          if (wanted.current > 0) currentTarget.currentTime = wanted.current;
        }}
        onEnded={() => setAt(0)}
        onError={onError}
      />
    </div>
  );
}

/** @param {{path: string, width: number, heard?: number}} props  heard: as much of it as is shown */
function Drawing({ path, width, heard }) {
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-heard={heard !== undefined}
      style={heard === undefined ? undefined : { clipPath: `inset(0 ${(1 - heard) * 100}% 0 0)` }}
    >
      <path d={path} />
    </svg>
  );
}

/** Smoother than the four times a second at which a browser tells. @param {boolean} on @param {() => void} draw */
function useFrames(on, draw) {
  useEffect(() => {
    if (!on) return;
    let frame = requestAnimationFrame(function next() {
      draw();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [on]);
}

/** One path of all bars. @param {readonly number[]} waveform */
function drawn(waveform) {
  return waveform
    .map((loudness, index) => {
      const height = Math.max(2, (Math.min(loudness, LOUDEST) / LOUDEST) * HEIGHT);
      return `M${index * STEP} ${(HEIGHT - height) / 2}h${BAR}v${height.toFixed(1)}h-${BAR}z`;
    })
    .join("");
}

/** @param {number} seconds */
function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
