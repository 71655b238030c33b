// Who stands above whom in a room. What one may do at all is said by the room (`seat.may`); this is only about to whom.

/** @import { Action, Author, Seat, SeatRole } from "../wire.js" */
/** @import { Measure } from "../overlays.js" */

/** @type {Record<SeatRole, number>} */
const RANK = { guest: 0, member: 1, moderator: 2, owner: 3 };

/**
 * What one can do about somebody, as the site will allow it.
 * @param {object} about
 * @param {ReadonlySet<Action>} about.may        all that one may do in the room
 * @param {SeatRole | undefined} about.own       one's role there
 * @param {boolean} about.runsSite               those who run the site stand above all roles
 * @param {Author} about.person
 * @param {Seat | null | undefined} about.seat   theirs; null: they have none; undefined: nobody can tell
 * @param {number} about.now
 * @returns {Measure[]}
 */
export function measuresFor({ may, own, runsSite, person, seat, now }) {
  /** @type {Measure[]} */
  const measures = [];
  const role = seat?.role;
  const isMember = seat && person.kind === "member";
  if (may.has("set_role") && isMember && role === "member") measures.push("moderator");
  if (may.has("set_role") && isMember && role === "moderator") measures.push("member");
  if (may.has("hand_over") && isMember && role !== "owner") measures.push("owner");
  const isBelow = runsSite || !role || RANK[own ?? "guest"] > RANK[role];
  if (!may.has("moderate") || !isBelow) return measures;
  if (seat !== null) measures.push((seat?.muted_until ?? 0) > now ? "unmute" : "mute", "kick");
  measures.push("ban");
  return measures;
}
