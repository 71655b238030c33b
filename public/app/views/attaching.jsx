// What goes with what is being written: files, or a voice note. This is the part that is always there; the rest comes with
// the first file. Pasting and dropping choose files of this input, too (`dropping.js`).

import { useEffect, useRef, useState } from "preact/hooks";
import { desk } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { Icon } from "./icon.jsx";
import { lazyDialog, lazyPart } from "./lazy.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Parcel, Tray } from "../state/tray.js" */
/** @import { Media } from "../wire.js" */

const UploadTray = lazyPart(() => import("./upload-tray.jsx").then((module) => module.UploadTray));
const VoiceNote = lazyDialog(() => import("./voice-note.jsx").then((module) => module.VoiceNote));

/**
 * @param {object} about
 * @param {OpenRoom} about.open
 * @param {string} about.place  where it is written
 * @param {() => void} about.onKept  what would survive a reload has changed
 * @param {(parcel: Parcel) => void} about.onPost  this goes out by itself
 */
export function useAttaching({ open, place, onKept, onPost }) {
  const [tray, setTray] = useState(/** @type {Tray | undefined} */ (desk.peek()?.trays.get(place)));
  const [recording, setRecording] = useState(false);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const room = open.room.peek().id;
  const count = tray?.items.value.length ?? 0;
  const kept = tray?.kept.value;
  const before = useRef(kept);
  useEffect(() => {
    if (before.current && kept !== before.current) onKept();
    before.current = kept;
  }, [kept]);

  /** @param {readonly File[]} files @param {Media[]} [media] */
  const add = (files, media) =>
    void import("../uploading.js").then(
      ({ attach }) => setTray(attach(room, place, files, media)),
      () => tell("problem.offline"),
    );

  return {
    count,
    kept: () => tray?.kept.peek() ?? [],
    /** @param {Media[] | undefined} media  from an earlier visit */
    restore: (media) => media && media.length > 0 && add([], media),
    /** Something has to be seen to before it can go. */
    isStuck: () => tray?.isStuck() ?? false,
    take: () => tray?.take() ?? null,
    recorder: recording && <VoiceNote open={open} onPost={onPost} onClose={() => setRecording(false)} />,
    tray: tray && count > 0 && <UploadTray tray={tray} />,
    buttons: (
      <>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            add([...(currentTarget.files ?? [])]);
            // The same file again is another change.
            currentTarget.value = "";
          }}
        />
        <button type="button" class="quiet icon-button" aria-label={t("attach.files")} title={t("attach.files")} onClick={() => input.current?.click()}>
          <Icon name="paperclip" />
        </button>
      </>
    ),
    voice: "MediaRecorder" in window && (
      <button type="button" class="quiet icon-button voice-button" aria-label={t("voice.record")} title={t("voice.record")} onClick={() => setRecording(true)}>
        <Icon name="mic" />
      </button>
    ),
  };
}
