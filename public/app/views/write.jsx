// A new direct conversation: find people, take up to eleven, and begin.

import { useRef, useState } from "preact/hooks";
import { talkTo } from "../confab.js";
import { t } from "../i18n.js";
import { Avatar } from "./avatar.jsx";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { usePeople } from "./find-people.js";
import { Icon } from "./icon.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { User } from "../wire.js" */

const PEOPLE_MAX = 11;

/** @param {{onClose: () => void}} props */
export function Write({ onClose }) {
  const [sought, setSought] = useState("");
  const [taken, setTaken] = useState(/** @type {User[]} */ ([]));
  const [at, setAt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const { people, problem } = usePeople(sought.trim());
  const offered = (people ?? []).filter(({ id }) => !taken.some((person) => person.id === id));
  const full = taken.length >= PEOPLE_MAX;
  const chosen = Math.min(at, offered.length - 1);

  /** @param {User | undefined} person */
  function take(person) {
    if (!person || full) return;
    setTaken([...taken, person]);
    setSought("");
    setAt(0);
    input.current?.focus();
  }

  /** @param {User} person */
  function drop(person) {
    setTaken(taken.filter(({ id }) => id !== person.id));
    input.current?.focus();
  }

  async function begin() {
    if (busy || taken.length === 0) return;
    setBusy(true);
    try {
      await talkTo(taken.map(({ id }) => id));
      onClose();
    } catch (refusal) {
      setTrouble(explain(/** @type {Problem} */ (refusal)));
      setBusy(false);
    }
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, offered.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    // With nobody sought, it is those who were chosen that are meant.
    else if (event.key === "Enter" && sought.trim() === "" && taken.length > 0) void begin();
    else if (event.key === "Enter") take(offered[chosen]);
    else if (event.key === "Backspace" && sought === "" && taken.length > 0) drop(taken[taken.length - 1]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t("direct.new")} onClose={onClose} look="switcher">
      <ul class="chips" aria-label={t("direct.taken")}>
        {taken.map((person) => (
          <li key={person.id}>
            <button type="button" class="chip" onClick={() => drop(person)}>
              <Avatar person={person} size="small" />
              <span class="sr-only">{t("direct.remove", { name: person.name })}</span>
              <span dir="auto" aria-hidden="true">
                {person.name}
              </span>
              <Icon name="x" />
            </button>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t("direct.find")}
        aria-expanded={offered.length > 0}
        aria-controls="people-found"
        aria-activedescendant={offered.length > 0 ? `found-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder={t("direct.find")}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        autofocus
        disabled={full}
        value={sought}
        onInput={(event) => {
          setSought(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="people-found" role="listbox" aria-label={t("direct.found")}>
        {!full &&
          offered.map((person, index) => (
            <li
              key={person.id}
              id={`found-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setAt(index)}
              onClick={() => take(person)}
            >
              <Avatar person={person} />
              <span class="row-words">
                <strong dir="auto">{person.name}</strong>
                <span dir="auto">{[person.username ? `@${person.username}` : t("guest"), person.status].filter(Boolean).join(" · ")}</span>
              </span>
            </li>
          ))}
      </ul>
      <p class="hint" role="status">
        {full ? t("direct.full") : people?.length === 0 && !problem ? t("direct.none") : ""}
      </p>
      {(trouble || problem) && (
        <p class="complaint" role="alert">
          {trouble ?? explain(/** @type {Problem} */ (problem))}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="button" class="primary" disabled={taken.length === 0} data-busy={busy} onClick={() => void begin()}>
          {t("direct.begin")}
        </button>
      </div>
    </Dialog>
  );
}
