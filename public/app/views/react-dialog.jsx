// Any emoji as a reaction.

import { session } from "../confab.js";
import { t } from "../i18n.js";
import { Dialog } from "./dialog.jsx";
import { QUICK_REACTIONS } from "./message-actions.js";
import { react } from "./react.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** @param {{open: OpenRoom, message: Message, onClose: () => void}} props */
export function ReactDialog({ open, message, onClose }) {
  /** @param {string} emoji */
  function pick(emoji) {
    onClose();
    const now = open.timeline.find(message.seq) ?? message;
    void react(open, now, emoji, session.user.peek()?.id ?? "");
  }
  return (
    <Dialog title={t("react")} look="picker" onClose={onClose}>
      <div class="sheet-reactions">
        {QUICK_REACTIONS.map((emoji) => (
          <button key={emoji} type="button" class="quiet icon-button" aria-label={t("react.with", { emoji })} onClick={() => pick(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
