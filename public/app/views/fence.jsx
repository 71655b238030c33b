// Code in a message: coloured when its language is known, and with a button to copy it.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { copyText } from "./clipboard.js";
import { Icon } from "./icon.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { Part } from "./highlight.js" */

/** What people call the languages that can be coloured. The colouring itself is fetched when one of them is seen. */
const KNOWN = new Set(
  "bash sh zsh shell c cc cpp c++ h hpp css go golang java js javascript jsx mjs cjs json jsonc py python rs rust ts tsx typescript html xml svg yaml yml".split(" "),
);
/** Longer code is left plain: it would take longer than a frame. */
const COLOURED_MAX = 6_000;
/** A moment to see that it was done. */
const DONE_MS = 2_000;

/** @param {{text: string, language: string, children: ComponentChildren}} props  children: the plain form */
export function Fence({ text, language, children }) {
  const code = useRef(/** @type {HTMLElement | null} */ (null));
  const parts = useParts(text, language);
  return (
    <div class="fence" dir="ltr">
      <pre tabIndex={0}>
        <code ref={code}>{parts ? parts.map(draw) : children}</code>
      </pre>
      <Copy text={() => code.current?.textContent ?? text} />
    </div>
  );
}

/** @param {Part} part @returns {ComponentChildren} */
const draw = (part) => (typeof part === "string" ? part : <span class={part.look}>{part.parts.map(draw)}</span>);

/** @param {string} text @param {string} language */
function useParts(text, language) {
  const [parts, setParts] = useState(/** @type {Part[] | null} */ (null));
  useEffect(() => {
    setParts(null);
    // Whoever is named in it stays named.
    if (!KNOWN.has(language) || text.length > COLOURED_MAX || /<[@#][\w-]+>/.test(text)) return;
    let wanted = true;
    import("./highlight.js").then(
      ({ colour }) => wanted && setParts(colour(text, language)),
      // Without colours it can be read as well.
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [text, language]);
  return parts;
}

/** @param {{text: () => string}} props */
function Copy({ text }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      class="quiet icon-button copy-code"
      aria-label={t("code.copy")}
      title={t("code.copy")}
      onClick={async () => setDone(await copyText(text()))}
    >
      <Icon name={done ? "check" : "copy"} />
    </button>
  );
}
