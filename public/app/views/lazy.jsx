// A screen or a dialog that is fetched when it is first shown.

import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { learnPages, t } from "../i18n.js";
import { tell } from "../notices.js";

/**
 * @template {object} Props
 * @param {() => Promise<import("preact").ComponentType<Props>>} load
 */
export function lazy(load) {
  /** @type {import("preact").ComponentType<Props> | undefined} */
  let Loaded;
  /** @param {Props} props */
  return function Lazy(props) {
    const [state, setState] = useState(/** @type {"loading" | "here" | "failed"} */ (Loaded ? "here" : "loading"));
    useEffect(() => {
      if (state !== "loading") return;
      Promise.all([load(), learnPages()]).then(
        ([component]) => {
          Loaded = component;
          setState("here");
        },
        () => setState("failed"),
      );
    }, [state]);
    if (Loaded) return <Loaded {...props} />;
    return (
      <main id="main" class="lost">
        {state === "failed" && (
          <>
            <h1>{t("unreachable.title")}</h1>
            <p>{t("unreachable.text")}</p>
            {/* A newer version may have taken the place of this one and its files. */}
            <button type="button" class="primary" onClick={() => location.reload()}>
              {t("try_again")}
            </button>
          </>
        )}
      </main>
    );
  };
}

/**
 * The page stays as it is until the dialog is there; if it does not come, that is said, and all is as before.
 * @template {{onClose: () => void}} Props
 * @param {() => Promise<import("preact").ComponentType<Props>>} load
 */
export function lazyDialog(load) {
  return lazyPart(
    load,
    (props) => {
      tell("problem.offline");
      props.onClose();
    },
    () => <Hurried />,
  );
}

/** What is typed before a dialog is there is typed into its first field, and does nothing where the focus still is. */
function Hurried() {
  // Not after the next paint: by then there are letters.
  useLayoutEffect(() => {
    let words = "";
    let entered = false;
    const keep = (/** @type {KeyboardEvent} */ event) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey || (key.length > 1 && key !== "Enter" && key !== "Backspace")) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === "Enter") entered = true;
      else if (!entered) words = key === "Backspace" ? words.slice(0, -1) : words + key;
    };
    addEventListener("keydown", keep, { capture: true });
    return () => {
      // The dialog has the focus by then.
      requestAnimationFrame(() => {
        removeEventListener("keydown", keep, { capture: true });
        const { activeElement: field } = document;
        if (!(field instanceof HTMLInputElement) || !field.closest("dialog")) return;
        document.execCommand("insertText", false, words);
        if (!entered) return;
        // What the words lead to is seen in the next frame.
        requestAnimationFrame(() => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })));
      });
    };
  }, []);
  return null;
}

/**
 * A part of a page: until it is there, nothing stands in its place, or what is to be seen `meanwhile`.
 * @template {object} Props
 * @param {() => Promise<import("preact").ComponentType<Props>>} load
 * @param {(props: Props) => void} [onFailed]
 * @param {(props: Props) => import("preact").ComponentChild} [meanwhile]
 */
export function lazyPart(load, onFailed = () => {}, meanwhile = () => null) {
  /** @type {import("preact").ComponentType<Props> | undefined} */
  let Loaded;
  /** @param {Props} props */
  return function LazyPart(props) {
    const [, setLoaded] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded) return;
      let wanted = true;
      Promise.all([load(), learnPages()]).then(
        ([component]) => {
          Loaded = component;
          if (wanted) setLoaded(true);
        },
        () => wanted && onFailed(props),
      );
      return () => {
        wanted = false;
      };
    }, []);
    return Loaded ? <Loaded {...props} /> : meanwhile(props);
  };
}
