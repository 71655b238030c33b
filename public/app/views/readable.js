// A message's text where it is only read, and not set: names for people and rooms, without the signs that make words bold.

import { roomCalled } from "../confab.js";
import { t } from "../i18n.js";
import { spokenPlainly } from "../state/mentions.js";
import { gistOf } from "./gist.js";

/** @import { Message } from "../wire.js" */

/** Of a message without words, what it brings. @param {Message} message @param {(id: string) => string | undefined} nameOf  people */
export const wordsOf = ({ text, forwarded, attachments }, nameOf) =>
  readable(text || (forwarded?.text ?? ""), nameOf) || gistOf(attachments) || (forwarded ? t("forwarded") : "");

/** @param {string} text @param {(id: string) => string | undefined} nameOf  people */
export const readable = (text, nameOf) =>
  spokenPlainly(text, (id, sign) => (sign === "#" ? roomCalled(id) : (nameOf(id) ?? t("somebody"))));
