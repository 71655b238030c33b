// Which dialog stands over the page: one at a time, opened from anywhere.

import { signal } from "@preact/signals";

/** @import { OpenRoom } from "./state/room.js" */
/** @import { Author, Message, Room } from "./wire.js" */

/**
 * What one can do about somebody in a room.
 * @typedef {"moderator" | "member" | "owner" | "mute" | "unmute" | "kick" | "ban"} Measure
 *
 * @typedef {{kind: "create"}
 *   | {kind: "write"}
 *   | {kind: "invite", room: Room}
 *   | {kind: "person", person: Author, open: OpenRoom | null}
 *   | {kind: "measure", measure: Measure, person: Author, open: OpenRoom}
 *   | {kind: "sheet", message: Message, open: OpenRoom, thread?: number, onEdit: (seq: number) => void, onReply: (message: Message) => void}
 *   | {kind: "react" | "reactions" | "edits" | "delete", message: Message, open: OpenRoom}
 *   | {kind: "report", message: Message, open: OpenRoom}
 *   | {kind: "forward", message: Message, open: OpenRoom}
 *   | {kind: "shortcuts"}
 *   | {kind: "stranded"}} Overlay
 */

export const overlay = signal(/** @type {Overlay | null} */ (null));

/** The quick switcher stands over all of them. */
export const switching = signal(false);

export const closeOverlay = () => (overlay.value = null);
