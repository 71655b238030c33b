// The quick switcher: a few letters of the name of a room, a page or somebody, and Enter.

import { useEffect, useRef, useState } from "preact/hooks";
import { talkTo } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { overlay } from "../overlays.js";
import { go, pathOf } from "../router.js";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { usePlaces } from "./find-places.jsx";
import { Icon } from "./icon.jsx";

/** @import { Place } from "./find-places.jsx" */
/** @import { IconName } from "./icons.js" */

/** @param {string} path @param {string} name @param {IconName} icon @returns {Place} */
const page = (path, name, icon) => ({ key: path, name, mark: <Icon name={icon} />, visit: () => go(path) });

/** @param {{onClose: () => void}} props */
export function Switcher({ onClose }) {
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const found = usePlaces(sought, {
    more: [
      page("/rooms", t("rooms.browse"), "compass"),
      page("/search", t("search.all"), "text-search"),
      page("/saved", t("saved.messages"), "bookmark"),
      page("/account", t("account"), "user"),
      { key: "?", name: t("shortcuts"), mark: <Icon name="keyboard" />, visit: () => (overlay.value = { kind: "shortcuts" }) },
    ],
  });
  // What is no name may be something that was said.
  const words = sought.trim();
  const places = words ? [...found, page(`/search?q=${encodeURIComponent(words)}`, t("search.for", { words }), "text-search")] : found;
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [chosen]);

  /** @param {Place | undefined} place */
  function visit(place) {
    if (!place) return;
    onClose();
    if (place.visit) place.visit();
    else if (place.room) go(pathOf(place.room.id));
    else if (place.person) void talkTo([place.person.id]).catch((problem) => say(explain(problem)));
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") setChosen(Math.min(chosen + 1, places.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") visit(places[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t("switcher.title")} onClose={onClose} look="switcher">
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
            <span dir="auto">{place.person ? t("direct.start", { name: place.name }) : place.name}</span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {found.length === 0 && t("switcher.none")}
      </p>
    </Dialog>
  );
}
