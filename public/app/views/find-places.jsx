// Rooms and people by a few letters of their names, best first.

import { nameOf, othersOf, session } from "../confab.js";
import { Avatar, RoomMark } from "./avatar.jsx";
import { usePeople } from "./find-people.js";

/** @import { ComponentChildren } from "preact" */
/** @import { Room, User } from "../wire.js" */
/** @typedef {{key: string, name: string, mark: ComponentChildren, room?: Room, person?: User, visit?: () => void}} Place */

/** Names that begin so, then words that do, then the rest. @param {string} name @param {string} sought */
function rank(name, sought) {
  const at = name.toLocaleLowerCase().indexOf(sought);
  if (at < 0) return Infinity;
  return at === 0 ? 0 : /[\s\-_./]/.test(name[at - 1]) ? 1 : 2;
}

/**
 * One's rooms, then people one does not talk with yet.
 * @param {string} sought
 * @param {{more?: Place[], isWanted?: (room: Room) => boolean}} [how]  more: other places that have names
 * @returns {Place[]}
 */
export function usePlaces(sought, { more = [], isWanted = () => true } = {}) {
  const words = sought.trim();
  const mayTalk = session.user.value?.role !== "guest";
  const { people } = usePeople(mayTalk && words !== "" ? words : null);
  const rooms = session.rooms.value.filter(isWanted).map((room) => ({ key: room.id, name: nameOf(room), mark: <RoomMark room={room} />, room }));
  const key = words.toLocaleLowerCase();
  const places = [...rooms, ...more]
    .map((place) => ({ place, rank: rank(place.name, key) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ place }) => place);
  // Whom one already talks with is there by that conversation.
  const known = session.rooms.value.filter(({ kind }) => kind === "direct").map(othersOf);
  const strangers = (people ?? []).filter(({ id }) => !known.some((others) => others.length === 1 && others[0].id === id));
  return [...places, ...strangers.map((person) => ({ key: person.id, name: person.name, mark: <Avatar person={person} size="small" />, person }))];
}
