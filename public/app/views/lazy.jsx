// A screen that is fetched when it is first shown.

import { useEffect, useState } from "preact/hooks";
import { learnPages, t } from "../i18n.js";

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
