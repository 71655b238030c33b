// All shortcuts, as the table has them.

import { t } from "../i18n.js";
import { SHORTCUTS, isApple } from "../shortcuts.js";
import { Dialog } from "./dialog.jsx";

/** @import { Key } from "../i18n.js" */

/** As they stand on the keys. @type {Record<string, string>} */
const KEYS = {
  mod: isApple ? "⌘" : "Ctrl",
  shift: isApple ? "⇧" : "Shift",
  alt: isApple ? "⌥" : "Alt",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** @param {{onClose: () => void}} props */
export function Shortcuts({ onClose }) {
  return (
    <Dialog title={t("shortcuts")} onClose={onClose} look="shortcuts">
      {Object.entries(SHORTCUTS).map(([place, entries]) => (
        <section key={place}>
          <h3>{t(/** @type {Key} */ (`shortcuts.${place}`))}</h3>
          <dl>
            {Object.entries(entries).map(([name, keys]) => (
              <div key={name}>
                <dt>{t(/** @type {Key} */ (`shortcut.${name}`))}</dt>
                <dd>
                  {keys.split("+").map((key) => (
                    <kbd key={key}>{KEYS[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
