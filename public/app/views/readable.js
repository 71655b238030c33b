// A message's text where it is only read, and not set: names for people and rooms, without the signs that make words bold.

import { session } from "../confab.js";
import { t } from "../i18n.js";
import { spoken } from "../state/mentions.js";

const ROOM = /<#([\w-]{1,64})>/g;

/** @param {string} text @param {(id: string) => string | undefined} nameOf */
export function readable(text, nameOf) {
  const people = spoken(text, (id) => (id === "here" || id === "everyone" ? id : nameOf(id)) ?? t("somebody"));
  const rooms = people.replace(ROOM, (_, id) => `#${session.rooms.value.find((room) => room.id === id)?.name ?? t("room.unseen")}`);
  return rooms.replace(/\*\*|__|~~|`/g, "");
}
