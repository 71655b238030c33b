// Search over all one's rooms, as each of them answers. The query stands in the address.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { nameOf, online, session } from "../confab.js";
import { t } from "../i18n.js";
import { go, pathOf } from "../router.js";
import { SEARCH_AFTER_MS } from "../state/search.js";
import { RoomMark } from "./avatar.jsx";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { useFilters } from "./listing.jsx";
import { useNames } from "./names.js";
import { showDetails } from "./panel.js";
import { Hits, QueryBox, walk } from "./search-parts.jsx";
import { roomSearch, siteSearch } from "./searches.js";
import { Skeleton } from "./skeleton.jsx";
import { namedIn } from "../state/mentions.js";

/** @import { Found, SiteSearch } from "../state/search.js" */

/** @param {{covered: boolean}} props */
export function Search({ covered }) {
  const { values, set } = useFilters(["q"]);
  const [search] = useState(siteSearch);
  const [typed, setTyped] = useState(values.q);
  const told = useRef(values.q);
  /** What is typed after a pause for thought is another question, with a step of its own on the way back. */
  const settled = useRef(values.q !== "");
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const body = useRef(/** @type {HTMLDivElement | null} */ (null));
  // The address changed by another hand: the way back, or the switcher.
  if (values.q !== told.current) {
    told.current = values.q;
    settled.current = true;
    setTyped(values.q);
  }
  useEffect(() => void search.ask(values.q), [values.q]);
  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = setTimeout(() => tell(typed), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    if (values.q === "" || matchMedia("(hover: hover)").matches) input.current?.focus();
  }, []);
  // Back from a message, one goes on where one was.
  useLayoutEffect(() => {
    if (body.current && search.query.peek() === values.q) body.current.scrollTop = search.scrolled;
  }, []);

  /** @param {string} query */
  function tell(query) {
    told.current = query.trim();
    const replace = !settled.current;
    settled.current = false;
    set({ q: told.current }, { replace });
  }

  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("search.all")} />
      <div class="page-body finder" ref={body} onKeyDown={walk} onScroll={(event) => (search.scrolled = event.currentTarget.scrollTop)}>
        <QueryBox
          label={t("search.all")}
          value={typed}
          input={input}
          everywhere
          onInput={setTyped}
          onEnter={() => {
            if (typed.trim() !== told.current) tell(typed);
            settled.current = true;
            void search.ask(typed);
          }}
        />
        <Results search={search} />
      </div>
    </main>
  );
}

/** @param {{search: SiteSearch}} props */
function Results({ search }) {
  const { value: found } = search.found;
  const { value: phase } = search.phase;
  const { value: problem } = search.problem;
  const failed = search.failed.value.map((id) => session.rooms.value.find((room) => room.id === id)).filter((room) => room !== undefined);
  const names = useNames(found.flatMap(({ hits }) => hits.flatMap(({ excerpt }) => excerpt.flatMap(({ text }) => namedIn(text)))).filter((id) => id !== "here" && id !== "everyone"));
  const count = found.reduce((sum, { hits }) => sum + hits.length, 0);
  const isMore = found.some(({ next }) => next !== null);
  if (phase === "none") return null;
  return (
    <div class="found" aria-busy={phase === "reading"}>
      <p class={phase === "reading" || count === 0 ? "sr-only" : "hint"} role="status">
        {phase === "done" && t(isMore ? "search.count.more" : "search.count", { count })}
      </p>
      {found.map((one) => (
        <InRoom key={one.room} found={one} query={search.query.value} nameOf={names} />
      ))}
      {phase === "reading" && (
        <>
          {found.length === 0 ? <Skeleton /> : <span class="spinner" role="img" aria-label={t("loading")} />}
          {search.slow.value && (
            <p class="hint" role="status">
              {t("search.slow")}
            </p>
          )}
        </>
      )}
      {search.leftOut.value > 0 && <p class="hint">{t("search.left_out", { count: search.leftOut.value })}</p>}
      {phase === "done" && count === 0 && failed.length === 0 && !isMore && <p class="hint none">{t("search.none.all")}</p>}
      {(problem || failed.length > 0) && (
        <div class="trouble">
          <p class="complaint" role="alert">
            {problem
              ? online.value
                ? explain(problem)
                : t("search.offline")
              : t("search.failed", { count: failed.length, rooms: new Intl.ListFormat().format(failed.map(nameOf)) })}
          </p>
          {problem?.code !== "bad_request" && (
            <button type="button" onClick={() => void search.ask(search.query.peek(), { again: true })}>
              {t("try_again")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** @param {{found: Found, query: string, nameOf: (id: string) => string | undefined}} props */
function InRoom({ found: { room: id, hits, next }, query, nameOf: names }) {
  const room = session.rooms.value.find((room) => room.id === id);
  const name = room ? nameOf(room) : t("somewhere");

  function searchThere() {
    // What says in which room has no meaning there.
    void roomSearch(id).ask(query.replace(/(^|\s)-?in:(<#[\w-]+>|"[^"]*"|\S+)/gi, "").trim() || query);
    go(pathOf(id));
    showDetails("search");
  }

  return (
    <section aria-label={name}>
      <h2 class="found-where" dir="auto">
        {room && <RoomMark room={room} />}
        <span>{name}</span>
      </h2>
      {hits.length > 0 ? <Hits room={id} hits={hits} nameOf={names} /> : <p class="hint">{t("search.far")}</p>}
      {next !== null && (
        <button type="button" class="link" onClick={searchThere}>
          {t("search.more", { room: name })}
        </button>
      )}
    </section>
  );
}
