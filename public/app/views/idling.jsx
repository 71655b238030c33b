// Tells the open room when nobody sits before this any more, and when somebody does again. Fetched after the first
// screen, which can do without.

import { effect } from "@preact/signals";
import { clock, desk } from "../confab.js";
import { Idleness } from "../state/idle.js";

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"];

const idleness = new Idleness(clock);
for (const sign of SIGNS) addEventListener(sign, () => idleness.stir(), { capture: true, passive: true });
const look = () => idleness.hide(document.visibilityState === "hidden");
document.addEventListener("visibilitychange", look);
look();

effect(() => {
  const open = desk.value?.open.value;
  if (open?.status.value.state === "live") open.idle(idleness.idle.value);
});
