// Which screen the address bar asks for. Links are ordinary links; clicks on them are followed without loading a page.

import { signal } from "@preact/signals";

export const ROOM_TABS = /** @type {const} */ (["general", "members", "bans", "invites", "reports", "danger"]);
export const ADMIN_TABS = /** @type {const} */ (["numbers", "people", "rooms", "reports", "audit", "settings"]);

/**
 * @typedef {(typeof ROOM_TABS)[number]} RoomTab
 * @typedef {(typeof ADMIN_TABS)[number]} AdminTab
 *
 * @typedef {{screen: "home" | "rooms" | "search" | "saved" | "account" | "reset" | "lost"}
 *   | {screen: "join", invite: string}
 *   | {screen: "invitation", code: string}
 *   | {screen: "admin", tab: AdminTab}
 *   | {screen: "room", room: string, seq?: number, thread?: number}
 *   | {screen: "room-settings", room: string, tab: RoomTab}} Route
 */

/** @param {string} pathname @param {string} [search] @returns {Route} */
export function parse(pathname, search = "") {
  // Ids need no escaping, so a path that has any is none of ours.
  const [first = "", second, third, fourth, ...rest] = pathname.split("/").slice(1);
  if (rest.length > 0) return LOST;
  if (first === "r" && second) return parseRoom(second, third, fourth);
  if (third) return LOST;
  if (first === "i" && second) return { screen: "invitation", code: second };
  if (first === "admin") {
    const tab = ADMIN_TABS.find((name) => name === (second || ADMIN_TABS[0]));
    return tab ? { screen: "admin", tab } : LOST;
  }
  if (second) return LOST;
  const invite = new URLSearchParams(search).get("invite");
  if (first === "join" || (first === "" && invite)) return { screen: "join", invite: invite ?? "" };
  if (first === "") return { screen: "home" };
  const page = PAGES.find((name) => name === first);
  return page ? { screen: page } : LOST;
}

const PAGES = /** @type {const} */ (["rooms", "search", "saved", "account", "reset"]);
/** @type {Route} */
const LOST = { screen: "lost" };

/** @param {string} room @param {string} [third] @param {string} [fourth] @returns {Route} */
function parseRoom(room, third, fourth) {
  if (third === "settings") {
    const tab = ROOM_TABS.find((name) => name === (fourth || ROOM_TABS[0]));
    return tab ? { screen: "room-settings", room, tab } : LOST;
  }
  if (!third) return fourth === undefined ? { screen: "room", room } : LOST;
  if (third === "t") return isSeq(fourth) ? { screen: "room", room, thread: Number(fourth) } : LOST;
  return isSeq(third) && fourth === undefined ? { screen: "room", room, seq: Number(third) } : LOST;
}

/** @param {string} [part] */
const isSeq = (part = "") => /^[1-9]\d{0,14}$/.test(part);

/** Addresses that moved, and where to. @type {Record<string, string>} */
const MOVED = { "/settings": "/admin/settings" };

/** @param {string} room @param {number} [seq] */
export const pathOf = (room, seq) => `/r/${room}${seq === undefined ? "" : `/${seq}`}`;

/** A thread, by any message of it. @param {string} room @param {number} seq */
export const threadPath = (room, seq) => `/r/${room}/t/${seq}`;

export const route = signal(/** @type {Route} */ ({ screen: "home" }));

/** @param {string} path @param {{replace?: boolean}} [how] */
export function go(path, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname + location.search) history.pushState(null, "", path);
  follow();
}

/** Asked before the way back is followed: true, and it is not. @type {{hold: (() => boolean) | null}} */
export const wayBack = { hold: null };

export function startRouter() {
  addEventListener("popstate", () => {
    if (!wayBack.hold?.()) follow();
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    if (link.hash || link.hasAttribute("download") || /^\/(api|media|assets)\//.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  follow();
}

function follow() {
  const moved = MOVED[location.pathname];
  if (moved) history.replaceState(null, "", moved);
  route.value = parse(location.pathname, location.search);
}
