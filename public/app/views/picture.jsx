// A picture in its place: first a hint of its colours, then a small one; all of it in the gallery.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { thumbHashToDataURL } from "thumbhash";
import { t } from "../i18n.js";
import { isWorthATry, lookAfter } from "./bytes.js";
import { Icon } from "./icon.jsx";
import { firstFrame, mayMoveUnasked, still, useMoves } from "./motion.js";

/** @import { Media } from "../wire.js" */

/** A thumbhash has at most 25 bytes. */
const THUMBHASH_CHARS = 40;

/** @param {{media: Media, onShow: (media: Media, from: HTMLElement) => void}} props */
export function Picture({ media, onShow }) {
  const { src, moves, playing, play, broken, onError, onLoad, retry, tries } = usePicture(media);
  const tile = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const backdrop = useMemo(() => backdropOf(media.thumbhash), [media.thumbhash]);
  if (broken) return <Broken name={media.name} onRetry={retry} />;
  return (
    <>
      <button
        ref={tile}
        type="button"
        class="picture"
        aria-haspopup="dialog"
        style={backdrop === undefined ? undefined : { backgroundImage: `url(${backdrop})` }}
        onClick={() => tile.current && onShow(media, tile.current)}
      >
        {src ? (
          <img
            key={tries}
            src={src}
            width={media.width}
            height={media.height}
            alt={altOf(media)}
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={onError}
            onLoad={onLoad}
          />
        ) : (
          <span class="sr-only">{altOf(media)}</span>
        )}
      </button>
      {moves && (
        <button type="button" class="picture-play icon-button" aria-label={t(playing ? "media.stop" : "media.play")} onClick={() => play(!playing)}>
          <Icon name={playing ? "pause" : "play"} />
        </button>
      )}
    </>
  );
}

/** What is to be seen, or, if nobody said, what it is called. @param {Media} media */
export const altOf = ({ alt, name }) => alt || t("media.picture", { name });

/** @param {{name: string, onRetry: () => void}} props */
export function Broken({ name, onRetry }) {
  return (
    <div class="tile-trouble" role="group" aria-label={name}>
      <Icon name="circle-alert" />
      <span>{t("media.broken")}</span>
      <button type="button" class="link" onClick={onRetry}>
        {t("try_again")}
      </button>
    </div>
  );
}

/** @param {string} [hash] */
function backdropOf(hash) {
  if (!hash || hash.length > THUMBHASH_CHARS) return undefined;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(hash), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Which bytes are shown of it: the small ones, all of them where those move, or one that stands still. @param {Media} media */
function usePicture(media) {
  // A picture that has come is near; one that may not be shown before it is known has to be looked into at once.
  const [near, setNear] = useState(media.thumbnail === undefined && still.peek());
  const moves = useMoves(media, near);
  const [asked, setAsked] = useState(/** @type {boolean | null} */ (null));
  const playing = moves === true && (asked ?? mayMoveUnasked(media));
  // Seldom there is no small one to be had, though it was promised.
  const [noThumbnail, setNoThumbnail] = useState(media.thumbnail === undefined);
  const [frame, setFrame] = useState(/** @type {string | null} */ (null));
  const [broken, setBroken] = useState(false);
  const [tries, setTries] = useState(0);
  const wantsFrame = moves === true && !playing && noThumbnail;

  useEffect(() => {
    if (!wantsFrame || frame) return;
    let wanted = true;
    void firstFrame(media.url).then((made) => {
      if (!wanted) return made && URL.revokeObjectURL(made);
      return made ? setFrame(made) : onError();
    });
    return () => {
      wanted = false;
    };
  }, [wantsFrame, tries]);
  useEffect(() => () => void (frame && URL.revokeObjectURL(frame)), [frame]);

  const small = noThumbnail ? (wantsFrame ? frame : media.url) : /** @type {string} */ (media.thumbnail);
  // Until it is known whether it moves, nothing is shown that might.
  const src = playing ? media.url : moves === null && noThumbnail && still.value ? null : small;

  async function onError() {
    const found = await lookAfter(media);
    if (found === "gone") return;
    if (isWorthATry(found, tries)) setTries(tries + 1);
    else if (found === "here" && !playing && !noThumbnail) setNoThumbnail(true);
    else setBroken(true);
  }

  return {
    src,
    moves,
    playing,
    play: setAsked,
    broken,
    onError,
    onLoad: () => setNear(true),
    tries,
    retry: () => {
      setNoThumbnail(media.thumbnail === undefined);
      setBroken(false);
      setTries(tries + 1);
    },
  };
}
