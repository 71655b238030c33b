// A long list of the site, page by page: what is asked for stands in the address, answers nobody waits for any more are
// dropped, and each state (not yet, nothing, not reachable, more) looks alike everywhere.

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { go, route } from "../router.js";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { Skeleton } from "./skeleton.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { Problem } from "../net/api.js" */
/** @import { Key } from "../i18n.js" */

/** Between the last letter and the question to the site. */
const SEARCH_AFTER_MS = 250;

/**
 * @template Row
 * @typedef {object} Listing
 * @property {Row[] | null} rows  null: not known yet
 * @property {string | null} trouble
 * @property {boolean} busy
 * @property {(() => void) | null} more  null: there are no more
 * @property {() => void} reload
 * @property {(change: (rows: Row[]) => Row[]) => void} change  what is known to be different without asking again
 */

/**
 * @template Row
 * @param {string} path  with what is looked for; another one is another list
 * @param {string} field  of the answer
 * @returns {Listing<Row>}
 */
export function useListing(path, field) {
  const [rows, setRows] = useState(/** @type {Row[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(true);
  const asked = useRef(0);

  /** @param {string | null} cursor */
  async function ask(cursor) {
    asked.current += 1;
    const mine = asked.current;
    setBusy(true);
    setTrouble(null);
    try {
      const page = await api.get(cursor ? `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : path);
      if (mine !== asked.current) return;
      setRows((before) => [...((cursor && before) || []), ...page[field]]);
      setNext(page.next ?? null);
    } catch (problem) {
      if (mine === asked.current) setTrouble(explain(/** @type {Problem} */ (problem)));
    } finally {
      if (mine === asked.current) setBusy(false);
    }
  }

  useEffect(() => {
    void ask(null);
    return () => {
      asked.current += 1;
    };
  }, [path]);

  return {
    rows,
    trouble,
    busy,
    more: next === null ? null : () => void ask(next),
    reload: () => void ask(null),
    change: (change) => setRows((before) => before && change(before)),
  };
}

/**
 * @template Row
 * @param {{of: Listing<Row>, empty: string, count?: Key, children: (rows: Row[]) => ComponentChildren}} props
 */
export function Listed({ of: { rows, trouble, busy, more, reload }, empty, count = "list.count", children }) {
  return (
    <div class="listed" aria-busy={busy}>
      <p class="sr-only" role="status">
        {rows && !busy && t(count, { count: rows.length })}
      </p>
      {rows === null && !trouble && <Skeleton />}
      {rows?.length === 0 && !trouble && <p class="hint none">{empty}</p>}
      {rows && rows.length > 0 && children(rows)}
      {trouble ? (
        <div class="trouble">
          <p class="complaint" role="alert">
            {trouble}
          </p>
          <button type="button" onClick={rows?.length && more ? more : reload}>
            {t("try_again")}
          </button>
        </div>
      ) : (
        more && (
          <button type="button" class="more-rows" data-busy={busy} onClick={more}>
            {t("more")}
          </button>
        )
      )}
    </div>
  );
}

/**
 * What is looked for, as it stands in the address: a reload, a link and the way back find it again.
 * @template {string} Name
 * @param {readonly Name[]} names
 */
export function useFilters(names) {
  // Read so that this is drawn again when the address changes.
  void route.value;
  const params = new URLSearchParams(location.search);
  const values = /** @type {Record<Name, string>} */ (Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])));
  const query = new URLSearchParams();
  for (const name of names) if (values[name]) query.set(name, values[name]);

  /** @param {Partial<Record<Name, string>>} changed @param {{replace?: boolean}} [how] */
  function set(changed, how) {
    const wanted = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changed)) {
      if (value) wanted.set(name, String(value));
      else wanted.delete(name);
    }
    go(`${location.pathname}${withQuery(wanted)}`, how);
  }
  return { values, set, query: withQuery(query), any: query.size > 0 };
}

/** @param {URLSearchParams} query */
export const withQuery = (query) => (query.size > 0 ? `?${query}` : "");

/** @param {{label: string, value: string, onSearch: (sought: string) => void}} props */
export function SearchBox({ label, value, onSearch }) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  // The address changed by another hand: the way back, say.
  if (value !== told.current) {
    told.current = value;
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed.trim();
      onSearch(told.current);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="sr-only">{label}</span>
      <input type="search" placeholder={label} dir="auto" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
    </label>
  );
}

/** @param {{label: string, value: string, options: [string, string][], onChoose: (value: string) => void}} props */
export function Filter({ label, value, options, onChoose }) {
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
