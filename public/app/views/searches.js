// What is looked for, kept while one goes elsewhere and comes back: for each room, and for all of them together.

import { api, clock, desk } from "../confab.js";
import { RoomSearch, SiteSearch } from "../state/search.js";

/** As long as somebody is signed in. @type {WeakMap<object, {site: SiteSearch, rooms: Map<string, RoomSearch>}>} */
const kept = new WeakMap();
const nobody = {};

function mine() {
  const whose = desk.peek() ?? nobody;
  const held = kept.get(whose) ?? { site: new SiteSearch({ api, clock }), rooms: new Map() };
  kept.set(whose, held);
  return held;
}

export const siteSearch = () => mine().site;

/** @param {string} room */
export function roomSearch(room) {
  const { rooms } = mine();
  const search = rooms.get(room) ?? new RoomSearch(room, { api, clock });
  rooms.set(room, search);
  return search;
}
