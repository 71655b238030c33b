// Before a room in which one has no seat (yet): what it is, and the way in.

import { useEffect, useState } from "preact/hooks";
import { api, joinRoom } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { Problem } from "../net/api.js";
import { pathOf } from "../router.js";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { Lost } from "./lost.jsx";

/** @import { Action, Room } from "../wire.js" */
/** @typedef {{room: Room, may: Action[]}} Seen */

/** @param {{id: string, covered: boolean}} props */
export function Door({ id, covered }) {
  const [seen, setSeen] = useState(/** @type {Seen | Problem | null} */ (null));
  const [busy, setBusy] = useState(false);
  const look = () => {
    setSeen(null);
    api.get(`/api/rooms/${id}`).then(setSeen, setSeen);
  };
  useEffect(look, []);

  async function join() {
    setBusy(true);
    try {
      await joinRoom(id);
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
      setBusy(false);
    }
  }

  if (seen === null) return <main id="main" class="page" inert={covered} />;
  if (seen instanceof Problem) {
    if (seen.code === "not_found" || seen.code === "bad_request") return <Lost covered={covered} />;
    return (
      <main id="main" class="page" inert={covered}>
        <Heading title={t("unreachable.title")} />
        <div class="lost">
          <p>{explain(seen)}</p>
          <button type="button" class="primary" onClick={look}>
            {t("try_again")}
          </button>
        </div>
      </main>
    );
  }
  const { room, may } = seen;
  // Those who run the site see that a private room is there: a way into it is no part of that.
  const opens = room.kind === "public";
  return (
    <main id="main" class="page" inert={covered}>
      <Heading title={room.name} topic={room.topic} />
      <div class="lost">
        <p>{t(!opens ? "door.private" : room.locked ? "door.locked" : "door.text", { room: room.name })}</p>
        {opens && (
          <button type="button" class="primary" data-busy={busy} onClick={join}>
            {t("door.join")}
          </button>
        )}
        {may.includes("configure") && (
          <a class="button" href={`${pathOf(room.id)}/settings`}>
            {t("room.settings")}
          </a>
        )}
      </div>
    </main>
  );
}
