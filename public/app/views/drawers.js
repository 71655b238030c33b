// On narrow screens the side panels slide over the room; one at a time, and the rest of the page steps back.

import { effect, signal } from "@preact/signals";
import { go, pathOf, route } from "../router.js";

const narrow = matchMedia("(max-width: 899.98px)");

export const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", () => (isNarrow.value = narrow.matches));

/**
 * On wide screens the sidebar always stands, and the others mean that panel is shown beside the room. A thread has an
 * address, and is there as long as one is at that.
 */
export const drawer = signal(/** @type {"rooms" | "details" | "thread" | null} */ (null));
/** What opened it gets the focus back. @type {HTMLElement | null} */
let opener = null;

/** @param {"rooms" | "details"} which */
export function openDrawer(which) {
  leaveThread();
  opener = /** @type {HTMLElement | null} */ (document.activeElement);
  drawer.value = which;
}

export function closeDrawer() {
  leaveThread();
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

/** The thread in the address. */
function leaveThread() {
  const here = route.peek();
  if (here.screen === "room" && here.thread !== undefined) go(pathOf(here.room));
}

effect(() => {
  const here = route.value;
  if (here.screen === "room" && here.thread !== undefined) {
    if (drawer.peek() !== "thread") opener = /** @type {HTMLElement | null} */ (document.activeElement);
    drawer.value = "thread";
  } else if (isNarrow.peek() || drawer.peek() === "thread") {
    // On a narrow screen, whoever chose a room in the drawer wants to see it.
    drawer.value = null;
  }
});
