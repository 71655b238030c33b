// What a room is called, what it is about, its colour, and by which rules one talks in it.

import { useRef } from "preact/hooks";
import { api, session } from "../../confab.js";
import { t } from "../../i18n.js";
import { tell } from "../../notices.js";
import { RoomMark, hueOf } from "../avatar.jsx";
import { PictureChoice } from "../crop.jsx";
import { Check } from "../check.jsx";
import { Complaint, Field, Submit, useForm } from "../form.jsx";
import { SelectField } from "../steps.jsx";
import { useDirty, useUnsaved } from "../unsaved.jsx";
import { spanOf } from "../when.js";

/** @import { Key } from "../../i18n.js" */
/** @import { Room } from "../../wire.js" */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const PAUSES = [0, 5 * SECOND_MS, 10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];
/** @type {Key[]} */
const HUES = ["hue.0", "hue.30", "hue.60", "hue.90", "hue.120", "hue.150", "hue.180", "hue.210", "hue.240", "hue.270", "hue.300", "hue.330"];

/** @param {{room: Room, onSaved: (room: Room) => void}} props */
export function General({ room, onSaved }) {
  /** @param {Room} saved */
  function know(saved) {
    if (session.rooms.peek().some(({ id }) => id === saved.id)) session.knowRoom(saved);
    onSaved(saved);
  }
  const element = useRef(/** @type {HTMLFormElement | null} */ (null));
  const dirt = useDirty(() => Object.keys(changesIn(valuesOf(element.current), room)).length > 0);
  const question = useUnsaved(dirt.dirty);
  const form = useForm(async (values) => {
    const changes = changesIn(values, room);
    if (Object.keys(changes).length > 0) {
      const { room: saved } = await api.patch(`/api/rooms/${room.id}`, changes);
      know(saved);
    }
    dirt.settle();
    tell("saved");
  });
  const pause = room.slow_mode_ms ?? 0;
  // One that a program has set stays one of the choices.
  const pauses = [...new Set([...PAUSES, pause])].sort((a, b) => a - b);
  const hue = room.hue ?? hueOf(room.id);

  return (
    <section aria-labelledby="general">
      <h2 id="general">{t("room.settings.general")}</h2>
      <PictureChoice about="room" picture={room.picture} otherwise={<RoomMark room={room} />} path={`/api/rooms/${room.id}/picture`} onChange={(answer) => know(answer.room)} />
      <form class="stack" ref={element} onSubmit={form.onSubmit} onInput={dirt.look}>
        <Field label={t("room.name")} name="name" defaultValue={room.name} required maxLength={80} autocomplete="off" />
        <Field label={t("room.topic")} name="topic" defaultValue={room.topic} hint={t("room.topic.hint")} maxLength={250} autocomplete="off" />
        <fieldset class="swatches">
          <legend>{t("room.hue")}</legend>
          {HUES.map((name, index) => (
            <label key={name} title={t(name)} style={{ "--hue": String(index * 30) }}>
              <input type="radio" name="hue" value={index * 30} defaultChecked={hue === index * 30} />
              <span class="sr-only">{t(name)}</span>
            </label>
          ))}
        </fieldset>
        <SelectField
          label={t("room.slow")}
          name="slow"
          value={String(pause)}
          hint={t("room.slow.hint")}
          options={pauses.map((span) => [String(span), span === 0 ? t("room.slow.off") : spanOf(span)])}
        />
        <Check name="read_only" words={t("room.read_only")} hint={t("room.read_only.hint")} checked={room.read_only} />
        <Check name="locked" words={t("room.locked")} hint={t("room.locked.hint")} checked={room.locked} />
        <Complaint text={form.complaint} />
        <div class="save-bar">
          <Submit busy={form.busy}>{t("save")}</Submit>
          <span class="hint" role="status">
            {dirt.dirty && t("unsaved")}
          </span>
        </div>
      </form>
      {question}
    </section>
  );
}

/** @param {HTMLFormElement | null} form */
const valuesOf = (form) => /** @type {Record<string, string>} */ (form ? Object.fromEntries(new FormData(form)) : {});

/** @param {Record<string, string>} values @param {Room} room */
function changesIn({ name = "", topic = "", hue, slow, read_only, locked }, room) {
  const wanted = {
    name: name.trim(),
    topic: topic.trim(),
    hue: hue === undefined ? room.hue : Number(hue),
    slow_mode_ms: Number(slow),
    read_only: read_only === "on",
    locked: locked === "on",
  };
  const now = {
    name: room.name,
    topic: room.topic,
    hue: room.hue ?? hueOf(room.id),
    slow_mode_ms: room.slow_mode_ms ?? 0,
    read_only: room.read_only ?? false,
    locked: room.locked ?? false,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => value !== now[/** @type {keyof typeof now} */ (field)]),
  );
}
