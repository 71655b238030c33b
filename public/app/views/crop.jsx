// A picture of somebody, or of a room: chosen, cut to a square, and sent in the two sizes it is shown in.

import { useEffect, useRef, useState } from "preact/hooks";
import { centred, cut, moved, zoomed, ZOOM_MAX } from "../files/crop.js";
import { smallEnough } from "../files/canvas.js";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { Problem } from "../net/api.js";
import { say, tell } from "../notices.js";
import { transport } from "../uploading.js";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Submit } from "./form.jsx";

/** @import { View } from "../files/crop.js" */
/** @typedef {"account" | "room"} About */

const SIZES = { small: 64, large: 256 };
const BYTES_MAX = 256 * 1024;
/** Of the window, on screens that have several pixels for one. */
const WINDOW = 576;
/** With a key, as a part of the window. */
const STEP = 1 / 32;
const ZOOM_STEP = 1.1;
const READABLE = "image/png,image/jpeg,image/webp,image/gif,image/avif";

/**
 * @param {object} props
 * @param {About} props.about
 * @param {string | null | undefined} props.picture  the one there is
 * @param {import("preact").ComponentChildren} props.otherwise  what is shown while there is none
 * @param {string} props.path  where it is put
 * @param {(answer: any) => void} props.onChange
 */
