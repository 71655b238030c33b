// One's rooms and conversations, the ways to more of them, and oneself.

import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { desk, nameOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { overlay, switching } from "../overlays.js";
import { pathOf, route } from "../router.js";
import { isApple } from "../shortcuts.js";
import { isArchived, placesOf } from "../state/places.js";
import { Avatar, RoomMark } from "./avatar.jsx";
import { drawer, isNarrow } from "./drawers.js";
import { Icon } from "./icon.jsx";

/** @import { Room } from "../wire.js" */
/** @import { IconName } from "./icons.js" */

/** @type {ReadonlyMap<string, import("../wire.js").InboxRoom>} */
const NOTHING_KNOWN = new Map();

export function Sidebar() {
  const here = route.value;
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = !isNarrow.value || drawer.value === "rooms";
  const isDrawer = isNarrow.value && shown;
  const isGuest = session.user.value?.role === "guest";
  const places = useComputed(() =>
    placesOf({
      rooms: session.rooms.value,
      inbox: desk.value?.inbox.rooms.value ?? NOTHING_KNOWN,
      open: route.value.screen === "room" ? route.value.room : null,
    }),
  ).value;
  useEffect(() => {
    if (isDrawer) panel.current?.querySelector("a")?.focus();
  }, [isDrawer]);

  return (
    <aside class="sidebar" ref={panel} inert={!shown} aria-label={t("sidebar")}>
      <header class="sidebar-head">
        <a class="site-name" href="/" dir="auto">
          <img src="/icons/mark.svg" alt="" width="28" height="28" />
          <span>{session.site.value?.name}</span>
        </a>
      </header>
      <button type="button" class="find" onClick={() => (switching.value = true)}>
        <Icon name="search" />
        <span>{t("switcher.open")}</span>
        <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <nav aria-label={t("rooms")} class="sidebar-rooms">
        <section>
          <ul>
            <li>
              <PageLink href="/search" icon="text-search" current={here.screen === "search"}>
                {t("search.all")}
              </PageLink>
            </li>
            <li>
              <PageLink href="/saved" icon="bookmark" current={here.screen === "saved"}>
                {t("saved.messages")}
              </PageLink>
            </li>
          </ul>
        </section>
        {places.favourites.length > 0 && <Group title={t("favourites")} rooms={places.favourites} />}
        <Group
          title={t("rooms")}
          rooms={places.rooms}
          add={isGuest ? null : { icon: "plus", label: t("room.create"), run: () => (overlay.value = { kind: "create" }) }}
        >
          <li>
            <PageLink href="/rooms" icon="compass" current={here.screen === "rooms"}>
              {t("rooms.browse")}
            </PageLink>
          </li>
        </Group>
        {(places.direct.length > 0 || !isGuest) && (
          <Group
            title={t("direct")}
            rooms={places.direct}
            add={isGuest ? null : { icon: "square-pen", label: t("direct.new"), run: () => (overlay.value = { kind: "write" }) }}
          />
        )}
      </nav>
      <StrandedElsewhere />
      <footer class="sidebar-foot">
        {session.user.value && (
          <a class="myself" href="/account" aria-current={here.screen === "account" ? "page" : undefined}>
            <span class="sr-only">{t("account")}</span>
            <Avatar person={session.user.value} />
            <span class="myself-words">
              <span dir="auto">{session.user.value.name}</span>
              <small dir="auto">{session.user.value.status || (session.user.value.username ? `@${session.user.value.username}` : t("guest"))}</small>
            </span>
          </a>
        )}
        {session.runsSite.value && (
          <a class="icon-button" href="/admin" aria-label={t("admin")} aria-current={here.screen === "admin" ? "page" : undefined}>
            <Icon name="settings" />
          </a>
        )}
      </footer>
    </aside>
  );
}

/**
 * @param {object} props
 * @param {string} props.title
 * @param {Room[]} props.rooms
 * @param {{icon: IconName, label: string, run: () => void} | null} [props.add]
 * @param {import("preact").ComponentChildren} [props.children]
 */
function Group({ title, rooms, add, children }) {
  return (
    <section>
      <div class="sidebar-title">
        <h2>{title}</h2>
        {add && (
          <button type="button" class="quiet icon-button" aria-label={add.label} title={add.label} onClick={add.run}>
            <Icon name={add.icon} />
          </button>
        )}
      </div>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomLink room={room} />
          </li>
        ))}
        {children}
      </ul>
    </section>
  );
}

/** Bold and a dot for what is unread; a number only for what is meant for one. @param {{room: Room}} props */
function RoomLink({ room }) {
  const here = route.value;
  const { unread, mentions } = desk.value?.inbox.countsOf(room.id) ?? { unread: 0, mentions: 0 };
  return (
    <a
      href={pathOf(room.id)}
      class={isArchived(room) ? "faint" : undefined}
      data-unread={unread > 0}
      aria-current={here.screen === "room" && here.room === room.id ? "page" : undefined}
    >
      <RoomMark room={room} people={desk.value?.open.value?.people} />
      <span class="name" dir="auto">
        {nameOf(room)}
      </span>
      {mentions > 0 ? (
        <>
          <span class="badge" aria-hidden="true">
            {mentions > BADGE_MAX ? `${BADGE_MAX}+` : mentions}
          </span>
          <span class="sr-only">{t(room.kind === "direct" ? "unread.direct" : "unread.mentions", { count: mentions })}</span>
        </>
      ) : (
        unread > 0 && (
          <span class="dot">
            <span class="sr-only">{t("unread")}</span>
          </span>
        )
      )}
    </a>
  );
}

/** The inbox counts no further than this. */
const BADGE_MAX = 99;

/** What was refused in rooms that are not open, or no longer one's own, is not to be forgotten. */
function StrandedElsewhere() {
  const count = desk.value?.strandedElsewhere.value.length ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" class="quiet stranded-elsewhere" onClick={() => (overlay.value = { kind: "stranded" })}>
      <Icon name="circle-alert" />
      {t("stranded", { count })}
    </button>
  );
}

/** @param {{href: string, icon: IconName, current: boolean, children: import("preact").ComponentChildren}} props */
function PageLink({ href, icon, current, children }) {
  return (
    <a href={href} class="faint" aria-current={current ? "page" : undefined}>
      <Icon name={icon} />
      <span class="name">{children}</span>
    </a>
  );
}
