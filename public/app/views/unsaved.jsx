// Whoever leaves a page with something not saved on it is asked first: by a link, by the way back, or by closing the tab.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { go, wayBack } from "../router.js";
import { Confirm } from "./dialog.jsx";

/** @param {boolean} dirty @returns the question, while it is asked */
export function useUnsaved(dirty) {
  const [leave, setLeave] = useState(/** @type {{now: () => void} | null} */ (null));
  const leaving = useRef(false);

  useEffect(() => {
    if (!dirty) return;
    const here = location.pathname + location.search;
    leaving.current = false;

    /** @param {MouseEvent} event */
    function onClick(event) {
      const link = /** @type {Element} */ (event.target).closest("a");
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!link || !plain || link.target || link.hash || link.origin !== location.origin) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave({ now: () => go(link.pathname + link.search) });
    }
    wayBack.hold = () => {
      if (leaving.current) return false;
      // Pushed again, the way that was wanted is one step back, whichever way it was.
      history.pushState(null, "", here);
      setLeave({ now: () => history.back() });
      return true;
    };
    /** @param {BeforeUnloadEvent} event */
    const onUnload = (event) => event.preventDefault();

    document.addEventListener("click", onClick, { capture: true });
    addEventListener("beforeunload", onUnload);
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      wayBack.hold = null;
      removeEventListener("beforeunload", onUnload);
    };
  }, [dirty]);

  return (
    leave && (
      <Confirm
        title={t("unsaved.title")}
        text={t("unsaved.text")}
        action={t("unsaved.leave")}
        onClose={() => setLeave(null)}
        onConfirm={() => {
          leaving.current = true;
          setLeave(null);
          leave.now();
        }}
      />
    )
  );
}

/**
 * Whether a form says something else than what is saved.
 * @param {() => boolean} differs
 */
export function useDirty(differs) {
  const [dirty, setDirty] = useState(false);
  return { dirty, look: () => setDirty(differs()), settle: () => setDirty(false) };
}
