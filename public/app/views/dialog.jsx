// A modal dialog: the browser keeps the focus in it; afterwards it goes back to where it came from.

import { useLayoutEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n.js";
import { Icon } from "./icon.jsx";

/** @param {{title: string, onClose: () => void, children: import("preact").ComponentChildren, look?: string}} props */
export function Dialog({ title, onClose, children, look = "" }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      before?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${look}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // The dialog's own box is covered by its content, so a press on it itself is one beside it.
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="quiet icon-button" aria-label={t("close")} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/**
 * @param {{title: string, text: string, action: string, onConfirm: () => void, onClose: () => void, busy?: boolean, grave?: boolean}} props
 */
export function Confirm({ title, text, action, onConfirm, onClose, busy = false, grave = true }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="dialog-actions">
        <button type="button" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="button" class={grave ? "danger" : "primary"} onClick={onConfirm} data-busy={busy}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
