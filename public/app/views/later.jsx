// What the first screen can do without, fetched right after it: telling the open room when nobody sits before this any
// more, and when somebody does again; and what is to be there at once when it is wanted: what has keys, and what one
// does with a message.

import { effect } from "@preact/signals";
import { clock, desk } from "../confab.js";
import { learnPages } from "../i18n.js";
import { Idleness } from "../state/idle.js";

void learnPages();
const parts = [import("./dropping.js"), import("./details.jsx"), import("./switcher.jsx"), import("./message-tools.jsx"), import("./edit-box.jsx")];
void Promise.all(parts).catch(() => {});

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
