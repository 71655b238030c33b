// A button with a menu: arrow keys in it, Escape or a press elsewhere out of it, and the focus back to the button.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.jsx";

/** @import { IconName } from "./icons.js" */
/** @typedef {{label: string, icon: IconName, look?: string} & ({href: string} | {run: () => void})} Item */

/** Between the button and what floats over it, and the least between that and the edge of the screen. */
const GAP_PX = 4;

/**
 * @param {object} props
 * @param {string} props.label
 * @param {Item[] | (() => Item[])} props.items
 * @param {boolean} [props.floats]   over everything: where it would be cut off otherwise
 * @param {() => void} [props.instead]  of the menu
 * @param {(shown: boolean) => void} [props.onShown]
 */
export function Menu({ label, items, floats = false, instead, onShown }) {
  const [shown, setShown] = useState(false);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const id = useId();
  const entries = () => /** @type {HTMLElement[]} */ ([...(box.current?.querySelectorAll("[role=menuitem]") ?? [])]);
  const toButton = () => box.current?.querySelector("button")?.focus();

  useEffect(() => {
    onShown?.(shown);
    if (!shown) return;
    const place = () => floats && floatOver(box.current);
    place();
    entries()[0]?.focus({ preventScroll: true });
    const elsewhere = (/** @type {Event} */ event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) setShown(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("scroll", place, true);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("scroll", place, true);
    };
  }, [shown]);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (!shown) return;
    const all = entries();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: all[(at + 1) % all.length], ArrowUp: all.at(at < 1 ? -1 : at - 1), Home: all[0], End: all.at(-1) }[event.key];
    if (next) next.focus();
    else if (event.key === "Escape") {
      setShown(false);
      toButton();
    } else if (event.key === "Tab") {
      setShown(false);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="quiet icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        onClick={instead ?? (() => setShown(!shown))}
      >
        <Icon name="ellipsis" />
      </button>
      {shown && (
        <div class="menu-items" role="menu" id={id} aria-label={label} popover={floats ? "manual" : undefined}>
          {(typeof items === "function" ? items() : items).map((item) => {
            const { label: words, icon, look } = item;
            const content = (
              <>
                <Icon name={icon} />
                {words}
              </>
            );
            if ("href" in item) {
              return (
                <a key={words} href={item.href} role="menuitem" class={`button ${look ?? ""}`} tabIndex={-1} onClick={() => setShown(false)}>
                  {content}
                </a>
              );
            }
            return (
              <button
                key={words}
                type="button"
                role="menuitem"
                class={look}
                tabIndex={-1}
                onClick={() => {
                  // First back to where it came from, so that a dialog finds that again afterwards.
                  toButton();
                  setShown(false);
                  item.run();
                }}
              >
                {content}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** Below the button if there is room, above it if not. @param {HTMLElement | null} box */
function floatOver(box) {
  const menu = /** @type {HTMLElement | null | undefined} */ (box?.querySelector("[popover]"));
  if (!box || !menu) return;
  menu.showPopover();
  const button = box.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + GAP_PX + height < innerHeight;
  menu.style.top = `${Math.max(GAP_PX, below ? button.bottom + GAP_PX : button.top - GAP_PX - height)}px`;
  menu.style.left = `${Math.max(GAP_PX, Math.min(button.right - width, innerWidth - width - GAP_PX))}px`;
}
