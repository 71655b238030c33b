// The bar at the top of every page of the house: the way to the rooms on a phone, the title, and what the page adds.

import { useEffect } from "preact/hooks";
import { t } from "../i18n.js";
import { page } from "../title.js";
import { drawer, openDrawer } from "./drawers.js";
import { Icon } from "./icon.jsx";

/** @import { ComponentChildren } from "preact" */

/**
 * `face` stands before the title, `marks` after it.
 * @param {{title: string, topic?: string, face?: ComponentChildren, marks?: ComponentChildren, children?: ComponentChildren}} props
 */
export function Heading({ title, topic, face, marks, children }) {
  useEffect(() => {
    page.value = title;
  }, [title]);
  return (
    <header class="heading">
      <button
        type="button"
        class="quiet icon-button only-narrow"
        aria-label={t("rooms.show")}
        aria-expanded={drawer.value === "rooms"}
        onClick={() => openDrawer("rooms")}
      >
        <Icon name="menu" />
      </button>
      {face}
      <div class="heading-words">
        <div class="heading-title">
          <h1 dir="auto">{title}</h1>
          {marks}
        </div>
        {topic && (
          <p dir="auto" title={topic}>
            {topic}
          </p>
        )}
      </div>
      {children}
    </header>
  );
}
