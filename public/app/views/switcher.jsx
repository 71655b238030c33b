// The quick switcher: a few letters of the name of a room, a page or somebody, and Enter.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { nameOf, othersOf, session, talkTo } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { go, pathOf } from "../router.js";
import { Avatar, RoomMark } from "./avatar.jsx";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { usePeople } from "./find-people.js";
import { Icon } from "./icon.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { User } from "../wire.js" */
/** @typedef {{key: string, name: string, mark: ComponentChildren, visit: () => void}} Place */

export const switching = signal(false);

/** Best first: names that begin so, then words that do, then the rest. @param {string} name @param {string} sought */
function rank(name, sought) {
  const at = name.toLocaleLowerCase().indexOf(sought);
  if (at < 0) return Infinity;
  return at === 0 ? 0 : /[\s\-_./]/.test(name[at - 1]) ? 1 : 2;
}

/** @param {string} sought @param {User[]} people @returns {Place[]} */
function placesFor(sought, people) {
  const rooms = session.rooms.value.map((room) => ({
    key: room.id,
    name: nameOf(room),
    mark: <RoomMark room={room} />,
    visit: () => go(pathOf(room.id)),
  }));
  const pages = [
    { key: "/rooms", name: t("rooms.browse"), mark: <Icon name="compass" />, visit: () => go("/rooms") },
    { key: "/account", name: t("account"), mark: <Icon name="users" />, visit: () => go("/account") },
  ];
  const key = sought.trim().toLocaleLowerCase();
  const places = [...rooms, ...pages]
    .map((place) => ({ place, rank: rank(place.name, key) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ place }) => place);
  // Whom one already talks with is there by that conversation.
  const known = session.rooms.value.filter(({ kind }) => kind === "direct").map(othersOf);
  const strangers = people.filter(({ id }) => !known.some((others) => others.length === 1 && others[0].id === id));
  return [
    ...places,
    ...strangers.map((person) => ({
      key: person.id,
      name: t("direct.start", { name: person.name }),
      mark: <Avatar person={person} size="small" />,
      visit: () => void talkTo([person.id]).catch((problem) => say(explain(problem))),
    })),
  ];
}

export function Switcher() {
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const mayTalk = session.user.value?.role !== "guest";
  const { people } = usePeople(mayTalk && sought.trim() !== "" ? sought.trim() : null);
  const places = placesFor(sought, people ?? []);
  const close = () => (switching.value = false);
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [chosen]);

  /** @param {Place | undefined} place */
  function visit(place) {
    if (!place) return;
    close();
    place.visit();
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.key === "ArrowDown") setChosen(Math.min(chosen + 1, places.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") visit(places[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t("switcher.title")} onClose={close} look="switcher">
      <input
        type="text"
        role="combobox"
        aria-label={t("switcher.label")}
        aria-expanded="true"
        aria-controls="switcher-places"
        aria-activedescendant={places.length > 0 ? `place-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder={t("switcher.label")}
        autocomplete="off"
        dir="auto"
        autofocus
        value={sought}
        onInput={(event) => {
          setSought(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="switcher-places" role="listbox" aria-label={t("switcher.title")} ref={list}>
        {places.map((place, index) => (
          <li
            key={place.key}
            id={`place-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setChosen(index)}
            onClick={() => visit(place)}
          >
            {place.mark}
            <span dir="auto">{place.name}</span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {places.length === 0 && t("switcher.none")}
      </p>
    </Dialog>
  );
}
