// A message's text where it is only read, and not set: names for people and rooms, without the signs that make words bold.

import { session } from "../confab.js";
import { t } from "../i18n.js";
import { gistOf } from "./gist.js";

/** @import { Message } from "../wire.js" */

const NAMED = /<([@#])([\w-]{1,64})>/g;

/** Of a message without words, what it brings. @param {Message} message @param {(id: string) => string | undefined} nameOf  people */
export const wordsOf = ({ text, forwarded, attachments }, nameOf) =>
  readable(text || (forwarded?.text ?? ""), nameOf) || gistOf(attachments) || (forwarded ? t("forwarded") : "");

/** @param {string} text @param {(id: string) => string | undefined} nameOf  people */
export function readable(text, nameOf) {
  const words = text.replace(NAMED, (_, sign, id) => {
    if (sign === "#") return `#${session.rooms.value.find((room) => room.id === id)?.name ?? t("room.unseen")}`;
    return `@${(id === "here" || id === "everyone" ? id : nameOf(id)) ?? t("somebody")}`;
  });
  return words.replace(/\*\*|__|~~|`/g, "");
}
