// What the first screen can do without, fetched right after it: telling the open room when nobody sits before this any
// more, and when somebody does again; and the switcher, so that it is there when its keys are pressed.

import { effect } from "@preact/signals";
import { clock, desk } from "../confab.js";
import { learnPages } from "../i18n.js";
import { Idleness } from "../state/idle.js";
import "./switcher.jsx";

void learnPages();

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
