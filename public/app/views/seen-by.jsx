// Small faces at the newest message each of them has read: in rooms that are small enough to be told.

import { t, language } from "../i18n.js";
import { Avatar } from "./avatar.jsx";

/** @import { OpenRoom } from "../state/room.js" */

const FACES = 5;
const NAMES = 20;

/** @param {{open: OpenRoom, users: readonly string[]}} props */
export function SeenBy({ open, users }) {
  const known = open.people.known.value;
  const people = users.map((id) => known.get(id) ?? { id, name: t("somebody"), avatar: null });
  const shown = people.slice(0, people.length > FACES ? FACES - 1 : FACES);
  const names = people.slice(0, NAMES).map(({ name }) => name);
  if (people.length > NAMES) names.push(t("direct.others", { count: people.length - NAMES }));
  const words = t("seen.by", { names: new Intl.ListFormat(language).format(names) });
  return (
    <span class="seen-by" title={words}>
      {shown.map((person) => (
        <Avatar key={person.id} person={person} size="tiny" />
      ))}
      {people.length > shown.length && <span aria-hidden="true">+{people.length - shown.length}</span>}
      <span class="sr-only">{words}</span>
    </span>
  );
}
