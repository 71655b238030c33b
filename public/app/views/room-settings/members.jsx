// Who has a seat in the room, and what can be done about each of them.

import { useState } from "preact/hooks";
import { session } from "../../confab.js";
import { t } from "../../i18n.js";
import { measuresFor } from "../../state/rank.js";
import { Listed, SearchBox, useFilters, useListing } from "../listing.jsx";
import { measureStep } from "../measures.jsx";
import { Steps } from "../steps.jsx";
import { Table } from "../table.jsx";
import { isForGood, stampOf } from "../when.js";
import { Who } from "../who.jsx";

/** @import { Listing } from "../listing.jsx" */
/** @import { Seat } from "../../wire.js" */
/** @import { Place } from "./page.jsx" */

/** @param {{place: Place, onRole: () => void}} props */
export function Members({ place, onRole }) {
  const { values, set, query } = useFilters(["q"]);
  const [managed, setManaged] = useState(/** @type {Seat | null} */ (null));
  /** @type {Listing<Seat>} */
  const listing = useListing(`/api/rooms/${place.room.id}/members${query}`, "members");

  return (
    <section aria-labelledby="members">
      <h2 id="members">{t("room.settings.members")}</h2>
      <SearchBox label={t("members.search")} value={values.q} onSearch={(q) => set({ q }, { replace: true })} />
      <Listed of={listing} count="members.count" empty={t("members.none")}>
        {(rows) => (
          <Table
            label={t("room.settings.members")}
            rows={rows}
            keyOf={({ user }) => user.id}
            columns={[
              { title: t("column.name"), look: "head", cell: ({ user }) => <Who person={user} /> },
              { title: t("column.role"), cell: ({ role }) => t(`role.${role}`) },
              { title: t("column.standing"), cell: (seat) => standing(seat.muted_until) },
              {
                title: t("column.actions"),
                look: "end",
                cell: (seat) =>
                  measuresOf(place, seat).length > 0 && (
                    <button type="button" aria-label={t("manage.named", { name: seat.user.name })} onClick={() => setManaged(seat)}>
                      {t("manage")}
                    </button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      {managed && (
        <Managing
          place={place}
          seat={managed}
          onClose={() => setManaged(null)}
          onSeat={(seat) => listing.change((rows) => rows.map((row) => (row.user.id === seat.user.id ? seat : row)))}
          onGone={() => listing.change((rows) => rows.filter(({ user }) => user.id !== managed.user.id))}
          onHandedOver={() => {
            listing.reload();
            onRole();
          }}
        />
      )}
    </section>
  );
}

/** @param {number} [until] */
function standing(until = 0) {
  if (until <= Date.now()) return "";
  return isForGood(until) ? t("muted") : t("members.muted_until", { until: stampOf(until) });
}

/** @param {Place} place @param {Seat} seat */
function measuresOf({ may, you }, seat) {
  if (seat.user.id === session.user.value?.id) return [];
  return measuresFor({ may, own: you?.role, runsSite: session.runsSite.value, person: seat.user, seat, now: Date.now() });
}

/**
 * @param {{place: Place, seat: Seat, onClose: () => void, onSeat: (seat: Seat) => void, onGone: () => void,
 *   onHandedOver: () => void}} props
 */
function Managing({ place, seat, onClose, onSeat, onGone, onHandedOver }) {
  const { user } = seat;
  const steps = measuresOf(place, seat).map((measure) =>
    measureStep(measure, { person: user, room: place.room, onSeat: (change) => onSeat({ ...seat, ...change }), onGone, onHandedOver }),
  );
  return <Steps title={user.name} face={<p class="hint">{t(`role.${seat.role}`)}</p>} steps={steps} onClose={onClose} />;
}
