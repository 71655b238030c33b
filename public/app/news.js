// What happened elsewhere than where one looks, in words.

import { session } from "./confab.js";
import { t } from "./i18n.js";
import { say } from "./notices.js";
import { overlay } from "./overlays.js";
import { pathOf, threadPath } from "./router.js";
import { readable } from "./views/readable.js";

/** @import { News } from "./confab.js" */

/** @type {News} */
export const news = {
  onRemoved(room, loss, unsent) {
    const happened = t(`room.${loss}`, { room: room.name });
    if (unsent === 0) {
      say(happened);
      return;
    }
    say(`${happened} ${t("stranded.lost", { count: unsent })}`, {
      stays: true,
      action: { label: t("stranded.show"), run: () => (overlay.value = { kind: "stranded" }) },
    });
  },

  onNotice({ room, seq, author, name, text, why }) {
    const { user, rooms } = { user: session.user.peek(), rooms: session.rooms.peek() };
    if (author === user?.id) return;
    const where = rooms.find(({ id }) => id === room);
    const words = readable(text, (id) => (id === user?.id ? user.name : undefined)) || t("gist.any");
    const isDirect = why === "direct" || !where || where.kind === "direct";
    const said = isDirect ? t("notice.direct", { name, text: words }) : t("notice.room", { name, room: where.name, text: words });
    say(said, { href: (why === "thread" ? threadPath : pathOf)(room, seq) });
  },

  onReport({ room_name, outcome = "dismissed", note }) {
    const happened = t(`report.told.${outcome}`, { room: room_name });
    say(note ? `${happened} “${note}”` : happened, { href: "/account" });
  },
};
