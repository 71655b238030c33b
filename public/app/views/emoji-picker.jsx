// All emoji, to take one: found by typing, by group, or among the last ones. A grid that arrow keys go through; what one
// types meanwhile searches. Beside what opened it where there is room, else along the lower edge of the screen.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { chooseTone, load, recent, remember, tone, toned, withTone } from "../emoji/emoji.js";
import { TONES } from "../emoji/rules.js";
import { t } from "../i18n.js";

/** @import { Emoji, EmojiList } from "../emoji/list.js" */
/** @typedef {{key: string, name: string, icon: string, emojis: Emoji[]}} Part */
/** @typedef {{enter: () => void}} Handle  the way into the grid from outside */

/** By group, as emojibase numbers them. */
const ICONS = ["😀", "👋", "", "🐻", "🍎", "🚗", "⚽", "💡", "💟", "🏁"];
/** Enough to fill what is seen at first; the others come a moment later. */
const FIRST_PARTS = 2;
/** Between the picker and what opened it. */
const DISTANCE_PX = 8;
const PAGE_ROWS = 5;
/** As it turned out the last time. */
let columnsBefore = 8;

/**
 * Calls `onPick`, then `onClose`; with Shift held it stays, for more than one.
 * @param {{onPick: (emoji: string) => void, onClose: () => void}} props
 */
export function EmojiPicker({ onPick, onClose }) {
  const [list, setList] = useState(/** @type {EmojiList | null} */ (null));
  const [failed, setFailed] = useState(false);
  const [sought, setSought] = useState("");
  const [shown, setShown] = useState(/** @type {Emoji | null} */ (null));
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const grid = useRef(/** @type {Handle | null} */ (null));
  const parts = usePartsOf(list, sought);

  useLayoutEffect(() => {
    const hasKeyboard = matchMedia("(hover: hover)").matches;
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const element = /** @type {HTMLDialogElement} */ (dialog.current);
    element.showModal();
    // A finger looks first: the keyboard would cover what there is.
    if (hasKeyboard) search.current?.focus();
    else element.focus();
    if (before) place(element, before);
    return () => {
      element.close();
      before?.focus();
    };
  }, []);
  useEffect(() => void load().then(setList, () => setFailed(true)), []);

  /** @param {Emoji} one @param {boolean} more */
  function pick(one, more) {
    remember(one.emoji);
    onPick(toned(one));
    if (!more) onClose();
  }

  /** @param {KeyboardEvent} event */
  function onSearchKey(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") grid.current?.enter();
    else if (event.key === "Enter" && parts[0]?.emojis[0]) pick(parts[0].emojis[0], event.shiftKey);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      class="emoji-picker"
      tabIndex={-1}
      aria-label={t("emoji.title")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // What is typed here is nothing to the message, the timeline or the page behind.
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class="emoji-body">
        <input
          ref={search}
          type="search"
          aria-label={t("emoji.search")}
          placeholder={t("emoji.search")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="done"
          value={sought}
          onInput={(event) => {
            setSought(event.currentTarget.value);
            setShown(null);
          }}
          onKeyDown={onSearchKey}
        />
        {sought.trim() === "" && <Groups parts={parts} within={dialog} />}
        <Grid key={sought} handle={grid} parts={parts} onPick={pick} onShow={setShown} onSearch={() => search.current?.focus()} />
        <p class="hint" role="status">
          {failed ? t("problem.offline") : list && parts.length === 0 ? t("emoji.none") : ""}
        </p>
        <footer>
          <p class="emoji-shown" aria-hidden="true">
            {shown && (
              <>
                <span>{toned(shown)}</span>
                <span>
                  {shown.name}
                  <small>:{shown.codes[0]}:</small>
                </span>
              </>
            )}
          </p>
          <Tones />
        </footer>
      </div>
    </dialog>
  );
}

/** @param {EmojiList | null} list @param {string} sought @returns {Part[]} */
function usePartsOf(list, sought) {
  // As they were when it was opened: nothing moves under the hand.
  const last = useMemo(() => recent.peek().flatMap((emoji) => list?.byEmoji(emoji) ?? []), [list]);
  const [complete, setComplete] = useState(false);
  useEffect(() => {
    if (!list) return;
    const timer = setTimeout(() => setComplete(true));
    return () => clearTimeout(timer);
  }, [list]);
  return useMemo(() => {
    if (!list) return [];
    if (sought.trim() !== "") {
      const emojis = list.search(sought);
      return emojis.length > 0 ? [{ key: "found", name: t("emoji.found"), icon: "", emojis }] : [];
    }
    const groups = list.groups.map(({ id, emojis }) => ({ key: `group-${id}`, name: t(nameOfGroup(id)), icon: ICONS[id], emojis }));
    const all = last.length > 0 ? [{ key: "recent", name: t("emoji.recent"), icon: "🕘", emojis: last }, ...groups] : groups;
    return complete ? all : all.slice(0, FIRST_PARTS);
  }, [list, sought, last, complete]);
}

/** @param {number} id */
const nameOfGroup = (id) => /** @type {import("../i18n.js").Key} */ (`emoji.group.${id}`);

/** To a group at once. @param {{parts: Part[], within: {current: HTMLElement | null}}} props */
function Groups({ parts, within }) {
  const [reached, setReached] = useState(0);
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));

  /** @param {number} at */
  function reach(at) {
    setReached(at);
    /** @type {HTMLElement | undefined} */ (bar.current?.querySelectorAll("button")[at])?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const { length } = parts;
    if (event.key === "ArrowRight") reach((reached + 1) % length);
    else if (event.key === "ArrowLeft") reach((reached + length - 1) % length);
    else if (event.key === "Home") reach(0);
    else if (event.key === "End") reach(length - 1);
    else return;
    event.preventDefault();
  }

  return (
    <div class="emoji-groups" role="toolbar" aria-label={t("emoji.groups")} ref={bar} onKeyDown={onKeyDown}>
      {parts.map(({ key, name, icon }, at) => (
        <button
          key={key}
          type="button"
          class="quiet"
          aria-label={name}
          title={name}
          tabIndex={at === reached ? 0 : -1}
          onFocus={() => setReached(at)}
          onClick={() => within.current?.querySelector(`[data-part="${key}"]`)?.scrollIntoView()}
        >
          {icon}
        </button>
      ))}
    </div>
  );
}

