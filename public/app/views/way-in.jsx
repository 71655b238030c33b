// The page before the house: words on one side, a door on the other.

/** @import { ComponentChildren } from "preact" */

/** @param {{label: string, title: string, lede?: ComponentChildren, face?: ComponentChildren, children: ComponentChildren}} props */
export function WayIn({ label, title, lede, face, children }) {
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
