// The people a name that is being typed may mean.

import { useEffect, useState } from "preact/hooks";
import { session } from "../confab.js";
import { t } from "../i18n.js";
import { Avatar } from "./avatar.jsx";
import { usePeople } from "./find-people.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Author } from "../wire.js" */
/** @import { Keys } from "./completing.jsx" */

const SHOWN_MAX = 8;

/**
 * @param {object} props
 * @param {OpenRoom} props.open
 * @param {string} props.sought
 * @param {{current: Keys | null}} props.keys
 * @param {(person: Author) => void} props.onTake
 * @param {(id: string | null) => void} props.onActive
 * @param {() => void} props.onDismiss
 */
export function Completion({ open, sought, keys, onTake, onActive, onDismiss }) {
  const [at, setAt] = useState(0);
  const people = useMatches(open, sought);
  const chosen = Math.min(at, people.length - 1);
  useEffect(() => setAt(0), [sought]);
  useEffect(() => onActive(people.length > 0 ? `completion-${chosen}` : null), [chosen, people.length]);

  keys.current = {
    onKey(key) {
      if (people.length === 0) return false;
      if (key === "ArrowDown") setAt((chosen + 1) % people.length);
      else if (key === "ArrowUp") setAt((chosen + people.length - 1) % people.length);
      else if (key === "Enter" || key === "Tab") onTake(people[chosen]);
      else if (key === "Escape") onDismiss();
      else return false;
      return true;
    },
  };
  useEffect(
    () => () => {
      keys.current = null;
    },
    [],
  );

  return (
    <>
      {people.length > 0 && (
        <ul class="completion" role="listbox" id="completion" aria-label={t("mention.list")}>
          {people.map((person, index) => (
            <li
              key={person.id}
              id={`completion-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setAt(index)}
              // The text box keeps the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onTake(person)}
            >
              <Avatar person={person} size="small" />
              <span dir="auto">{person.name}</span>
              {person.username && <small dir="auto">@{person.username}</small>}
            </li>
          ))}
        </ul>
      )}
      <p class="sr-only" role="status">
        {people.length > 0 && t("mention.found", { count: people.length })}
      </p>
    </>
  );
}

/**
 * Those who have a seat, by any word of their name or by their username, which the site knows.
 * @param {OpenRoom} open @param {string} sought
 * @returns {(Author & {username?: string | null})[]}
 */
function useMatches(open, sought) {
  const { seats, next } = open.members;
  useEffect(() => {
    if (next.peek() === undefined) void open.members.reload();
  }, []);
  const found = usePeople(sought === "" ? null : sought).people ?? [];
  const key = sought.toLocaleLowerCase();
  /** @type {Map<string, Author & {username?: string | null}>} */
  const matches = new Map();
  for (const { user } of seats.value.values()) if (isCalled(user.name, key)) matches.set(user.id, user);
  for (const user of found) {
    if (!seats.value.has(user.id)) continue;
    if (isCalled(user.name, key) || user.username?.startsWith(key)) matches.set(user.id, user);
  }
  matches.delete(session.user.peek()?.id ?? "");
  const online = open.people.online.value;
  return [...matches.values()]
    .sort((a, b) => Number(online.has(b.id)) - Number(online.has(a.id)) || a.name.localeCompare(b.name))
    .slice(0, SHOWN_MAX);
}

/** @param {string} name @param {string} key */
function isCalled(name, key) {
  const lower = name.toLocaleLowerCase();
  return lower.startsWith(key) || lower.includes(` ${key}`);
}
