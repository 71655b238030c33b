// All rooms anybody may join: find one, look in, or make one.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, joinRoom, session } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { overlay } from "../overlays.js";
import { go, pathOf } from "../router.js";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { Icon } from "./icon.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { Room } from "../wire.js" */

/** Between the last letter and the question to the site. */
const SEARCH_AFTER_MS = 200;

/** @param {{covered: boolean}} props */
export function Directory({ covered }) {
  const [sought, setSought] = useState("");
  const { rooms, next, trouble, more } = useDirectory(sought);
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("rooms.browse")}>
        {session.user.value?.role !== "guest" && (
          <button type="button" class="primary" onClick={() => (overlay.value = { kind: "create" })}>
            {t("room.create")}
          </button>
        )}
      </Heading>
      <div class="page-body">
        <label class="search">
          <Icon name="search" />
          <span class="sr-only">{t("rooms.search")}</span>
          <input
            type="search"
            placeholder={t("rooms.search")}
            dir="auto"
            value={sought}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </label>
        {trouble && (
          <p class="complaint" role="alert">
            {trouble}
          </p>
        )}
        <p class="sr-only" role="status">
          {rooms && t("rooms.found", { count: rooms.length })}
        </p>
        {rooms?.length === 0 && <p class="hint">{t(sought ? "rooms.none_found" : "rooms.none")}</p>}
        <ul class="rows">{rooms?.map((room) => <Listing key={room.id} room={room} />)}</ul>
        {next && (
          <button type="button" onClick={more}>
            {t("more")}
          </button>
        )}
      </div>
    </main>
  );
}

/** @param {{room: Room}} props */
function Listing({ room }) {
  const mine = session.rooms.value.some(({ id }) => id === room.id);
  const [busy, setBusy] = useState(false);

  async function join() {
    setBusy(true);
    try {
      await joinRoom(room.id);
      go(pathOf(room.id));
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
      setBusy(false);
    }
  }

  return (
    <li class="row">
      <span class="row-words">
        <strong dir="auto">{room.name}</strong>
        {room.topic && <span dir="auto">{room.topic}</span>}
      </span>
      {mine ? (
        <a class="button" href={pathOf(room.id)} aria-label={t("room.open.named", { room: room.name })}>
          {t("room.open")}
        </a>
      ) : (
        <button type="button" class="primary" data-busy={busy} aria-label={t("door.join.named", { room: room.name })} onClick={join}>
          {t("door.join")}
        </button>
      )}
    </li>
  );
}

/** @param {string} sought */
function useDirectory(sought) {
  const [rooms, setRooms] = useState(/** @type {Room[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  /** Answers to questions nobody asks any more are dropped. */
  const asked = useRef(0);

  /** @param {string | null} cursor */
  async function ask(cursor) {
    asked.current += 1;
    const mine = asked.current;
    const query = new URLSearchParams({ ...(sought.trim() && { q: sought.trim() }), ...(cursor && { cursor }) });
    try {
      const page = await api.get(`/api/rooms?${query}`);
      if (mine !== asked.current) return;
      setRooms((before) => [...((cursor && before) || []), ...page.rooms]);
      setNext(page.next ?? null);
      setTrouble(null);
    } catch (problem) {
      if (mine === asked.current) setTrouble(explain(/** @type {Problem} */ (problem)));
    }
  }

  useEffect(() => {
    const timer = setTimeout(() => void ask(null), rooms ? SEARCH_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [sought]);

  return { rooms, next, trouble, more: () => void ask(next) };
}
