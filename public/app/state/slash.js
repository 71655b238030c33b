// Commands: what is written after a "/" at the very beginning of a message. What they mean, and to whom they are offered;
// views/commands.jsx carries them out.

/** @import { Action } from "../wire.js" */
/** @typedef {"me" | "shrug" | "topic" | "invite" | "mute" | "leave" | "help"} Command */

/** In the order in which they are listed; those with an action are only for whoever may do that. @type {Record<Command, Action | null>} */
const NEEDS = { me: null, shrug: null, topic: "configure", invite: "invite", mute: "moderate", leave: "leave", help: null };
export const COMMANDS = /** @type {Command[]} */ (Object.keys(NEEDS));

/** A shrug as Markdown: its arm and its coat must not be taken for signs of it. */
const SHRUG = "¯\\\\\\_(ツ)\\_/¯";

const MINUTE_MS = 60_000;
/** @type {Record<string, number>} */
const UNITS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS, w: 7 * 24 * 60 * MINUTE_MS };

/** @param {ReadonlySet<Action>} may all that one may do in the room */
export const commandsFor = (may) => COMMANDS.filter((command) => mayUse(command, may));

/** @param {Command} command @param {ReadonlySet<Action>} may */
export function mayUse(command, may) {
  const action = NEEDS[command];
  return action === null || may.has(action);
}

/**
 * What is to be done with a text, as it travels. One slash more, and it is text whatever it looks like; so is what only
 * looks like a command, such as the path of a file.
 * @param {string} text
 * @returns {{kind: "text", text: string} | {kind: "command", command: Command, rest: string} | {kind: "unknown", word: string}}
 */
export function parse(text) {
  if (/^\/\/\w/.test(text)) return { kind: "text", text: text.slice(1) };
  const [, word, rest] = /^\/([a-z]\w*)(?:\s+([^]*))?$/i.exec(text) ?? [];
  if (word === undefined) return { kind: "text", text };
  const command = COMMANDS.find((name) => name === word.toLowerCase());
  return command ? { kind: "command", command, rest: (rest ?? "").trim() } : { kind: "unknown", word };
}

/** @param {string} rest what is said with it */
export const shrugged = (rest) => (rest ? `${rest} ${SHRUG}` : SHRUG);

/**
 * Somebody at the beginning of what was written: by id if they were chosen from the list, else as they were typed.
 * @param {string} rest @returns {{id?: string, typed?: string, rest: string} | null}
 */
export function personIn(rest) {
  const [, id, after] = /^<@([\w-]{1,64})>\s*([^]*)$/.exec(rest) ?? [];
  if (id !== undefined) return { id, rest: after };
  const [, typed, more] = /^@?([\w.-]+)\s*([^]*)$/.exec(rest) ?? [];
  return typed === undefined ? null : { typed, rest: more };
}

/**
 * How long, and why. No span: the usual one, which the caller knows; a wrong one is said to be wrong, since it would be
 * taken for a reason.
 * @param {string} rest @returns {{span?: number, reason: string} | {wrong: string}}
 */
export function spanIn(rest) {
  const [, number, unit, reason] = /^(\d+)(\w*)(?:\s+([^]*))?$/.exec(rest) ?? [];
  if (number === undefined) return { reason: rest.trim() };
  const span = Number(number) * (UNITS[unit.toLowerCase()] ?? 0);
  return span > 0 && span <= UNITS.w * 52 ? { span, reason: (reason ?? "").trim() } : { wrong: number + unit };
}
