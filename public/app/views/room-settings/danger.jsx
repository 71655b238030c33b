// The end of a room: closed for writing, or deleted with all that is in it.

import { useState } from "preact/hooks";
import { api, session } from "../../confab.js";
import { t } from "../../i18n.js";
import { tell } from "../../notices.js";
import { go } from "../../router.js";
import { Steps } from "../steps.jsx";

/** @import { Room } from "../../wire.js" */
/** @import { Step } from "../steps.jsx" */
/** @import { Place } from "./page.jsx" */

/** @param {{place: Place, onChange: (room: Room) => void}} props */
export function Danger({ place: { room, may }, onChange }) {
  const [asking, setAsking] = useState(/** @type {Step | null} */ (null));
  const steps = endings(room, {
    onChange,
    onDeleted: () => {
      session.forgetRoom(room.id);
      go("/", { replace: true });
    },
  }).filter(({ needs }) => may.has(needs));
  return (
    <>
      {steps.map((step) => (
        <section key={step.key} aria-labelledby={step.key}>
          <h2 id={step.key}>{step.words}</h2>
          <p class="hint">{step.text}</p>
          <button type="button" class={step.grave ? "danger-quiet" : ""} onClick={() => setAsking(step)}>
            {step.words}
          </button>
        </section>
      ))}
      {asking && <Steps title={room.name} steps={[asking]} first={asking.key} onClose={() => setAsking(null)} />}
    </>
  );
}

/**
 * @param {Pick<Room, "id" | "name"> & {archived_at?: number | null}} room
 * @param {{onChange: (room: Room) => void, onDeleted: () => void}} then
 * @returns {(Step & {needs: "archive" | "destroy"})[]}
 */
export function endings({ id, name, archived_at }, { onChange, onDeleted }) {
  const archived = archived_at != null;
  const act = archived ? "unarchive" : "archive";
  return [
    {
      key: act,
      needs: "archive",
      icon: "archive",
      words: t(`room.${act}`),
      title: t(`room.${act}.title`, { room: name }),
      text: t(`room.${act}.text`),
      run: async () => {
        const { room } = await api.patch(`/api/rooms/${id}`, { archived: !archived });
        if (session.rooms.peek().some((mine) => mine.id === id)) session.knowRoom(room);
        onChange(room);
        tell(`room.${act}.done`, { room: name });
      },
    },
    {
      key: "destroy",
      needs: "destroy",
      icon: "trash-2",
      grave: true,
      words: t("room.delete"),
      title: t("room.delete.title", { room: name }),
      text: t("room.delete.text"),
      typed: name,
      run: async () => {
        await api.delete(`/api/rooms/${id}`);
        onDeleted();
        tell("room.delete.done", { room: name });
      },
    },
  ];
}
