// All rooms but direct ones: how much goes on in them, and their end.

import { useState } from "preact/hooks";
import { session } from "../../confab.js";
import { t } from "../../i18n.js";
import { pathOf } from "../../router.js";
import { Filter, Listed, SearchBox, useFilters, useListing } from "../listing.jsx";
import { endings } from "../room-settings/danger.jsx";
import { Steps } from "../steps.jsx";
import { Table } from "../table.jsx";
import { dateOf } from "../when.js";
import { bytesOf } from "../size.js";
import { count } from "./numbers.jsx";

/** @import { RoomSummary } from "../../wire.js" */
/** @import { Listing } from "../listing.jsx" */

export function Rooms() {
  const { values, set, query, any } = useFilters(["q", "kind", "state"]);
  const [managed, setManaged] = useState(/** @type {RoomSummary | null} */ (null));
  /** @type {Listing<RoomSummary>} */
  const listing = useListing(`/api/admin/rooms${query}`, "rooms");
  return (
    <section aria-labelledby="all-rooms">
      <h2 id="all-rooms">{t("admin.rooms")}</h2>
      <div class="filters">
        <SearchBox label={t("rooms.search")} value={values.q} onSearch={(q) => set({ q }, { replace: true })} />
        <Filter
          label={t("column.kind")}
          value={values.kind}
          options={[
            ["", t("all")],
            ["public", t("kind.public")],
            ["private", t("kind.private")],
          ]}
          onChoose={(kind) => set({ kind })}
        />
        <Filter
          label={t("column.standing")}
          value={values.state}
          options={[
            ["", t("all")],
            ["archived", t("mark.archived")],
          ]}
          onChoose={(state) => set({ state })}
        />
      </div>
      <Listed of={listing} count="rooms.found" empty={t(any ? "all_rooms.none_found" : "all_rooms.none")}>
        {(rows) => (
          <Table
            label={t("admin.rooms")}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { title: t("column.name"), look: "head", cell: (room) => <Name room={room} /> },
              { title: t("column.kind"), cell: ({ kind }) => t(kind === "private" ? "kind.private" : "kind.public") },
              { title: t("column.members"), look: "number", cell: ({ members }) => count(members) },
              { title: t("column.messages"), look: "number", cell: ({ messages }) => count(messages) },
              { title: t("column.size"), look: "number", cell: ({ bytes }) => bytesOf(bytes) },
              { title: t("column.since"), cell: ({ created_at }) => dateOf(created_at) },
              {
                title: t("column.actions"),
                look: "end",
                cell: (room) => (
                  <span class="row-actions">
                    <a class="button" href={`${pathOf(room.id)}/settings`} aria-label={t("all_rooms.settings.named", { room: room.name })}>
                      {t("admin.settings")}
                    </a>
                    <button type="button" aria-label={t("manage.named", { name: room.name })} onClick={() => setManaged(room)}>
                      {t("manage")}
                    </button>
                  </span>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {managed && (
        <Managing
          room={managed}
          onClose={() => setManaged(null)}
          onChange={(room) => listing.change((rows) => rows.map((row) => (row.id === room.id ? room : row)))}
          onDeleted={() => {
            session.forgetRoom(managed.id);
            listing.change((rows) => rows.filter(({ id }) => id !== managed.id));
          }}
        />
      )}
    </section>
  );
}

/** @param {{room: RoomSummary}} props */
function Name({ room: { id, name, archived_at, is_default } }) {
  return (
    <span class="room-name">
      <a href={pathOf(id)} dir="auto">
        {name}
      </a>
      {is_default && <span class="tag">{t("all_rooms.default")}</span>}
      {archived_at !== null && <span class="tag">{t("mark.archived")}</span>}
    </span>
  );
}

/** @param {{room: RoomSummary, onClose: () => void, onChange: (room: RoomSummary) => void, onDeleted: () => void}} props */
function Managing({ room, onClose, onChange, onDeleted }) {
  const steps = endings(room, {
    onChange: ({ archived_at }) => onChange({ ...room, archived_at: archived_at ?? null }),
    onDeleted,
  });
  return (
    <Steps
      title={room.name}
      face={room.is_default && <p class="hint">{t("all_rooms.default.hint")}</p>}
      steps={steps.filter(({ needs }) => needs !== "destroy" || !room.is_default)}
      onClose={onClose}
    />
  );
}
