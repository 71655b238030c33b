// A room, for those who look after it: what it is, who is in it, who is kept out, and what was complained of.

import "../first-load.js";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../confab.js";
import { t } from "../../i18n.js";
import { ROOM_TABS, pathOf } from "../../router.js";
import { Problem } from "../../net/api.js";
import { explain } from "../explain.js";
import { Heading } from "../heading.jsx";
import { Icon } from "../icon.jsx";
import { invitingText } from "../invite.jsx";
import { Invitations } from "../invitations.jsx";
import { Lost } from "../lost.jsx";
import { Reports } from "../reports.jsx";
import { Tabs } from "../tabs.jsx";
import { Skeleton } from "../skeleton.jsx";
import { Bans } from "./bans.jsx";
import { Danger } from "./danger.jsx";
import { General } from "./general.jsx";
import { Members } from "./members.jsx";

/** @import { RoomTab } from "../../router.js" */
/** @import { Action, Room, Seat } from "../../wire.js" */

/**
 * @typedef {object} Place  the room, and how one stands in it
 * @property {Room} room
 * @property {Seat | null} you  null: one keeps order without a seat
 * @property {ReadonlySet<Action>} may
 */

/** Any of these opens the part. @type {Record<RoomTab, Action[]>} */
const NEEDED = {
  general: ["configure"],
  members: ["moderate", "set_role", "hand_over"],
  bans: ["moderate"],
  invites: ["invite", "moderate"],
  reports: ["moderate"],
  danger: ["archive", "destroy"],
};

/** For one room; another has another `key`. @param {{room: string, tab: RoomTab, covered: boolean}} props */
export function RoomSettings({ room: id, tab, covered }) {
  const [place, setPlace] = useState(/** @type {Place | Problem | null} */ (null));
  const load = () =>
    void api.get(`/api/rooms/${id}`).then(
      ({ room, you, may }) => setPlace({ room, you, may: new Set(may) }),
      // What is known stays while the site cannot be asked.
      (problem) => setPlace((known) => (known && !(known instanceof Problem) && !isGone(problem) ? known : problem)),
    );
  // With each part anew: what one may do can have changed meanwhile.
  useEffect(load, [tab]);

  if (place === null) {
    return (
      <main id="main" class="page" inert={covered} tabIndex={-1}>
        <Heading title={t("room.settings")} />
        <Skeleton />
      </main>
    );
  }
  if (place instanceof Problem) {
    if (isGone(place)) return <Lost covered={covered} />;
    return (
      <main id="main" class="page" inert={covered} tabIndex={-1}>
        <Heading title={t("room.settings")} />
        <div class="lost">
          <p role="alert">{explain(place)}</p>
          <button type="button" class="primary" onClick={load}>
            {t("try_again")}
          </button>
        </div>
      </main>
    );
  }

  const tabs = ROOM_TABS.filter((name) => NEEDED[name].some((action) => place.may.has(action)));
  // The first part may be one that is not for this person: then it is the first that is.
  const shown = tabs.includes(tab) ? tab : tab === ROOM_TABS[0] ? tabs[0] : undefined;
  if (!shown) return <Lost covered={covered} />;
  const base = `${pathOf(id)}/settings`;
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("room.settings.of", { room: place.room.name })}>
        {place.you && (
          <a class="button quiet back" href={pathOf(id)}>
            <Icon name="arrow-left" />
            <span>{t("room.settings.back")}</span>
          </a>
        )}
      </Heading>
      <Tabs
        label={t("room.settings")}
        tabs={tabs.map((name) => ({
          href: name === ROOM_TABS[0] ? base : `${base}/${name}`,
          words: t(`room.settings.${name}`),
          current: name === shown,
        }))}
      />
      <div class="page-body wide" key={shown}>
        <Part tab={shown} place={place} onChange={(room) => setPlace({ ...place, room })} onRole={load} />
      </div>
    </main>
  );
}

/** @param {Problem} problem */
const isGone = ({ code }) => code === "not_found" || code === "bad_request";

/** @param {{tab: RoomTab, place: Place, onChange: (room: Room) => void, onRole: () => void}} props */
function Part({ tab, place, onChange, onRole }) {
  const path = `/api/rooms/${place.room.id}`;
  switch (tab) {
    case "general":
      return <General room={place.room} onSaved={onChange} />;
    case "members":
      return <Members place={place} onRole={onRole} />;
    case "bans":
      return <Bans path={path} />;
    case "invites":
      return (
        <Invitations
          path={`${path}/invites`}
          hint={t(place.may.has("invite") ? "invites.room.hint" : "invites.room.closed")}
          title={t("invite.title", { place: place.room.name })}
          text={invitingText(place.room)}
          mayMake={place.may.has("invite")}
        />
      );
    case "reports":
      return <Reports path={`${path}/reports`} />;
    case "danger":
      return <Danger place={place} onChange={onChange} />;
  }
}
