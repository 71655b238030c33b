// Search in the room one looks at: in the panel beside it. What was found leads there, and is still here afterwards.

import { useEffect, useRef } from "preact/hooks";
import { nameOf, online } from "../confab.js";
import { t } from "../i18n.js";
import { route } from "../router.js";
import { explain } from "./explain.js";
import { panel } from "./panel.js";
import { Hits, MoreOnScroll, QueryBox, walk } from "./search-parts.jsx";
import { roomSearch } from "./searches.js";
import { Skeleton } from "./skeleton.jsx";

/** @import { RoomSearch } from "../state/search.js" */
/** @import { OpenRoom } from "../state/room.js" */

/** @param {{open: OpenRoom}} props */
export function SearchPanel({ open }) {
  const room = open.room.value;
  const search = roomSearch(room.id);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const asked = panel.value;
  useEffect(() => {
    // On a phone the keyboard would hide what was found.
    if (search.query.peek() && !matchMedia("(hover: hover)").matches) return;
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  useEffect(
    () =>
      open.listen((events) => {
        for (const event of events) if (event.type === "changed") search.changed(event.message);
      }),
    [open],
  );
  const label = t("search.in", { room: nameOf(room) });
  return (
    <div class="details-body finder" onKeyDown={walk}>
      <QueryBox label={label} value={search.query.value} input={input} onInput={(query) => search.write(query)} onEnter={() => void search.ask()} />
      <Results search={search} open={open} />
    </div>
  );
}

/** @param {{search: RoomSearch, open: OpenRoom}} props */
function Results({ search, open }) {
  const { value: hits } = search.hits;
  const { value: problem } = search.problem;
  const { value: busy } = search.busy;
  const { value: here } = route;
  const next = search.next.value;
  return (
    <div class="found" aria-busy={busy}>
      <p class="sr-only" role="status">
        {hits && !busy && t(next === null ? "search.count" : "search.count.more", { count: hits.length })}
      </p>
      {busy && hits === null && <Skeleton />}
      {search.slow.value && (
        <p class="hint" role="status">
          {t("search.slow")}
        </p>
      )}
      {hits?.length === 0 && next === null && <p class="hint none">{t("search.none")}</p>}
      {hits && hits.length > 0 && (
        <Hits room={open.room.value.id} hits={hits} nameOf={(id) => open.nameOf(id)} current={here.screen === "room" ? here.seq : undefined} />
      )}
      {problem && (
        <div class="trouble">
          <p class="complaint" role="alert">
            {online.value ? explain(problem) : t("search.offline")}
          </p>
          {problem.code !== "bad_request" && (
            <button type="button" onClick={() => void (hits && next !== null ? search.more() : search.ask())}>
              {t("try_again")}
            </button>
          )}
        </div>
      )}
      {hits?.length === 0 && next !== null && (
        <>
          <p class="hint">{t("search.far")}</p>
          <button type="button" data-busy={busy} onClick={() => void search.more()}>
            {t("search.further")}
          </button>
        </>
      )}
      {hits && hits.length > 0 && next !== null && !problem && <MoreOnScroll busy={busy} onMore={() => void search.more()} />}
    </div>
  );
}
