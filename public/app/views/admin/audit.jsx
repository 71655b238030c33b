// Who did what to whom, when and why.

import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../../confab.js";
import { t } from "../../i18n.js";
import { Icon } from "../icon.jsx";
import { Filter, Listed, useFilters, useListing, withQuery } from "../listing.jsx";
import { Table } from "../table.jsx";
import { momentOf, stampOf } from "../when.js";

/** @import { Key } from "../../i18n.js" */
/** @import { AuditEntry, Account, RoomSummary } from "../../wire.js" */
/** @import { Listing } from "../listing.jsx" */

const DAY_MS = 86_400_000;
const SEARCH_AFTER_MS = 250;

/** Each is a key of its own among the words: `audit.room.ban`. */
const ACTIONS = /** @type {const} */ ([
  "room.create", "room.configure", "room.archive", "room.unarchive", "room.delete", "room.role", "room.owner", "room.kick",
  "room.ban", "room.unban", "room.mute", "room.unmute", "room.invite", "room.invite_revoke", "message.delete", "report.handle",
  "site.role", "site.owner", "site.ban", "site.unban", "site.address_ban", "site.address_unban", "site.reset", "site.settings",
  "site.invite", "site.invite_revoke",
]);

export function Audit() {
  const { values, set, any } = useFilters(["actor", "action", "target", "room", "from", "to"]);
  const query = withQuery(asked(values));
  /** @type {Listing<AuditEntry>} */
  const listing = useListing(`/api/admin/audit${query}`, "entries");
  const rows = listing.rows ?? [];
  return (
    <section aria-labelledby="audit">
      <div class="section-head">
        <h2 id="audit">{t("admin.audit")}</h2>
        <a class="button" href={`/api/admin/audit.csv${query}`} download>
          <Icon name="download" />
          {t("audit.csv")}
        </a>
      </div>
      <div class="filters">
        <Finder
          label={t("audit.actor")}
          chosen={values.actor}
          nameOf={(id) => rows.find(({ actor }) => actor === id)?.actor_name}
          find={findPeople}
          onChoose={(actor) => set({ actor })}
        />
        <Finder
          label={t("audit.target")}
          chosen={values.target}
          nameOf={(id) => rows.find(({ target }) => target === id)?.target_name}
          find={findPeople}
          onChoose={(target) => set({ target })}
        />
        <Finder
          label={t("audit.room")}
          chosen={values.room}
          nameOf={(id) => rows.find(({ target }) => target === id)?.target_name}
          find={findRooms}
          onChoose={(room) => set({ room })}
        />
        <Filter
          label={t("audit.action")}
          value={values.action}
          options={[
            ["", t("all")],
            ["room.", t("audit.room.all")],
            ["site.", t("audit.site.all")],
            ...ACTIONS.map((action) => /** @type {[string, string]} */ ([action, wordsOf(action)])),
          ]}
          onChoose={(action) => set({ action })}
        />
        <DayField label={t("audit.from")} value={values.from} onChoose={(from) => set({ from })} />
        <DayField label={t("audit.to")} value={values.to} onChoose={(to) => set({ to })} />
        {any && (
          <button type="button" class="quiet" onClick={() => set({ actor: "", action: "", target: "", room: "", from: "", to: "" })}>
            <Icon name="x" />
            {t("audit.clear")}
          </button>
        )}
      </div>
      <Listed of={listing} count="audit.count" empty={t(any ? "audit.none_found" : "audit.none")}>
        {(entries) => (
          <Table
            label={t("admin.audit")}
            rows={entries}
            keyOf={({ id }) => id}
            columns={[
              {
                title: t("column.action"),
                look: "head",
                cell: ({ action }) => wordsOf(action),
              },
              {
                title: t("column.by"),
                cell: ({ actor, actor_name }) => <Pick name={actor_name} label={t("audit.only_by", { name: actor_name })} onPick={() => set({ actor })} />,
              },
              {
                title: t("column.target"),
                cell: ({ target, target_name }) =>
                  target_name && <Pick name={target_name} label={t("audit.only_of", { name: target_name })} onPick={() => set({ target })} />,
              },
              { title: t("column.reason"), look: "wide", cell: ({ reason }) => reason && <span dir="auto">{reason}</span> },
              {
                title: t("column.when"),
                cell: ({ at }) => (
                  <time dateTime={new Date(at).toISOString()} title={momentOf(at)}>
                    {stampOf(at)}
                  </time>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </section>
  );
}

/** As the site wants it: days as moments, the last one to its end. @param {Record<string, string>} values */
function asked({ from, to, ...rest }) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
  const [start, end] = [startOf(from), startOf(to)];
  if (start !== null) query.set("from", String(start));
  if (end !== null) query.set("to", String(end + DAY_MS - 1));
  return query;
}

/** @param {string} day  YYYY-MM-DD, here */
function startOf(day) {
  const at = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

/** A newer site may know actions that this client has no words for. @param {string} action */
const wordsOf = (action) => (ACTIONS.some((known) => known === action) ? t(/** @type {Key} */ (`audit.${action}`)) : action);

/** @param {{name: string, label: string, onPick: () => void}} props */
function Pick({ name, label, onPick }) {
  return (
    <button type="button" class="link" aria-label={label} title={label} dir="auto" onClick={onPick}>
      {name}
    </button>
  );
}

/** @param {{label: string, value: string, onChoose: (day: string) => void}} props */
function DayField({ label, value, onChoose }) {
  return (
    <label class="filter">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChoose(event.currentTarget.value)} />
    </label>
  );
}

/** @typedef {{id: string, name: string}} Found */

/** @param {string} sought @returns {Promise<Found[]>} */
async function findPeople(sought) {
  /** @type {{users: Account[]}} */
  const { users } = await api.get(`/api/admin/users?q=${encodeURIComponent(sought)}`);
  return users.map(({ user }) => ({ id: user.id, name: user.username ? `${user.name} (@${user.username})` : `${user.name} (${t("guest")})` }));
}

/** @param {string} sought @returns {Promise<Found[]>} */
async function findRooms(sought) {
  /** @type {{rooms: RoomSummary[]}} */
  const { rooms } = await api.get(`/api/admin/rooms?q=${encodeURIComponent(sought)}`);
  return rooms.map(({ id, name }) => ({ id, name }));
}

/**
 * One of very many, found by typing. The browser's own list of suggestions does the rest.
 * @param {{label: string, chosen: string, nameOf: (id: string) => string | undefined,
 *   find: (sought: string) => Promise<Found[]>, onChoose: (id: string) => void}} props
 */
function Finder({ label, chosen, nameOf, find, onChoose }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState(/** @type {Found[]} */ ([]));
  const [name, setName] = useState("");
  useEffect(() => {
    if (!typed.trim()) return;
    let wanted = true;
    // Without suggestions one can still type: what went wrong is said by the list below, which does not come either.
    const timer = setTimeout(() => void find(typed.trim()).then((all) => wanted && setFound(all.slice(0, 20)), () => {}), SEARCH_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [typed]);

  if (chosen) {
    const shown = nameOf(chosen) ?? (name || t("audit.chosen"));
    return (
      <div class="filter">
        <span>{label}</span>
        <button type="button" class="picked" aria-label={t("audit.drop", { label, name: shown })} onClick={() => onChoose("")}>
          <span dir="auto">{shown}</span>
          <Icon name="x" />
        </button>
      </div>
    );
  }
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="text"
        list={id}
        autocomplete="off"
        dir="auto"
        placeholder={t("audit.anybody")}
        value={typed}
        onInput={(event) => {
          const { value } = event.currentTarget;
          const exact = found.find(({ name }) => name === value);
          setTyped(exact ? "" : value);
          if (!exact) return;
          setName(exact.name);
          onChoose(exact.id);
        }}
      />
      <datalist id={id}>
        {found.map((one) => (
          <option key={one.id} value={one.name} />
        ))}
      </datalist>
    </label>
  );
}
