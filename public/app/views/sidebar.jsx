// One's rooms, the ways to more of them, and oneself.

import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../confab.js";
import { t } from "../i18n.js";
import { pathOf, route } from "../router.js";
import { Avatar } from "./avatar.jsx";
import { CreateRoom } from "./create-room.jsx";
import { drawer, isNarrow } from "./drawers.js";
import { Icon } from "./icon.jsx";
import { switching } from "./switcher.jsx";

/** @import { IconName } from "./icons.js" */

export function Sidebar() {
  const [creating, setCreating] = useState(false);
  const here = route.value;
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = !isNarrow.value || drawer.value === "rooms";
  const isDrawer = isNarrow.value && shown;
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
      <nav aria-labelledby="rooms-title" class="sidebar-rooms">
        <div class="sidebar-title">
          <h2 id="rooms-title">{t("rooms")}</h2>
          {session.user.value?.role !== "guest" && (
            <button type="button" class="quiet icon-button" aria-label={t("room.create")} onClick={() => setCreating(true)}>
              <Icon name="plus" />
            </button>
          )}
        </div>
        <ul>
          {session.rooms.value.map((room) => (
            <li key={room.id}>
              <a href={pathOf(room.id)} aria-current={here.screen === "room" && here.room === room.id ? "page" : undefined}>
                <Icon name="hash" />
                <span dir="auto">{room.name}</span>
              </a>
            </li>
          ))}
          <li>
            <PageLink href="/rooms" icon="compass" current={here.screen === "rooms"}>
              {t("rooms.browse")}
            </PageLink>
          </li>
        </ul>
      </nav>
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
      {creating && <CreateRoom onClose={() => setCreating(false)} />}
    </aside>
  );
}

/** @param {{href: string, icon: IconName, current: boolean, children: import("preact").ComponentChildren}} props */
function PageLink({ href, icon, current, children }) {
  return (
    <a href={href} class="faint" aria-current={current ? "page" : undefined}>
      <Icon name={icon} />
      <span>{children}</span>
    </a>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
