// What may be meant by what is being typed, to be chosen with the arrow keys and Enter.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { nameOf, session } from "../confab.js";
import { load, remember, toned } from "../emoji/emoji.js";
import { t } from "../i18n.js";
import { CALLS } from "../state/mentions.js";
import { commandsFor } from "../state/slash.js";
import { Avatar, RoomMark } from "./avatar.jsx";
import { usePeople } from "./find-people.js";
import { Icon } from "./icon.jsx";
import { typeInto } from "./type-into.js";

/** @import { ComponentChildren } from "preact" */
/** @import { EmojiList } from "../emoji/list.js" */
/** @import { Key } from "../i18n.js" */
/** @import { Sought } from "../state/mentions.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Author } from "../wire.js" */
/** @import { Mentions, Sign } from "../state/mentions.js" */
/** @import { Keys } from "./completing.jsx" */
/**
 * @typedef {object} Taken
 * @property {string} words  what takes the place of what was typed
 * @property {{sign: Sign, id: string, name: string}} [named]  ... unless it is a name, whose words depend on the others
 *
 * @typedef {object} Offer
 * @property {string} key
 * @property {ComponentChildren} face
 * @property {string} name
 * @property {string} [detail]
 * @property {Taken} taken
 * @property {() => void} [onTaken]
 *
 * @typedef {object} CompletionProps
 * @property {OpenRoom} open
 * @property {{current: HTMLTextAreaElement | null}} box
 * @property {Mentions} mentions
 * @property {Sought} sought
 * @property {{current: Keys | null}} keys
 * @property {() => void} onTaken
 * @property {(id: string | null) => void} onActive
 * @property {() => void} onDismiss
 */

const SHOWN_MAX = 8;

/** @param {CompletionProps} props */
export function Completion(props) {
  const Kind = { "@": People, "#": Rooms, ":": Emojis, "/": Commands }[props.sought.sign];
  return <Kind key={props.sought.sign} {...props} />;
}

/** @param {CompletionProps & {offers: Offer[], label: string}} props */
function Offers({ offers, label, box, mentions, sought, keys, onTaken, onActive, onDismiss }) {
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const chosen = Math.min(at, offers.length - 1);
  useEffect(() => setAt(0), [sought.sought]);
  useEffect(() => {
    onActive(offers.length > 0 ? `${id}-${chosen}` : null);
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen, offers.length]);

  /** @param {Offer} offer */
  function take(offer) {
    const { current } = box;
    if (!current) return;
    const { words, named } = offer.taken;
    const put = named ? mentions.add(named, named.sign) : words;
    const caret = current.selectionStart;
    // The space after it is there already, or comes with it.
    const isSpaced = current.value[caret] === " ";
    typeInto(current, isSpaced ? put : `${put} `, sought.at, caret);
    if (isSpaced) current.setSelectionRange(current.selectionStart + 1, current.selectionStart + 1);
    onTaken();
    offer.onTaken?.();
  }

  keys.current = {
    onKey(key) {
      if (offers.length === 0) return false;
      // A command that is there in full is meant to be given.
      if (key === "Enter" && offers[chosen].key === sought.sign + sought.sought) return false;
      if (key === "ArrowDown") setAt((chosen + 1) % offers.length);
      else if (key === "ArrowUp") setAt((chosen + offers.length - 1) % offers.length);
      else if (key === "Enter" || key === "Tab") take(offers[chosen]);
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
      {offers.length > 0 && (
        <ul class="completion" role="listbox" id={id} ref={list} aria-label={label}>
          {offers.map((offer, index) => (
            <li
              key={offer.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setAt(index)}
              // The text box keeps the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(offer)}
            >
              {offer.face}
              <span dir="auto">{offer.name}</span>
              {offer.detail && <small dir="auto">{offer.detail}</small>}
            </li>
          ))}
        </ul>
      )}
      <p class="sr-only" role="status">
        {offers.length > 0 && t("completion.found", { count: offers.length })}
      </p>
    </>
  );
}

/** Those who have a seat, by any word of their name or by their username, which the site knows. @param {CompletionProps} props */
function People(props) {
  const { open } = props;
  const { seats, next } = open.members;
  const { sought } = props.sought;
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
  /** @type {Offer[]} */
  const people = [...matches.values()]
    .sort((a, b) => Number(online.has(b.id)) - Number(online.has(a.id)) || a.name.localeCompare(b.name))
    .map((person) => ({
      key: person.id,
      face: <Avatar person={person} size="small" />,
      name: person.name,
      detail: person.username ? `@${person.username}` : undefined,
      taken: { words: "", named: { sign: "@", id: person.id, name: person.name } },
    }));
  /** @type {Offer[]} */
  const calls = (open.may.value.has("mention_all") ? CALLS : [])
    // Not before it is known who else there is: nobody is to call all by being quick.
    .filter((call) => call.startsWith(key) && (key !== "" || next.value !== undefined))
    .map((call) => ({
      key: call,
      face: <Icon name="users" />,
      name: call,
      detail: t(/** @type {Key} */ (`completion.${call}`)),
      taken: { words: "", named: { sign: "@", id: call, name: call } },
    }));
  // Whoever types "@h" may mean Hannah as well as all who are here; whoever types "@" alone, rather somebody.
  const offers = key === "" ? [...people.slice(0, SHOWN_MAX - calls.length), ...calls] : [...calls, ...people].slice(0, SHOWN_MAX);
  return <Offers {...props} offers={offers} label={t("completion.people")} />;
}

/** One's own, but no conversations: those are nobody else's. @param {CompletionProps} props */
function Rooms(props) {
  const key = props.sought.sought.toLocaleLowerCase();
  /** @type {Offer[]} */
  const offers = session.rooms.value
    .filter((room) => room.kind !== "direct" && isCalled(room.name, key))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, SHOWN_MAX)
    .map((room) => ({
      key: room.id,
      face: <RoomMark room={room} />,
      name: nameOf(room),
      detail: room.topic || undefined,
      taken: { words: "", named: { sign: "#", id: room.id, name: room.name } },
    }));
  return <Offers {...props} offers={offers} label={t("completion.rooms")} />;
}

/** @param {CompletionProps} props */
function Emojis(props) {
  const [list, setList] = useState(/** @type {EmojiList | null} */ (null));
  useEffect(() => void load().then(setList, () => {}), []);
  /** @type {Offer[]} */
  const offers = (list?.search(props.sought.sought, SHOWN_MAX) ?? []).map((one) => ({
    key: one.emoji,
    face: <span class="emoji" aria-hidden="true">{toned(one)}</span>,
    name: `:${one.codes[0]}:`,
    detail: one.name,
    taken: { words: toned(one) },
    onTaken: () => remember(one.emoji),
  }));
  return <Offers {...props} offers={offers} label={t("completion.emoji")} />;
}

/** @param {CompletionProps} props */
function Commands(props) {
  const key = props.sought.sought.toLowerCase();
  /** @type {Offer[]} */
  const offers = commandsFor(props.open.may.value)
    .filter((command) => command.startsWith(key))
    .map((command) => ({
      key: `/${command}`,
      face: null,
      name: t(/** @type {Key} */ (`command.${command}.use`)),
      detail: t(/** @type {Key} */ (`command.${command}`)),
      taken: { words: `/${command}` },
    }));
  return <Offers {...props} offers={offers} label={t("completion.commands")} />;
}

/** @param {string} name @param {string} key */
function isCalled(name, key) {
  const lower = name.toLocaleLowerCase();
  return lower.startsWith(key) || /[\s\-_./]/.test(lower[lower.indexOf(key) - 1] ?? "");
}
