// Reacting to a message, and what is said when something one did did not work.

import { say } from "../notices.js";
import { explain } from "./explain.js";

/** @import { Key } from "../i18n.js" */
/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** Puts it on, or takes it off again. @param {OpenRoom} open @param {Message} message @param {string} emoji @param {string} me */
export const react = (open, message, emoji, me) =>
  attempt(open.react(message.seq, emoji, !message.reactions[emoji]?.includes(me)), { too_large: "reactions.full" });

/** @param {Promise<unknown>} doing @param {Partial<Record<string, Key>>} [here] what a code means in this place */
export async function attempt(doing, here) {
  try {
    await doing;
  } catch (problem) {
    say(explain(/** @type {Problem} */ (problem), here));
  }
}
