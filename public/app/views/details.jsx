// The panel about a room: what it is for, who is in it, and the way out.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, leaveRoom } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { Avatar } from "./avatar.jsx";
import { Confirm } from "./dialog.jsx";
import { closeDrawer, isNarrow } from "./drawers.js";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Seat } from "../wire.js" */

/** @param {{open: OpenRoom}} props */
export function Details({ open }) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const [leaving, setLeaving] = useState(false);
  const { name, topic, created_at } = open.room.value;
  const members = useMembers(open);
  const online = open.people.online.value;
  const here = members.seats.filter(({ user }) => online.has(user.id));
  const away = members.seats.filter(({ user }) => !online.has(user.id));
  useEffect(() => {
    if (isNarrow.peek()) panel.current?.querySelector("button")?.focus();
  }, []);

  async function leave() {
    setLeaving(false);
    try {
      await leaveRoom(open.room.peek());
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem), { forbidden: "room.leave_refused" }));
    }
  }

  return (
    <aside class="details" ref={panel} aria-label={t("details")}>
      <header class="details-head">
        <h2>{t("details")}</h2>
        <button type="button" class="quiet icon-button" aria-label={t("details.hide")} onClick={closeDrawer}>
          <Icon name="x" />
        </button>
      </header>
      <div class="details-body">
        <section>
          <h3 dir="auto">{name}</h3>
          {topic && <p dir="auto">{topic}</p>}
          <p class="hint">{t("room.created", { date: new Date(created_at).toLocaleDateString(undefined, { dateStyle: "long" }) })}</p>
        </section>
        {members.trouble && (
          <p class="complaint" role="alert">
            {members.trouble}
          </p>
        )}
        {open.people.crowded.value ? (
          <p>{t("members.online_count", { count: open.people.onlineCount.value })}</p>
        ) : (
          <Group title={t("members.online", { count: here.length })} seats={here} online />
        )}
        <Group title={t("members.away", { count: away.length })} seats={away} />
        {members.more && (
          <button type="button" onClick={members.more}>
            {t("more")}
          </button>
        )}
        <section>
          <button type="button" class="danger-quiet" onClick={() => setLeaving(true)}>
            <Icon name="log-out" />
            {t("room.leave")}
          </button>
        </section>
      </div>
      {leaving && (
        <Confirm
          title={t("room.leave.title", { room: name })}
          text={t("room.leave.text")}
          action={t("room.leave")}
          onClose={() => setLeaving(false)}
          onConfirm={leave}
        />
      )}
    </aside>
  );
}

/** @param {{title: string, seats: Seat[], online?: boolean}} props */
function Group({ title, seats, online = false }) {
  if (seats.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="members">
        {seats.map(({ user, role }) => (
          <li key={user.id} data-away={!online}>
            <Avatar person={user} online={online} />
            <span dir="auto">{user.name}</span>
            {role !== "member" && <span class="tag">{t(`role.${role}`)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The members as listed, and whoever has turned up since. @param {OpenRoom} open */
function useMembers(open) {
  const [listed, setListed] = useState(/** @type {Seat[]} */ ([]));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));

  /** @param {string | null} cursor */
  async function load(cursor) {
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : "";
    try {
      const page = await api.get(`/api/rooms/${open.room.peek().id}/members${query}`);
      setListed((before) => [...(cursor ? before : []), ...page.members]);
      setNext(page.next ?? null);
      setTrouble(null);
    } catch (problem) {
      setTrouble(explain(/** @type {Problem} */ (problem)));
    }
  }
  const isLive = open.status.value.state === "live";
  useEffect(() => {
    if (isLive) void load(null);
  }, [isLive]);

  const ids = new Set(listed.map(({ user }) => user.id));
  const known = open.people.known.value;
  /** @type {Seat[]} */
  const seats = [...listed];
  for (const id of open.people.online.value) {
    const user = known.get(id);
    if (user && !ids.has(id)) seats.push({ user, role: user.kind === "guest" ? "guest" : "member", read: 0 });
  }
  seats.sort((a, b) => a.user.name.localeCompare(b.user.name));
  return { seats, trouble, more: next ? () => void load(next) : null };
}
