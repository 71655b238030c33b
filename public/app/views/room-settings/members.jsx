// Who has a seat in the room, and what can be done about each of them.

import { useEffect, useState } from "preact/hooks";
import { api, session } from "../../confab.js";
import { t } from "../../i18n.js";
import { tell } from "../../notices.js";
import { measuresFor } from "../../state/rank.js";
import { Listed, SearchBox, useFilters, useListing } from "../listing.jsx";
import { BAN_SPANS, MUTE_SPANS, ReasonField, SelectField, SpanField, Steps, sanctionOf } from "../steps.jsx";
import { Table } from "../table.jsx";
import { stampOf } from "../when.js";
import { Who } from "../who.jsx";

/** @import { IconName } from "../icons.js" */
/** @import { Listing } from "../listing.jsx" */
/** @import { Measure } from "../../overlays.js" */
/** @import { Seat } from "../../wire.js" */
/** @import { Step } from "../steps.jsx" */
/** @import { Place } from "./page.jsx" */

const HOUR_MS = 3_600_000;
/** How many of their newest messages go with a ban. */
const REMOVED = [0, 20, 100, 500];
/** A mute for good has an end nobody will see. */
const FOR_GOOD_MS = 50 * 365 * 24 * HOUR_MS;

/** @param {{place: Place, onRole: () => void}} props */
export function Members({ place, onRole }) {
  const { values, set } = useFilters(["q"]);
  const [managed, setManaged] = useState(/** @type {Seat | null} */ (null));
  /** @type {Listing<Seat>} */
  const listing = useListing(`/api/rooms/${place.room.id}/members`, "members");
  const sought = values.q.toLocaleLowerCase();
  const found = listing.rows?.filter(({ user }) => user.name.toLocaleLowerCase().includes(sought)) ?? null;
  // A room lists its members and does not search them: whoever searches gets them all.
  useEffect(() => {
    if (sought && listing.more && !listing.busy && !listing.trouble) listing.more();
  }, [sought, listing.busy]);

  return (
    <section aria-labelledby="members">
      <h2 id="members">{t("room.settings.members")}</h2>
      <SearchBox label={t("members.search")} value={values.q} onSearch={(q) => set({ q }, { replace: true })} />
      <Listed of={{ ...listing, rows: found }} count="members.count" empty={t(listing.busy ? "loading" : "members.none")}>
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
  return until - Date.now() > FOR_GOOD_MS ? t("members.muted") : t("members.muted_until", { until: stampOf(until) });
}

/** @param {Place} place @param {Seat} seat */
function measuresOf({ may, you }, seat) {
  if (seat.user.id === session.user.value?.id) return [];
  return measuresFor({ may, own: you?.role, runsSite: session.runsSite.value, person: seat.user, seat, now: Date.now() });
}

/** @type {Record<Measure, IconName>} */
const ICONS = {
  moderator: "shield",
  member: "user",
  owner: "crown",
  mute: "mic-off",
  unmute: "mic",
  kick: "user-minus",
  ban: "ban",
};

/**
 * @param {{place: Place, seat: Seat, onClose: () => void, onSeat: (seat: Seat) => void, onGone: () => void,
 *   onHandedOver: () => void}} props
 */
function Managing({ place, seat, onClose, onSeat, onGone, onHandedOver }) {
  const { room } = place;
  const { user } = seat;
  const path = `/api/rooms/${room.id}`;
  const words = { name: user.name, room: room.name };

  /** @param {Measure} measure @param {Record<string, string>} values */
  async function take(measure, values) {
    const sanction = sanctionOf(values);
    switch (measure) {
      case "moderator":
      case "member":
        onSeat((await api.put(`${path}/members/${user.id}`, { role: measure })).member);
        break;
      case "owner":
        await api.put(`${path}/members/${user.id}`, { role: measure });
        onHandedOver();
        break;
      case "mute":
        await api.put(`${path}/mutes/${user.id}`, sanction);
        onSeat({ ...seat, muted_until: sanction.until ?? Number.MAX_SAFE_INTEGER });
        break;
      case "unmute":
        await api.delete(`${path}/mutes/${user.id}`);
        onSeat({ ...seat, muted_until: undefined });
        break;
      case "kick":
        await api.delete(`${path}/members/${user.id}`, sanction);
        onGone();
        break;
      case "ban":
        await api.put(`${path}/bans/${user.id}`, { ...sanction, ...(Number(values.removed) > 0 && { remove_last: Number(values.removed) }) });
        onGone();
        break;
    }
    tell(`members.${measure}.done`, words);
  }

  /** @type {Partial<Record<Measure, Partial<Step>>>} */
  const special = {
    owner: { grave: true, typed: room.name },
    mute: { fields: <SanctionFields spans={MUTE_SPANS} chosen={HOUR_MS} /> },
    kick: { grave: true, fields: <ReasonField /> },
    ban: { grave: true, fields: <SanctionFields spans={BAN_SPANS} removes /> },
  };
  const steps = measuresOf(place, seat).map((measure) => ({
    key: measure,
    words: t(`members.${measure}`),
    icon: ICONS[measure],
    title: t(`members.${measure}.title`, words),
    text: t(`members.${measure}.text`, words),
    run: (/** @type {Record<string, string>} */ values) => take(measure, values),
    ...special[measure],
  }));
  return <Steps title={user.name} face={<p class="hint">{t(`role.${seat.role}`)}</p>} steps={steps} onClose={onClose} />;
}

/** @param {{spans: number[], chosen?: number, removes?: boolean}} props */
function SanctionFields({ spans, chosen, removes = false }) {
  return (
    <>
      <SpanField spans={spans} chosen={chosen} />
      <ReasonField />
      {removes && (
        <SelectField
          label={t("members.remove")}
          // Not "remove": that would hide the method of the form's element.
          name="removed"
          value="0"
          options={REMOVED.map((count) => [String(count), count === 0 ? t("members.remove.none") : t("members.remove.last", { count })])}
        />
      )}
    </>
  );
}
