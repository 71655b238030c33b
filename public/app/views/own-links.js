// Links to this site's own rooms and messages: they open here, and need not be spelt out.

import { nameOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { parse } from "../router.js";

/**
 * Where a link leads inside this client, and what it may be called where only the address was written; null: elsewhere.
 * Rooms one is not in are not named: their address stays as it is.
 * @param {string} href
 */
export function internalLink(href) {
  const address = URL.canParse(href) && new URL(href);
  if (!address || address.origin !== location.origin) return null;
  const there = parse(address.pathname);
  if (there.screen !== "room") return null;
  const room = session.rooms.value.find(({ id }) => id === there.room);
  const name = room && (room.kind === "direct" ? nameOf(room) : `#${room.name}`);
  return { path: address.pathname, label: name && (there.seq ? t("link.message", { room: name }) : name) };
}
