// The parts of a page that has several, each with an address of its own.

import { useEffect, useRef } from "preact/hooks";

/** @param {{label: string, tabs: {href: string, words: string, current: boolean}[]}} props */
export function Tabs({ label, tabs }) {
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const current = tabs.findIndex((tab) => tab.current);
  // On a phone they do not all fit: the one that is shown does.
  useEffect(() => list.current?.children[current]?.scrollIntoView({ inline: "center", block: "nearest" }), [current]);
  return (
    <nav class="page-tabs" aria-label={label}>
      <ul ref={list}>
        {tabs.map(({ href, words, current }) => (
          <li key={href}>
            <a href={href} aria-current={current ? "page" : undefined}>
              {words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
