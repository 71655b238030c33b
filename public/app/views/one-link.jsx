// A link to pass on.

import { t } from "../i18n.js";
import { copyLink } from "./clipboard.js";
import { Icon } from "./icon.jsx";

/** @param {{url: string, label: string, hint: string, onClose: () => void}} props */
export function OneLink({ url, label, hint, onClose }) {
  return (
    <div class="stack">
      <p>{hint}</p>
      <div class="one-link">
        <input
          type="text"
          readOnly
          autofocus
          ref={(box) => box?.focus()}
          value={url}
          aria-label={label}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="primary" onClick={() => copyLink(url)}>
          <Icon name="copy" />
          {t("copy")}
        </button>
      </div>
      <div class="dialog-actions">
        {"share" in navigator && (
          // Whoever closes the system's own dialog has changed their mind, which is no failure.
          <button type="button" onClick={() => navigator.share({ url }).catch(() => {})}>
            {t("share")}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {t("done")}
        </button>
      </div>
    </div>
  );
}
