// The quick switcher: a few letters of a room's name and Enter.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../confab.js";
import { t } from "../i18n.js";
import { go, pathOf } from "../router.js";
import { Dialog } from "./dialog.jsx";
import { Icon } from "./icon.jsx";

/** @import { IconName } from "./icons.js" */
/** @typedef {{path: string, name: string, icon: IconName}} Place */

export const switching = signal(false);

/** Best first: names that begin so, then words that do, then the rest. @param {string} name @param {string} sought */
function rank(name, sought) {
  const at = name.toLocaleLowerCase().indexOf(sought);
  if (at < 0) return Infinity;
  return at === 0 ? 0 : /[\s\-_./]/.test(name[at - 1]) ? 1 : 2;
}

/** @param {string} sought @returns {Place[]} */
function placesFor(sought) {
  /** @type {Place[]} */
  const rooms = session.rooms.value.map(({ id, name }) => ({ path: pathOf(id), name, icon: "hash" }));
  /** @type {Place[]} */
  const pages = [
    { path: "/rooms", name: t("rooms.browse"), icon: "compass" },
    { path: "/account", name: t("account"), icon: "users" },
  ];
  const key = sought.trim().toLocaleLowerCase();
  return [...rooms, ...pages]
    .map((place) => ({ place, rank: rank(place.name, key) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ place }) => place);
}

export function Switcher() {
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const places = placesFor(sought);
  const close = () => (switching.value = false);
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [chosen]);

  /** @param {Place | undefined} place */
  function visit(place) {
    if (!place) return;
    close();
    go(place.path);
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
            key={place.path}
            id={`place-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setChosen(index)}
            onClick={() => visit(place)}
          >
            <Icon name={place.icon} />
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