/**
 * @param {{handle: {current: Handle | null}, parts: Part[], onPick: (one: Emoji, more: boolean) => void,
 *   onShow: (one: Emoji | null) => void, onSearch: () => void}} props
 */
function Grid({ handle, parts, onPick, onShow, onSearch }) {
  const grid = useRef(/** @type {HTMLDivElement | null} */ (null));
  const columns = useColumns(grid);
  const current = tone.value;
  const rows = useMemo(
    () => parts.map((part) => ({ part, rows: Array.from({ length: Math.ceil(part.emojis.length / columns) }, (_, at) => part.emojis.slice(at * columns, (at + 1) * columns)) })),
    [parts, columns],
  );
  const lines = useMemo(() => rows.flatMap(({ rows }) => rows), [rows]);
  /** Where Tab comes in, and arrow keys are. */
  const [[row, column], setAt] = useState([0, 0]);

  /** @param {number} toRow @param {number} toColumn */
  function reach(toRow, toColumn) {
    const line = lines[toRow];
    if (!line) return;
    const at = Math.min(toColumn, line.length - 1);
    setAt([toRow, at]);
    onShow(line[at]);
    const cell = /** @type {HTMLElement | null} */ (grid.current?.querySelector(`[data-emoji="${toRow},${at}"]`) ?? null);
    cell?.focus();
  }

  /** @param {Event} event */
  function emojiAt(event) {
    const cell = /** @type {HTMLElement} */ (event.target).closest("[data-emoji]");
    const [inRow, inColumn] = cell?.getAttribute("data-emoji")?.split(",").map(Number) ?? [];
    return inRow === undefined ? null : { row: inRow, column: inColumn, one: lines[inRow]?.[inColumn] };
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const found = emojiAt(event);
    if (!found) return;
    const { row, column, one } = found;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === "ArrowRight") {
      if (column + 1 < lines[row].length) reach(row, column + 1);
      else reach(row + 1, 0);
    } else if (event.key === "ArrowLeft") {
      if (column > 0) reach(row, column - 1);
      else reach(row - 1, columns);
    } else if (event.key === "ArrowDown") reach(row + 1, column);
    else if (event.key === "ArrowUp") {
      if (row === 0) onSearch();
      else reach(row - 1, column);
    } else if (event.key === "PageDown") reach(Math.min(row + PAGE_ROWS, lines.length - 1), column);
    else if (event.key === "PageUp") reach(Math.max(row - PAGE_ROWS, 0), column);
    else if (event.key === "Home") reach(ctrl ? 0 : row, 0);
    else if (event.key === "End") reach(ctrl ? lines.length - 1 : row, columns);
    else if (event.key === "Enter" || event.key === " ") onPick(one, event.shiftKey);
    else {
      // A letter: into the box, where it is typed in a moment.
      if (event.key.length === 1 && !ctrl && !event.altKey) onSearch();
      return;
    }
    event.preventDefault();
  }

  handle.current = { enter: () => reach(0, 0) };
  let at = -1;
  return (
    <div
      ref={grid}
      class="emoji-grid"
      style={{ "--columns": columns }}
      role="grid"
      aria-label={t("emoji.title")}
      aria-busy={parts.length === 0}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const found = emojiAt(event);
        if (found?.one) onPick(found.one, event.shiftKey);
      }}
      onPointerOver={(event) => event.pointerType === "mouse" && onShow(emojiAt(event)?.one ?? null)}
    >
      {rows.map(({ part, rows }) => (
        <div key={part.key} class="emoji-part" role="rowgroup" aria-label={part.name} data-part={part.key}>
          <h3 aria-hidden="true">{part.name}</h3>
          {rows.map((line) => {
            at += 1;
            const here = at;
            return (
              <div key={here} role="row">
                {line.map((one, index) => (
                  <span
                    key={one.emoji}
                    role="gridcell"
                    aria-label={one.name}
                    data-emoji={`${here},${index}`}
                    tabIndex={here === row && index === column ? 0 : -1}
                  >
                    {one.tones ? withTone(one.emoji, current) : one.emoji}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** How many fit into a line. @param {{current: HTMLElement | null}} grid */
function useColumns(grid) {
  const [columns, setColumns] = useState(columnsBefore);
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const measure = () => {
      const style = getComputedStyle(element);
      const cell = parseFloat(style.getPropertyValue("--cell"));
      const width = element.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
      columnsBefore = Math.max(1, Math.floor(width / cell));
      setColumns(columnsBefore);
    };
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    return () => watch.disconnect();
  }, []);
  return columns;
}

function Tones() {
  return (
    <fieldset class="emoji-tones">
      <legend class="sr-only">{t("emoji.tone")}</legend>
      {TONES.map((_, at) => (
        <label key={at} title={t(nameOfTone(at))}>
          <input type="radio" class="sr-only" name="tone" aria-label={t(nameOfTone(at))} checked={tone.value === at} onChange={() => chooseTone(at)} />
          <span aria-hidden="true">{withTone("✋", at)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** @param {number} at */
const nameOfTone = (at) => /** @type {import("../i18n.js").Key} */ (`emoji.tone.${at}`);

/** Above what opened it, or below where there is more room. On a phone its style says where. @param {HTMLElement} element @param {HTMLElement} anchor */
function place(element, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const above = at.top - height - DISTANCE_PX;
  const below = at.bottom + DISTANCE_PX;
  const fits = above >= DISTANCE_PX ? above : Math.min(below, innerHeight - height - DISTANCE_PX);
  element.style.setProperty("--top", `${Math.max(DISTANCE_PX, fits)}px`);
  element.style.setProperty("--left", `${Math.max(DISTANCE_PX, Math.min(at.right - width, innerWidth - width - DISTANCE_PX))}px`);
}
