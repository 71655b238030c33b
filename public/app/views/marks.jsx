// What is out of the ordinary about a room, in a few words.

import { t } from "../i18n.js";
import { Icon } from "./icon.jsx";
import { spanOf } from "./when.js";

/** @import { Room } from "../wire.js" */
/** @import { IconName } from "./icons.js" */

/** @param {{room: Room}} props */
export function Marks({ room }) {
  /** @type {[IconName, string][]} */
  const marks = [];
  if (room.archived_at !== undefined) marks.push(["archive", t("mark.archived")]);
  if (room.locked) marks.push(["lock", t("mark.locked")]);
  if (room.read_only) marks.push(["mic-off", t("mark.read_only")]);
  if (room.slow_mode_ms) marks.push(["hourglass", t("mark.slow", { span: spanOf(room.slow_mode_ms, "narrow") })]);
  if (marks.length === 0) return null;
  return (
    <ul class="marks">
      {marks.map(([icon, words]) => (
        <li key={icon}>
          <Icon name={icon} />
          {words}
        </li>
      ))}
    </ul>
  );
}
