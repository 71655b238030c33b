// Video and sound, with the players the browser has. One plays at a time.

import { useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { isWorthATry, lookAfter } from "./bytes.js";
import { FileCard, FileName, Keep } from "./file-card.jsx";
import { Broken } from "./picture.jsx";

/** @import { Media } from "../wire.js" */

/** @type {HTMLMediaElement | null} */
let playing = null;
document.addEventListener(
  "play",
  ({ target }) => {
    if (!(target instanceof HTMLMediaElement)) return;
    if (target !== playing) playing?.pause();
    playing = target;
  },
  { capture: true },
);

/** @typedef {"well" | "broken" | "unplayable"} Health */

/** After it failed: whether it is gone, out of reach, or of a kind this browser cannot play. @param {Media} media */
export function useHealth(media) {
  const tries = useRef(0);
  const [health, setHealth] = useState(/** @type {Health} */ ("well"));
  return {
    health,
    onError: async (/** @type {{currentTarget: EventTarget | null}} */ event) => {
      const element = /** @type {HTMLMediaElement} */ (event.currentTarget);
      const cannot = element.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || element.error?.code === MediaError.MEDIA_ERR_DECODE;
      const [at, paused] = [element.currentTime, element.paused];
      const found = await lookAfter(media);
      if (isWorthATry(found, tries.current)) {
        tries.current += 1;
        element.load();
        element.currentTime = at;
        if (!paused) void element.play().catch(() => {});
      } else if (found !== "gone") setHealth(found === "here" && cannot ? "unplayable" : "broken");
    },
    retry: () => {
      tries.current = 0;
      setHealth("well");
    },
  };
}

/** @param {{media: Media, waits?: boolean}} props  waits: nothing is fetched before it is played, if there is a picture of it */
export function Video({ media, waits = false }) {
  const { health, onError, retry } = useHealth(media);
  if (health === "broken") return <Broken name={media.name} onRetry={retry} />;
  if (health === "unplayable") return <Unplayable media={media} />;
  return (
    <video
      class="video"
      src={media.url}
      poster={media.thumbnail}
      controls
      playsInline
      preload={waits && media.thumbnail ? "none" : "metadata"}
      width={media.width}
      height={media.height}
      aria-label={media.alt || t("media.video", { name: media.name })}
      onError={onError}
    />
  );
}

/** @param {{media: Media}} props */
export function Sound({ media }) {
  const { health, onError, retry } = useHealth(media);
  if (health === "broken") return <Broken name={media.name} onRetry={retry} />;
  if (health === "unplayable") return <Unplayable media={media} />;
  return (
    <div class="sound">
      <div class="sound-head">
        <FileName name={media.name} />
        <Keep media={media} />
      </div>
      <audio src={media.url} controls preload="metadata" aria-label={media.alt || t("media.sound", { name: media.name })} onError={onError} />
    </div>
  );
}

/** It can still be kept, and played by something else. @param {{media: Media}} props */
function Unplayable({ media }) {
  return (
    <div class="unplayable">
      <FileCard media={media} />
      <p class="hint">{t("media.unplayable")}</p>
    </div>
  );
}
