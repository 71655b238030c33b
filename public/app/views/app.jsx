// Which screen: the way in, or the house with one of its pages.

import { useEffect, useState } from "preact/hooks";
import { homeRoom, session, wantedRoom } from "../confab.js";
import { t } from "../i18n.js";
import { dismiss, notice } from "../notices.js";
import { overlay, switching } from "../overlays.js";
import { go, pathOf, route } from "../router.js";
import { isWritten, shortcutOf } from "../shortcuts.js";
import { Icon } from "./icon.jsx";
import { lazy } from "./lazy.jsx";
import { Lost } from "./lost.jsx";
import { Overlays } from "./overlays.jsx";
import { RoomScreen } from "./room.jsx";
import { closeDrawer, drawer, isNarrow } from "./drawers.js";
import { showDetails } from "./panel.js";
import { Sidebar } from "./sidebar.jsx";
import { Welcome } from "./welcome.jsx";

/** @import { Anywhere } from "../shortcuts.js" */

const Directory = lazy(() => import("./directory.jsx").then((module) => module.Directory));
const Door = lazy(() => import("./door.jsx").then((module) => module.Door));
const Search = lazy(() => import("./search.jsx").then((module) => module.Search));
const Saved = lazy(() => import("./saved.jsx").then((module) => module.Saved));
const Account = lazy(() => import("./account.jsx").then((module) => module.Account));
const RoomSettings = lazy(() => import("./room-settings/page.jsx").then((module) => module.RoomSettings));
const Admin = lazy(() => import("./admin/page.jsx").then((module) => module.Admin));
const Invitation = lazy(() => import("./invitation.jsx").then((module) => module.Invitation));
const Reset = lazy(() => import("./reset.jsx").then((module) => module.Reset));

export function App() {
  return (
    <>
      <Screen />
      <Notice />
    </>
  );
}

function Screen() {
  const { value: phase } = session.phase;
  const { value: here } = route;
  if (phase === "starting") return null;
  if (phase === "unreachable") return <Unreachable />;
  // These are for people with and without a session, and go on while one begins.
  if (here.screen === "invitation") return <Invitation key={here.code} code={here.code} />;
  if (here.screen === "reset") return <Reset key={location.hash} />;
  return phase === "in" ? <House /> : <Welcome />;
}

function House() {
  useShortcuts();
  // The panels are a room's: on other pages there are none to make place for.
  const open = drawer.value !== "rooms" && !wantedRoom.value ? null : drawer.value;
  const covered = isNarrow.value && open !== null;
  return (
    <div class="house" data-drawer={open ?? undefined}>
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <Sidebar />
      {covered && <button type="button" class="scrim" aria-label={t("close")} onClick={closeDrawer} />}
      <Page covered={covered} />
      <Overlays />
    </div>
  );
}

/** @param {{covered: boolean}} props */
function Page({ covered }) {
  const here = route.value;
  switch (here.screen) {
    case "home":
    case "join":
      return <Home />;
    case "rooms":
      return <Directory covered={covered} />;
    case "search":
      return <Search covered={covered} />;
    case "saved":
      return <Saved covered={covered} />;
    case "account":
      return <Account covered={covered} />;
    case "admin":
      return session.runsSite.value ? <Admin tab={here.tab} covered={covered} /> : <Lost covered={covered} />;
    case "room-settings":
      return <RoomSettings key={here.room} room={here.room} tab={here.tab} covered={covered} />;
    case "room":
      return wantedRoom.value ? (
        <RoomScreen key={here.room} seq={here.seq} thread={here.thread} />
      ) : (
        <Door key={here.room} id={here.room} covered={covered} />
      );
    default:
      return <Lost covered={covered} />;
  }
}

/** Signed in, and no room in the address: the last one, or the list of all. */
function Home() {
  useEffect(() => {
    const room = homeRoom();
    go(room ? pathOf(room.id) : "/rooms", { replace: true });
  }, []);
  return <main id="main" />;
}

function Unreachable() {
  return (
    <main class="lost">
      <h1>{t("unreachable.title")}</h1>
      <p>{t("unreachable.text")}</p>
      <button type="button" class="primary" onClick={() => void session.retry()}>
        {t("try_again")}
      </button>
    </main>
  );
}

/** What is done with what `SHORTCUTS.anywhere` names. @type {Record<Exclude<Anywhere, "close">, () => void>} */
const ACTIONS = {
  switcher: () => (switching.value = !switching.peek()),
  search: () => (wantedRoom.peek() ? showDetails("search") : go("/search")),
  shortcuts: () => (overlay.value = { kind: "shortcuts" }),
};

function useShortcuts() {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function onKeyDown(event) {
      const name = shortcutOf(event, { writing: isWritten(event.target) });
      if (!name || event.defaultPrevented) return;
      // Keys pressed in a dialog, or in the gallery, are the dialog's, but for the one that closes the switcher as it opened it.
      if (name !== "switcher" && document.querySelector("dialog[open], .pswp")) return;
      if (name === "close") {
        if (drawer.peek()) closeDrawer();
        return;
      }
      event.preventDefault();
      ACTIONS[name]();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

function Notice() {
  const [shown, setShown] = useState(notice.peek());
  useEffect(() => notice.subscribe(setShown), []);
  return (
    <div class="notices" role="status">
      {shown && (
        <p class="notice">
          {shown.href ? (
            <a href={shown.href} dir="auto" onClick={dismiss}>
              {shown.text}
            </a>
          ) : (
            <span dir="auto">{shown.text}</span>
          )}
          {shown.action && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                shown.action?.run();
                dismiss();
              }}
            >
              {shown.action.label}
            </button>
          )}
          <button type="button" class="quiet icon-button" aria-label={t("dismiss")} onClick={dismiss}>
            <Icon name="x" />
          </button>
        </p>
      )}
    </div>
  );
}
