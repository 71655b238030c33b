// Who is writing: up to three by name, then only how many. The line is always there, so nothing moves.

import { language, t } from "../i18n.js";

/** @import { People } from "../state/people.js" */

const NAMED = 3;

/** @param {{people: People}} props */
export function Typing({ people }) {
  const names = people.typing.value.map((id) => people.known.value.get(id)?.name ?? "…");
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  return (
    <p class="typing" aria-live="off" dir="auto">
      {names.length > NAMED && t("typing.many", { count: names.length })}
      {names.length > 0 && names.length <= NAMED && t("typing", { count: names.length, names: list.format(names) })}
    </p>
  );
}
