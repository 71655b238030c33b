// The panel beside a room: about it, search in it, what is pinned to it, and what was sent to it beside words.

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { Pins } from "../state/pins.js";
import { About } from "./about.jsx";
import { closeDrawer, isNarrow } from "./drawers.js";
import { Icon } from "./icon.jsx";
import { lazyPart } from "./lazy.jsx";
import { panel } from "./panel.js";
import { PinsPanel } from "./pins.jsx";
import { SearchPanel } from "./search-panel.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { PanelTab } from "./panel.js" */

const ShelfPanel = lazyPart(() => import("./shelf.jsx").then((module) => module.load()));

const TABS = /** @type {PanelTab[]} */ (["about", "search", "media", "pins"]);

/** @param {{open: OpenRoom}} props */
export function Details({ open }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { tab } = panel.value;
  const title = t(open.room.value.kind === "direct" ? "details.direct" : "details");
  const pins = usePins(open);
  const pinned = pins.messages.value?.length ?? 0;
  useEffect(() => {
    if (isNarrow.peek() && panel.peek().tab !== "search") box.current?.querySelector("button")?.focus();
  }, []);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (TABS.indexOf(tab) + step + TABS.length) % TABS.length;
    panel.value = { tab: TABS[next] };
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).children[next]).focus();
  }

  return (
    <aside class="details" ref={box} aria-label={title}>
      <header class="details-head">
        <h2>{title}</h2>
        <button type="button" class="quiet icon-button" aria-label={t("details.hide")} onClick={closeDrawer}>
          <Icon name="x" />
        </button>
      </header>
      <div class="details-tabs" role="tablist" aria-label={title} onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`panel-${name}`}
            aria-selected={name === tab}
            aria-controls="panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => (panel.value = { tab: name })}
          >
            {t(`panel.${name}`)}
            {name === "pins" && pinned > 0 && <span class="count">{pinned}</span>}
          </button>
        ))}
      </div>
      <div class="details-panel" role="tabpanel" id="panel" aria-labelledby={`panel-${tab}`}>
        {tab === "about" && <About open={open} />}
        {tab === "search" && <SearchPanel open={open} />}
        {tab === "pins" && <PinsPanel open={open} pins={pins} />}
        {tab === "media" && <ShelfPanel open={open} />}
      </div>
    </aside>
  );
}

/** What is pinned, from the time the panel is opened. @param {OpenRoom} open */
function usePins(open) {
  const [pins] = useState(() => new Pins(open.room.peek().id, api));
  const isLive = open.status.value.state === "live";
  useEffect(() => {
    if (isLive || !pins.messages.peek()) void pins.reload();
  }, [isLive]);
  useEffect(
    () =>
      open.listen((events) => {
        for (const event of events) if (event.type === "changed") pins.changed(event.message);
      }),
    [open],
  );
  return pins;
}
