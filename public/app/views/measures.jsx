// What can be done about somebody in a room, each as a step that is asked about before it is taken: for how long, why,
// and what goes with it.

import { api } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { Choices } from "./form.jsx";
import { BAN_SPANS, MUTE_SPANS, ReasonField, SpanField, sanctionOf } from "./steps.jsx";

/** @import { Measure } from "../overlays.js" */
/** @import { Author, Room, Seat } from "../wire.js" */
/** @import { IconName } from "./icons.js" */
/** @import { Step } from "./steps.jsx" */

const HOUR_MS = 3_600_000;
/** How many of their newest messages go with a ban. */
const REMOVED = [0, 20, 100, 500];

/** @type {Record<Measure, IconName>} */
export const MEASURE_ICONS = {
  moderator: "shield",
  member: "user",
  owner: "crown",
  mute: "mic-off",
  unmute: "mic",
  kick: "user-minus",
  ban: "ban",
};
/** Those that take something away. @type {ReadonlySet<Measure>} */
export const GRAVE_MEASURES = new Set(["owner", "kick", "ban"]);

/**
 * @typedef {object} Concerned
 * @property {Author} person
 * @property {Pick<Room, "id" | "name">} room
 * @property {(change: Partial<Seat>) => void} onSeat  their seat is another one now
 * @property {() => void} onGone  they have none any more
 * @property {() => void} onHandedOver  whoever hands a room over has another role, too
 */

/** @param {Measure} measure @param {Concerned} concerned @returns {Step} */
export function measureStep(measure, concerned) {
  const words = { name: concerned.person.name, room: concerned.room.name };
  return {
    key: measure,
    words: t(`measure.${measure}`),
    icon: MEASURE_ICONS[measure],
    grave: GRAVE_MEASURES.has(measure),
    title: t(`measure.${measure}.title`, words),
    text: t(`measure.${measure}.text`, words),
    typed: measure === "owner" ? concerned.room.name : undefined,
    fields: <Fields measure={measure} />,
    run: async (values) => {
      await take(measure, concerned, values);
      tell(`measure.${measure}.done`, words);
    },
  };
}

/** @param {{measure: Measure}} props */
function Fields({ measure }) {
  return (
    <>
      {measure === "mute" && <SpanField spans={MUTE_SPANS} chosen={HOUR_MS} />}
      {measure === "ban" && <SpanField spans={BAN_SPANS} />}
      {["mute", "kick", "ban"].includes(measure) && <ReasonField told={measure === "ban"} />}
      {measure === "ban" && (
        <Choices
          legend={t("measure.remove")}
          // Not "remove": that would hide the method of the form's element.
          name="removed"
          chosen="0"
          options={REMOVED.map((count) => [String(count), t(count === 0 ? "measure.remove.none" : "measure.remove.last", { count })])}
        />
      )}
    </>
  );
}

/** @param {Measure} measure @param {Concerned} concerned @param {Record<string, string>} values */
async function take(measure, { person, room, onSeat, onGone, onHandedOver }, values) {
  const path = `/api/rooms/${room.id}`;
  const sanction = sanctionOf(values);
  switch (measure) {
    case "moderator":
    case "member":
      onSeat((await api.put(`${path}/members/${person.id}`, { role: measure })).member);
      break;
    case "owner":
      onSeat((await api.put(`${path}/members/${person.id}`, { role: measure })).member);
      onHandedOver();
      break;
    case "mute":
      await api.put(`${path}/mutes/${person.id}`, sanction);
      onSeat({ muted_until: sanction.until ?? Number.MAX_SAFE_INTEGER });
      break;
    case "unmute":
      await api.delete(`${path}/mutes/${person.id}`);
      onSeat({ muted_until: undefined });
      break;
    case "kick":
      await api.delete(`${path}/members/${person.id}`, sanction);
      onGone();
      break;
    case "ban":
      await api.put(`${path}/bans/${person.id}`, { ...sanction, ...(Number(values.removed) > 0 && { remove_last: Number(values.removed) }) });
      onGone();
      break;
  }
}
