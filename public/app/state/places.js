// The order of the sidebar: favourites, rooms, direct conversations.

/** @import { InboxRoom, Room } from "../wire.js" */

/**
 * @typedef {{favourites: Room[], rooms: Room[], direct: Room[]}} Places
 */

/**
 * Rooms by name, those that are archived last; direct conversations by their newest word. A closed conversation is left
 * out, unless it is the one that is open.
 * @param {object} held
 * @param {readonly Room[]} held.rooms
 * @param {ReadonlyMap<string, InboxRoom>} held.inbox
 * @param {string | null} [held.open]
 * @returns {Places}
 */
export function placesOf({ rooms, inbox, open = null }) {
  /** @type {Places} */
  const places = { favourites: [], rooms: [], direct: [] };
  for (const room of rooms) {
    const { favourite = false, hidden = false } = inbox.get(room.id) ?? {};
    const isDirect = room.kind === "direct";
    if (isDirect && hidden && room.id !== open) continue;
    places[favourite ? "favourites" : isDirect ? "direct" : "rooms"].push(room);
  }
  /** @param {Room} room */
  const newest = ({ id, created_at }) => inbox.get(id)?.last_at || created_at;
  const byNewest = (/** @type {Room} */ a, /** @type {Room} */ b) => newest(b) - newest(a) || a.id.localeCompare(b.id);
  const byName = (/** @type {Room} */ a, /** @type {Room} */ b) =>
    Number(isArchived(a)) - Number(isArchived(b)) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
  places.rooms.sort(byName);
  places.direct.sort(byNewest);
  places.favourites.sort((a, b) => {
    const [first, second] = [a.kind === "direct", b.kind === "direct"];
    if (first !== second) return Number(first) - Number(second);
    return first ? byNewest(a, b) : byName(a, b);
  });
  return places;
}

/** @param {Room} room */
export const isArchived = (room) => room.archived_at !== undefined;

/** Everybody in a direct conversation but oneself. @param {Room} room @param {string} me */
export const othersIn = (room, me) => (room.people ?? []).filter(({ id }) => id !== me);