export function PictureChoice({ about, picture, otherwise, path, onChange }) {
  const [bitmap, setBitmap] = useState(/** @type {ImageBitmap | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));

  /** @param {File | undefined} file */
  async function open(file) {
    if (!file) return;
    const read = await createImageBitmap(file).catch(() => null);
    if (read) setBitmap(read);
    else tell("crop.unreadable");
  }

  async function remove() {
    try {
      onChange(await api.delete(path));
      tell("crop.removed");
      button.current?.focus();
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <div class="picture-choice" data-kind={about}>
      {picture ? <img src={picture.replace(/\/64$/, "/256")} alt={t(`crop.${about}`)} width={96} height={96} /> : otherwise}
      <div>
        <p class="hint">{t(`crop.${about}.hint`)}</p>
        <div class="row-actions">
          <input
            ref={input}
            type="file"
            accept={READABLE}
            hidden
            aria-hidden="true"
            onChange={({ currentTarget }) => {
              void open(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
          <button type="button" ref={button} onClick={() => input.current?.click()}>
            {t(picture ? "crop.change" : "crop.choose")}
          </button>
          {picture && (
            <button type="button" class="danger-quiet" onClick={() => void remove()}>
              {t("crop.remove")}
            </button>
          )}
        </div>
      </div>
      {bitmap && <Crop about={about} bitmap={bitmap} path={path} onChange={onChange} onClose={() => setBitmap(null)} />}
    </div>
  );
}

/** @param {{about: About, bitmap: ImageBitmap, path: string, onChange: (answer: any) => void, onClose: () => void}} props */
function Crop({ about, bitmap, path, onChange, onClose }) {
  const [view, setView] = useState(() => centred(bitmap));
  const [busy, setBusy] = useState(false);
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    canvas.current?.focus();
    return () => bitmap.close();
  }, [bitmap]);
  useEffect(() => draw(canvas.current, bitmap, view), [view]);
  const gestures = useGestures(bitmap, setView);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const change = keyed(event.key);
    if (!change) return;
    event.preventDefault();
    setView((now) => ("zoom" in change ? zoomed(bitmap, now, now.zoom * change.zoom) : moved(bitmap, now, change.x, change.y)));
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onChange(await transport.send("PUT", path, await pieces(bitmap, view)));
      tell("crop.done");
      onClose();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(explain(problem));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t("crop.title")} onClose={onClose}>
      <form class="crop" data-kind={about} onSubmit={send}>
        {/* Its keys move what is seen; in words, it is one thing that can be set. */}
        <canvas
          ref={canvas}
          width={WINDOW}
          height={WINDOW}
          tabIndex={0}
          role="application"
          aria-label={t("crop.area")}
          aria-describedby="crop-hint"
          onKeyDown={onKeyDown}
          {...gestures}
        />
        <p class="hint" id="crop-hint">
          {t("crop.hint")}
        </p>
        <label>
          {t("crop.zoom")}
          <input
            type="range"
            min={1}
            max={ZOOM_MAX}
            step={0.05}
            value={view.zoom}
            onInput={({ currentTarget }) => {
              const zoom = Number(currentTarget.value);
              setView((now) => zoomed(bitmap, now, zoom));
            }}
          />
        </label>
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={busy}>{t("crop.use")}</Submit>
        </div>
      </form>
    </Dialog>
  );
}

/** What a key does. The window is moved as one would scroll. @param {string} key @returns {{zoom: number} | {x: number, y: number} | undefined} */
function keyed(key) {
  switch (key) {
    case "ArrowLeft":
      return { x: STEP, y: 0 };
    case "ArrowRight":
      return { x: -STEP, y: 0 };
    case "ArrowUp":
      return { x: 0, y: STEP };
    case "ArrowDown":
      return { x: 0, y: -STEP };
    case "+":
    case "=":
      return { zoom: ZOOM_STEP };
    case "-":
      return { zoom: 1 / ZOOM_STEP };
  }
}

/** One finger moves, two zoom; so does a wheel. @param {ImageBitmap} bitmap @param {(change: (now: View) => View) => void} setView */
function useGestures(bitmap, setView) {
  const down = useRef(/** @type {Map<number, {x: number, y: number}>} */ (new Map()));
  const apart = () => {
    const [a, b] = [...down.current.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  /** @param {PointerEvent} event */
  const end = ({ pointerId }) => void down.current.delete(pointerId);
  return {
    /** @param {import("preact").TargetedPointerEvent<HTMLCanvasElement>} event */
    onPointerDown({ currentTarget, pointerId, clientX, clientY }) {
      currentTarget.setPointerCapture(pointerId);
      down.current.set(pointerId, { x: clientX, y: clientY });
    },
    /** @param {import("preact").TargetedPointerEvent<HTMLCanvasElement>} event */
    onPointerMove({ currentTarget, pointerId, clientX, clientY }) {
      const before = down.current.get(pointerId);
      if (!before) return;
      const side = currentTarget.clientWidth;
      const distance = apart();
      down.current.set(pointerId, { x: clientX, y: clientY });
      const grown = distance > 0 ? apart() / distance : 1;
      // Of two fingers, each moves it half as far.
      const share = 1 / down.current.size;
      setView((now) => zoomed(bitmap, moved(bitmap, now, ((clientX - before.x) / side) * share, ((clientY - before.y) / side) * share), now.zoom * grown));
    },
    onPointerUp: end,
    onPointerCancel: end,
    /** @param {import("preact").TargetedWheelEvent<HTMLCanvasElement>} event */
    onWheel(event) {
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      const [u, v] = [(event.clientX - box.x) / box.width - 0.5, (event.clientY - box.y) / box.height - 0.5];
      const by = Math.exp(-event.deltaY / 400);
      setView((now) => zoomed(bitmap, now, now.zoom * by, u, v));
    },
  };
}

/** @param {HTMLCanvasElement | null} canvas @param {ImageBitmap} bitmap @param {View} view */
function draw(canvas, bitmap, view) {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  const { x, y, side } = cut(bitmap, view);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, x, y, side, side, 0, 0, canvas.width, canvas.height);
}

/** @param {ImageBitmap} bitmap @param {View} view */
async function pieces(bitmap, view) {
  const form = new FormData();
  for (const [name, size] of Object.entries(SIZES)) {
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    draw(canvas, bitmap, view);
    const piece = await smallEnough(canvas, BYTES_MAX);
    if (piece) form.set(name, piece, name);
  }
  return form;
}
