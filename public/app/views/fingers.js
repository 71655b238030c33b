// Long presses and swipes on messages, where there are fingers: the code for them is fetched with the first of them.

import { overlay } from "../overlays.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/**
 * @param {HTMLElement | null} view
 * @param {object} about
 * @param {OpenRoom} about.open
 * @param {number} [about.thread]
 * @param {(seq: number) => Message | undefined} about.find
 * @param {(seq: number | null) => void} about.onEdit
 * @param {(message: Message) => void} about.onReply
 * @returns {() => void} no more of it
 */
export function followFingers(view, { open, thread, find, onEdit, onReply }) {
  if (!view || !matchMedia("(any-pointer: coarse)").matches) return () => {};
  let over = false;
  let stop = () => {
    over = true;
  };
  /** @param {(message: Message) => void} act @returns {(seq: number) => void} */
  const withMessage = (act) => (seq) => {
    const message = find(seq);
    if (message && message.deleted_at === undefined) act(message);
  };
  void import("./gestures.js").then(({ watchFingers }) => {
    if (over) return;
    stop = watchFingers(view, {
      press: withMessage((message) => (overlay.value = { kind: "sheet", message, open, thread, onEdit, onReply })),
      pressReaction: withMessage((message) => (overlay.value = { kind: "reactions", message, open })),
      swipe: withMessage((message) => open.may.peek().has("post") && onReply(message)),
    });
  });
  return () => stop();
}
