// On narrow screens the side panels slide over the room; one at a time, and the rest of the page steps back.

import { effect, signal } from "@preact/signals";
import { route } from "../router.js";

const narrow = matchMedia("(max-width: 899.98px)");

export const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", () => (isNarrow.value = narrow.matches));

/** On wide screens the sidebar always stands, and "details" means that panel is shown beside the room. */
export const drawer = signal(/** @type {"rooms" | "details" | null} */ (null));
/** What opened it gets the focus back. @type {HTMLElement | null} */
let opener = null;

/** @param {"rooms" | "details"} which */
export function openDrawer(which) {
  opener = /** @type {HTMLElement | null} */ (document.activeElement);
  drawer.value = which;
}

export function closeDrawer() {
  drawer.value = null;
  const back = opener;
  opener = null;
  // What it covered can take the focus only when it has been drawn uncovered.
  requestAnimationFrame(() => back?.focus());
}

/** @param {"rooms" | "details"} which */
export function toggleDrawer(which) {
  if (drawer.peek() === which) closeDrawer();
  else openDrawer(which);
}

// Whoever chose a room in the drawer wants to see it.
effect(() => {
  void route.value;
  if (isNarrow.peek()) drawer.value = null;
});
