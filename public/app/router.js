// Which screen the address bar asks for. Links are ordinary links; clicks on them are followed without loading a page.

import { signal } from "@preact/signals";

/**
 * @typedef {{screen: "home" | "rooms" | "account" | "settings" | "lost"}
 *   | {screen: "join", invite: string}
 *   | {screen: "room", room: string, seq?: number}} Route
 */

/** @param {string} pathname @param {string} [search] @returns {Route} */
export function parse(pathname, search = "") {
  // Ids need no escaping, so a path that has any is none of ours.
  const [first = "", second, third, ...rest] = pathname.split("/").slice(1);
  if (rest.length > 0) return { screen: "lost" };
  if (first === "r" && second) {
    if (third === undefined || third === "") return { screen: "room", room: second };
    return /^[1-9]\d{0,14}$/.test(third) ? { screen: "room", room: second, seq: Number(third) } : { screen: "lost" };
  }
  if (second) return { screen: "lost" };
  const invite = new URLSearchParams(search).get("invite");
  if (first === "join" || (first === "" && invite)) return { screen: "join", invite: invite ?? "" };
  if (first === "") return { screen: "home" };
  if (first === "rooms" || first === "account" || first === "settings") return { screen: first };
  return { screen: "lost" };
}

/** @param {string} room @param {number} [seq] */
export const pathOf = (room, seq) => `/r/${room}${seq === undefined ? "" : `/${seq}`}`;

export const route = signal(/** @type {Route} */ ({ screen: "home" }));

/** @param {string} path @param {{replace?: boolean}} [how] */
export function go(path, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname + location.search) history.pushState(null, "", path);
  follow();
}

export function startRouter() {
  addEventListener("popstate", follow);
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
  route.value = parse(location.pathname, location.search);
}
