// What fingers do to a message: a long press shows what can be done with it, a swipe answers it.

/** As long as phones take for a long press of their own. */
const LONG_PRESS_MS = 450;
/** A finger that goes further than this is on its way somewhere. */
const STILL_PX = 10;
/** From here on, letting go answers. */
const REPLY_PX = 56;
/** No further than this does the message follow. */
const FOLLOW_PX = 80;
/** What scrolls sideways by itself, or is written in. */
const NOT_SWIPED = "pre, .table, textarea, .actions";
/** What has handles of its own to be held and drawn. */
const NOT_TOUCHED = "a, .edit-box, .actions, input, video, audio";

/**
 * @param {HTMLElement} view  what the messages are in
 * @param {object} on
 * @param {(seq: number) => void} on.press
 * @param {(seq: number) => void} on.pressReaction
 * @param {(seq: number) => void} on.swipe
 * @returns {() => void} no more of it
 */
export function watchFingers(view, on) {
  /** @type {{row: HTMLElement, target: Element, x: number, y: number, swiping: boolean, timer: any} | null} */
  let touch = null;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const ending = new AbortController();

  /** @template {keyof HTMLElementEventMap} Name @param {Name} name @param {(event: HTMLElementEventMap[Name]) => void} act @param {boolean} [capture] */
  const listen = (name, act, capture = false) => view.addEventListener(name, act, { signal: ending.signal, capture });

  function end() {
    if (!touch) return;
    clearTimeout(touch.timer);
    touch.row.style.removeProperty("--swipe");
    delete touch.row.dataset.swipe;
    touch = null;
  }

  /** The release of a long press is no tap on what has come up under the finger. */
  function swallowClick() {
    const swallow = (/** @type {Event} */ event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", swallow, { capture: true, once: true });
    document.addEventListener("pointerdown", () => document.removeEventListener("click", swallow, { capture: true }), { capture: true, once: true });
  }

  listen("pointerdown", (event) => {
    end();
    const target = /** @type {Element} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-seq]"));
    if (event.pointerType !== "touch" || !event.isPrimary || !row || target.closest(NOT_TOUCHED)) return;
    const timer = setTimeout(() => {
      const reaction = target.closest("[data-emoji]");
      end();
      swallowClick();
      (reaction ? on.pressReaction : on.press)(seqOf(row));
    }, LONG_PRESS_MS);
    touch = { row, target, x: event.clientX, y: event.clientY, swiping: false, timer };
  });

  listen("pointermove", (event) => {
    if (!touch || !event.isPrimary) return;
    // Towards where lines end: to the right, unless they run from there.
    const way = getComputedStyle(view).direction === "rtl" ? -1 : 1;
    const along = (event.clientX - touch.x) * way;
    const across = Math.abs(event.clientY - touch.y);
    if (!touch.swiping) {
      if (Math.abs(along) < STILL_PX && across < STILL_PX) return;
      clearTimeout(touch.timer);
      if (along < STILL_PX || across > along / 2 || touch.target.closest(NOT_SWIPED)) {
        end();
        return;
      }
      touch.swiping = true;
    }
    touch.row.dataset.swipe = along >= REPLY_PX ? "far" : "on";
    if (!still.matches) touch.row.style.setProperty("--swipe", `${Math.max(0, Math.min(along, FOLLOW_PX)) * way}px`);
  });

  listen("pointerup", () => {
    const answered = touch?.row.dataset.swipe === "far" ? touch.row : null;
    if (touch?.swiping) swallowClick();
    end();
    if (answered) on.swipe(seqOf(answered));
  });
  listen("pointercancel", end);
  // Some phones have a menu of their own for a long press.
  listen("contextmenu", (event) => {
    const { pointerType } = /** @type {PointerEvent} */ (event);
    if (pointerType === "touch" && !(/** @type {Element} */ (event.target).closest("a"))) event.preventDefault();
  });

  return () => {
    end();
    ending.abort();
  };
}

/** @param {HTMLElement} row */
const seqOf = (row) => Number(row.dataset.seq);
