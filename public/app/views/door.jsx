// Before a room in which one has no seat (yet): what it is, and the way in.

import { useEffect, useState } from "preact/hooks";
import { api, joinRoom } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { Problem } from "../net/api.js";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { Lost } from "./lost.jsx";

/** @import { Room } from "../wire.js" */

/** @param {{id: string, covered: boolean}} props */
export function Door({ id, covered }) {
  const [room, setRoom] = useState(/** @type {Room | Problem | null} */ (null));
  const [busy, setBusy] = useState(false);
  const look = () => {
    setRoom(null);
    api.get(`/api/rooms/${id}`).then(
      (answer) => setRoom(answer.room ?? answer),
      (problem) => setRoom(problem),
    );
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

  if (room === null) return <main id="main" class="page" inert={covered} />;
  if (room instanceof Problem) {
    if (room.code === "not_found" || room.code === "bad_request") return <Lost covered={covered} />;
    return (
      <main id="main" class="page" inert={covered}>
        <Heading title={t("unreachable.title")} />
        <div class="lost">
          <p>{explain(room)}</p>
          <button type="button" class="primary" onClick={look}>
            {t("try_again")}
          </button>
        </div>
      </main>
    );
  }
  return (
    <main id="main" class="page" inert={covered}>
      <Heading title={room.name} topic={room.topic} />
      <div class="lost">
        <p>{t(room.locked ? "door.locked" : "door.text", { room: room.name })}</p>
        <button type="button" class="primary" data-busy={busy} onClick={join}>
          {t("door.join")}
        </button>
      </div>
    </main>
  );
}
