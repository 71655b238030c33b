// One step about somebody in a room, asked about before it is taken: for how long, why, and what goes with it.

import { api } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { Dialog } from "./dialog.jsx";
import { Choices, Complaint, Field, Submit, useForm } from "./form.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Measure } from "../overlays.js" */
/** @import { Author, Seat } from "../wire.js" */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const REASON_MAX = 500;

/** How long it may last; 0: for good. @type {Partial<Record<Measure, number[]>>} */
const SPANS = {
  mute: [10 * MINUTE_MS, HOUR_MS, DAY_MS, 0],
  ban: [HOUR_MS, DAY_MS, 7 * DAY_MS, 0],
};
/** How many of their newest messages go with a ban. */
const REMOVED = [0, 20, 100, 500];
const WITH_REASON = new Set(["mute", "kick", "ban"]);
const GRAVE = new Set(["kick", "ban", "owner"]);

/** @param {{measure: Measure, person: Author, open: OpenRoom, onClose: () => void}} props */
export function MeasureDialog({ measure, person, open, onClose }) {
  const { name } = person;
  const room = open.room.value.name;
  const form = useForm(async (values) => {
    await take(measure, person, open, values);
    onClose();
    tell(`measure.${measure}.done`, { name, room });
  });
  const spans = SPANS[measure];
  return (
    <Dialog title={t(`measure.${measure}.title`, { name, room })} onClose={onClose}>
      <form class="stack" onSubmit={form.onSubmit}>
        <p>{t(`measure.${measure}.text`, { name, room })}</p>
        {spans && (
          <Choices
            legend={t("measure.span")}
            name="span"
            chosen={String(spans[1])}
            options={spans.map((span) => [String(span), spanWords(span)])}
          />
        )}
        {WITH_REASON.has(measure) && (
          <Field label={t("measure.reason")} name="reason" hint={t("measure.reason.hint")} maxLength={REASON_MAX} autocomplete="off" />
        )}
        {measure === "ban" && (
          <Choices
            legend={t("measure.remove")}
            name="remove"
            chosen="0"
            options={REMOVED.map((count) => [String(count), t(count === 0 ? "measure.remove.none" : "measure.remove.last", { count })])}
          />
        )}
        <Complaint text={form.complaint} />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={form.busy} class={GRAVE.has(measure) ? "danger" : "primary"}>
            {t(`measure.${measure}`)}
          </Submit>
        </div>
      </form>
    </Dialog>
  );
}

/** @param {number} span */
function spanWords(span) {
  if (span === 0) return t("span.good");
  if (span < HOUR_MS) return t("span.minutes", { count: span / MINUTE_MS });
  if (span < DAY_MS) return t("span.hours", { count: span / HOUR_MS });
  return span === 7 * DAY_MS ? t("span.week") : t("span.days", { count: span / DAY_MS });
}

/** @param {Measure} measure @param {Author} person @param {OpenRoom} open @param {Record<string, string>} values */
async function take(measure, person, open, { span, reason = "", remove }) {
  const { members } = open;
  const room = `/api/rooms/${open.room.peek().id}`;
  const why = reason.trim() && { reason: reason.trim() };
  const until = Number(span) > 0 ? Date.now() + Number(span) : undefined;
  /** @param {Partial<Seat>} change */
  const reseat = (change) => {
    const seat = members.seats.peek().get(person.id);
    if (seat) members.put({ ...seat, ...change });
  };
  switch (measure) {
    case "moderator":
    case "member":
    case "owner":
      members.put((await api.put(`${room}/members/${person.id}`, { role: measure })).member);
      // Whoever hands a room over has another role, too.
      if (measure === "owner") await members.reload();
      break;
    case "mute":
      await api.put(`${room}/mutes/${person.id}`, { ...(until && { until }), ...why });
      reseat({ muted_until: until ?? Number.MAX_SAFE_INTEGER });
      break;
    case "unmute":
      await api.delete(`${room}/mutes/${person.id}`);
      reseat({ muted_until: undefined });
      break;
    case "kick":
      await api.delete(`${room}/members/${person.id}`, { ...why });
      members.drop(person.id);
      break;
    case "ban":
      await api.put(`${room}/bans/${person.id}`, {
        ...(until && { until }),
        ...why,
        ...(Number(remove) > 0 && { remove_last: Number(remove) }),
      });
      members.drop(person.id);
      break;
  }
}
