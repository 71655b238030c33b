// Recording a voice note, in the place where one would write: it is heard before it is sent.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { LOUDEST } from "../files/voice.js";
import { Recorder, SHOWN } from "../files/recorder.js";
import { parcelOf } from "../uploading.js";
import { Icon } from "./icon.jsx";

/** @import { Key } from "../i18n.js" */
/** @import { Recording } from "../files/recorder.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Parcel } from "../state/tray.js" */

/** What is usual, close to a microphone, fills the meter. */
const GAIN = 3;

/** @param {{open: OpenRoom, onPost: (parcel: Parcel) => void, onClose: () => void}} props */
export function VoiceNote({ open, onPost, onClose }) {
  const [recorder, setRecorder] = useState(/** @type {Recorder | null} */ (null));
  const [recording, setRecording] = useState(/** @type {Recording | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {Key | null} */ (null));
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const stopping = useRef(false);

  useEffect(() => {
    /** @type {Recorder | null} */
    let mine = null;
    let wanted = true;
    Recorder.start(() => mine && void stop(mine)).then(
      (started) => {
        mine = started;
        if (wanted) setRecorder(started);
        else started.cancel();
      },
      (error) => setTrouble(meaningOf(error)),
    );
    return () => {
      wanted = false;
      mine?.cancel();
    };
  }, []);
  // What is to be done next is where the focus is.
  useEffect(() => {
    /** @type {HTMLButtonElement | null | undefined} */ (bar.current?.querySelector("[data-next]"))?.focus();
  }, [recorder, recording, trouble]);

  /** @param {Recorder} running */
  async function stop(running) {
    if (stopping.current) return;
    stopping.current = true;
    setRecording(await running.stop());
  }

  function close() {
    const box = bar.current?.closest("form")?.querySelector("textarea");
    onClose();
    requestAnimationFrame(() => box?.focus());
  }

  function send() {
    if (!recording) return;
    onPost(parcelOf(open.room.peek().id, recording.file, recording.about));
    close();
  }

  return (
    <div
      ref={bar}
      class="voice-note"
      role="group"
      aria-label={t("voice")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <button type="button" class="quiet icon-button" aria-label={t("voice.discard")} title={t("voice.discard")} data-next={trouble !== null || undefined} onClick={close}>
        <Icon name={trouble ? "x" : "trash-2"} />
      </button>
      {trouble && (
        <p class="voice-note-trouble" role="alert">
          {t(trouble)}
        </p>
      )}
      {!trouble && (
        <p class="sr-only" role="status">
          {recording ? t("voice.recorded", { time: clockOf(recording.about.duration_ms) }) : t(recorder ? "voice.recording" : "voice.asking")}
        </p>
      )}
      {!trouble && !recorder && <p class="voice-note-trouble">{t("voice.asking")}</p>}
      {recorder && !recording && (
        <>
          <Meter recorder={recorder} />
          <button type="button" class="send stop" data-next aria-label={t("voice.stop")} title={t("voice.stop")} onClick={() => void stop(recorder)}>
            <Icon name="square" />
          </button>
        </>
      )}
      {recording && (
        <>
          <Preview recording={recording} />
          <button type="button" class="send" data-next aria-label={t("voice.send")} title={t("voice.send")} onClick={send}>
            <Icon name="arrow-up" />
          </button>
        </>
      )}
    </div>
  );
}

/** @param {{recorder: Recorder}} props */
function Meter({ recorder }) {
  const levels = recorder.levels.value;
  const bars = [...Array(SHOWN - levels.length).fill(0), ...levels.map((level) => Math.min(LOUDEST, level * GAIN * LOUDEST))];
  return (
    <>
      <span class="voice-note-dot" aria-hidden="true" />
      <Bars bars={bars} />
      <span class="voice-note-time" role="timer">
        {clockOf(recorder.elapsed.value)}
      </span>
    </>
  );
}

/** @param {{recording: Recording}} props */
function Preview({ recording: { file, about } }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [address, setAddress] = useState(/** @type {string | undefined} */ (undefined));
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <>
      <audio
        ref={audio}
        src={address}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.ended ? 0 : currentTarget.currentTime * 1_000)}
        onEnded={() => setAt(0)}
      />
      <button
        type="button"
        class="quiet icon-button"
        aria-label={t(playing ? "voice.pause" : "voice.play")}
        onClick={() => void (playing ? audio.current?.pause() : audio.current?.play())}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <Bars bars={about.waveform} played={at / about.duration_ms} />
      <span class="voice-note-time">{clockOf(at > 0 ? at : about.duration_ms)}</span>
    </>
  );
}

/** @param {{bars: readonly number[], played?: number}} props */
function Bars({ bars, played = 0 }) {
  const height = LOUDEST + 1;
  return (
    <svg class="voice-note-bars" viewBox={`0 0 ${bars.length * 3} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((bar, index) => (
        <rect key={index} x={index * 3} y={(height - bar - 1) / 2} width={2} height={bar + 1} data-played={index < played * bars.length} />
      ))}
    </svg>
  );
}

/** @param {number} ms */
function clockOf(ms) {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {unknown} error @returns {Key} */
function meaningOf(error) {
  const { name } = /** @type {Error} */ (error);
  if (name === "NotAllowedError" || name === "SecurityError") return "voice.denied";
  return name === "NotFoundError" ? "voice.no_microphone" : "voice.failed";
}
