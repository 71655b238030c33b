// A button with a menu: arrow keys in it, Escape or a press elsewhere out of it, and the focus back to the button.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.jsx";

/** @import { IconName } from "./icons.js" */
/** @typedef {{label: string, icon: IconName, look?: string} & ({href: string} | {run: () => void})} Item */

/** @param {{label: string, items: Item[]}} props */
export function Menu({ label, items }) {
  const [shown, setShown] = useState(false);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const id = useId();
  const entries = () => /** @type {HTMLElement[]} */ ([...(box.current?.querySelectorAll("[role=menuitem]") ?? [])]);
  const toButton = () => box.current?.querySelector("button")?.focus();

  useEffect(() => {
    if (!shown) return;
    entries()[0]?.focus();
    const elsewhere = (/** @type {Event} */ event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) setShown(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
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
        onClick={() => setShown(!shown)}
      >
        <Icon name="ellipsis" />
      </button>
      {shown && (
        <div class="menu-items" role="menu" id={id} aria-label={label}>
          {items.map((item) => {
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
