// A message's text where it is only read, and not set: names for people and rooms, without the signs that make words bold.

import { session } from "../confab.js";
import { t } from "../i18n.js";

const NAMED = /<([@#])([\w-]{1,64})>/g;

/** @param {string} text @param {(id: string) => string | undefined} nameOf  people */
export function readable(text, nameOf) {
  const words = text.replace(NAMED, (_, sign, id) => {
    if (sign === "#") return `#${session.rooms.value.find((room) => room.id === id)?.name ?? t("room.unseen")}`;
    return `@${(id === "here" || id === "everyone" ? id : nameOf(id)) ?? t("somebody")}`;
  });
  return words.replace(/\*\*|__|~~|`/g, "");
}
