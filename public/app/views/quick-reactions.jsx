// The reactions that are one press away.

import { t } from "../i18n.js";
import { react } from "./react.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

const QUICK_REACTIONS = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** @param {{open: OpenRoom, message: Message, me: string, onDone: () => void}} props */
export const QuickReactions = ({ open, message, me, onDone }) =>
  QUICK_REACTIONS.map((emoji) => (
    <button
      key={emoji}
      type="button"
      class="quiet icon-button"
      aria-label={t("react.with", { emoji })}
      onClick={() => {
        onDone();
        void react(open, message, emoji, me);
      }}
    >
      {emoji}
    </button>
  ));
