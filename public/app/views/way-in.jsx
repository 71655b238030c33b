// The page before the house: words on one side, a door on the other.

import { useEffect } from "preact/hooks";
import { page } from "../title.js";

/** @import { ComponentChildren } from "preact" */

/**
 * @param {{label: string, title: string, onTab?: string, lede?: ComponentChildren, face?: ComponentChildren,
 *   children: ComponentChildren}} props  `onTab`: beside the site's name, if not the title
 */
export function WayIn({ label, title, onTab = title, lede, face, children }) {
  useEffect(() => {
    page.value = onTab.trim();
  }, [onTab]);
  return (
    <main id="main" class="welcome">
      <section class="welcome-words">
        <p class="wordmark">
          <img src="/icons/mark.svg" alt="" width="40" height="40" />
          Confab
        </p>
        {face}
        <h1 dir="auto">{title}</h1>
        {lede && <p class="lede">{lede}</p>}
      </section>
      <section class="welcome-door" aria-label={label}>
        {children}
      </section>
    </main>
  );
}
