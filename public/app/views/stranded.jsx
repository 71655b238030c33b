// Messages that could not be delivered in rooms one does not look at: to be copied, taken there again, or given up.

import { useRef } from "preact/hooks";
import { desk, nameOf, roomCalled, session } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { pathOf } from "../router.js";
import { spoken } from "../state/mentions.js";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";

/** @import { Entry } from "../state/outbox.js" */

/** @param {{onClose: () => void}} props */
export function Stranded({ onClose }) {
  const entries = desk.value?.strandedElsewhere.value ?? [];
  return (
    <Dialog title={t("stranded.title")} onClose={onClose}>
      <p class="hint">{t(entries.length === 0 ? "stranded.none" : "stranded.text")}</p>
      <ul class="stranded-list">
        {entries.map((entry) => (
          <Line key={entry.nonce} entry={entry} onClose={onClose} />
        ))}
      </ul>
    </Dialog>
  );
}

/** @param {{entry: Entry, onClose: () => void}} props */
function Line({ entry, onClose }) {
  const line = useRef(/** @type {HTMLLIElement | null} */ (null));
  const room = session.rooms.value.find(({ id }) => id === entry.room);
  const where = room ? nameOf(room) : (entry.room_name ?? t("stranded.unknown"));
  const why = room ? explain(entry.problem ?? { code: "internal" }) : t("stranded.no_seat");
  return (
    <li ref={line}>
      <p class="hint">
        <strong dir="auto">{where}</strong> · {why}
      </p>
      <p class="stranded-text" dir="auto">
        {readable(entry.text)}
      </p>
      {entry.files && (
        <p class="hint" dir="auto">
          {entry.files.join(", ")}
        </p>
      )}
      <div class="row-actions">
        {room && (
          <a class="button" href={pathOf(room.id)} onClick={onClose}>
            {t("room.open")}
          </a>
        )}
        <button
          type="button"
          onClick={async () => {
            await navigator.clipboard.writeText(readable(entry.text));
            tell("stranded.copied");
          }}
        >
          {t("copy")}
        </button>
        <button
          type="button"
          class="danger-quiet"
          onClick={() => {
            /** @type {HTMLElement | null | undefined} */ (line.current?.closest("dialog")?.querySelector("header button"))?.focus();
            desk.peek()?.outbox.discard(entry.nonce);
          }}
        >
          {t("unsent.discard")}
        </button>
      </div>
    </li>
  );
}

/** Names of people that are known here. @param {string} text */
function readable(text) {
  const people = session.rooms.peek().flatMap((room) => room.people ?? []);
  return spoken(text, (id, sign) => (sign === "#" ? roomCalled(id) : (people.find((person) => person.id === id)?.name ?? t("somebody"))));
}
