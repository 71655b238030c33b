// Passing a message on: to which room or whom, and what to say about it.

import { useRef, useState } from "preact/hooks";
import { api, nameOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { pathOf } from "../router.js";
import { isArchived } from "../state/places.js";
import { Dialog } from "./dialog.jsx";
import { usePlaces } from "./find-places.jsx";
import { Area, Complaint, Submit, useForm } from "./form.jsx";
import { gistOf } from "./gist.js";
import { wordsOf } from "./readable.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message, Room } from "../wire.js" */
/** @import { Place } from "./find-places.jsx" */

const TEXT_MAX = 8_000;

/** @param {{message: Message, open: OpenRoom, onClose: () => void}} props */
export function Forward({ message, open, onClose }) {
  const [place, setPlace] = useState(/** @type {Place | null} */ (null));
  // One attempt, however often it is made: what arrived the first time is not posted again.
  const [nonce] = useState(() => crypto.randomUUID());
  const source = open.room.peek();
  const form = useForm(
    async ({ text }) => {
      const room = place && (await roomOf(place));
      if (!room) return;
      const { message: sent } = await api.post(`/api/rooms/${room.id}/messages`, {
        forward: { room: source.id, seq: message.seq },
        ...(text.trim() && { text: text.trim() }),
        nonce: `${nonce}-${room.id}`.slice(0, 64),
      });
      onClose();
      say(t("forward.done", { room: nameOf(room) }), { href: pathOf(room.id, sent.seq) });
    },
    { not_found: "forward.gone" },
  );
  const said = message.forwarded ?? message;
  return (
    <Dialog title={t("forward.title")} onClose={onClose} look="switcher">
      <form class="steps" onSubmit={form.onSubmit}>
        <blockquote class="reported">
          <strong dir="auto">{said.author.name}</strong>
          <p dir="auto">{wordsOf({ ...message, text: said.text }, (id) => open.nameOf(id))}</p>
        </blockquote>
        {said.text !== "" && message.attachments.length > 0 && <p class="hint">{gistOf(message.attachments)}</p>}
        {place ? (
          <>
            <div class="picked-place">
              {place.mark}
              <strong dir="auto">{place.name}</strong>
              <button type="button" class="link" onClick={() => setPlace(null)}>
                {t("forward.other")}
              </button>
            </div>
            <Area label={t("forward.comment")} name="text" hint={t("forward.comment.hint")} maxLength={TEXT_MAX} />
          </>
        ) : (
          <Choose source={source.id} onChoose={setPlace} />
        )}
        <Complaint text={form.complaint} />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={form.busy} disabled={!place}>
            {t("forward")}
          </Submit>
        </div>
      </form>
    </Dialog>
  );
}

/** With somebody one has not talked with yet, a conversation begins. @param {Place} place @returns {Promise<Room | undefined>} */
async function roomOf({ room, person }) {
  if (room || !person) return room;
  const begun = await api.post("/api/direct", { users: [person.id] });
  session.knowRoom(begun.room);
  return begun.room;
}

/** @param {{source: string, onChoose: (place: Place) => void}} props */
function Choose({ source, onChoose }) {
  const [sought, setSought] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const places = usePlaces(sought, { isWanted: (room) => room.id !== source && !isArchived(room) });
  const chosen = Math.min(at, places.length - 1);

  /** @param {number} wanted */
  function move(wanted) {
    setAt(wanted);
    list.current?.children[wanted]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(Math.min(chosen + 1, places.length - 1));
    else if (event.key === "ArrowUp") move(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") {
      if (places[chosen]) onChoose(places[chosen]);
    } else return;
    event.preventDefault();
  }

  return (
    <div class="places">
      <input
        type="text"
        role="combobox"
        aria-label={t("forward.to")}
        aria-expanded={places.length > 0}
        aria-controls="forward-places"
        aria-activedescendant={places.length > 0 ? `forward-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder={t("forward.to")}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        autofocus
        value={sought}
        onInput={(event) => {
          setSought(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="forward-places" role="listbox" aria-label={t("forward.to")} ref={list}>
        {places.map((place, index) => (
          <li
            key={place.key}
            id={`forward-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(place)}
          >
            {place.mark}
            <span dir="auto">{place.name}</span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {places.length === 0 && t("forward.none")}
      </p>
    </div>
  );
}
