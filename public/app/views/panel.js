// The panel beside a room: what it shows of it.

import { signal } from "@preact/signals";
import { closeDrawer, drawer, openDrawer } from "./drawers.js";

/** @typedef {"about" | "search" | "pins" | "media"} PanelTab */

/** A new object each time it is asked for, so that asking again is noticed. */
export const panel = signal({ tab: /** @type {PanelTab} */ ("about") });

/** @param {PanelTab} tab */
export function showDetails(tab) {
  panel.value = { tab };
  if (drawer.peek() !== "details") openDrawer("details");
}

/** @param {PanelTab} tab */
export function toggleDetails(tab) {
  if (drawer.peek() === "details" && panel.peek().tab === tab) closeDrawer();
  else showDetails(tab);
}
