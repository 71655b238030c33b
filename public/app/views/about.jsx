// About a room: what it is, who is in it, and the way out.

import { useEffect, useState } from "preact/hooks";
import { leaveRoom, nameOf } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { overlay } from "../overlays.js";
import { Avatar } from "./avatar.jsx";
import { Confirm } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { Marks } from "./marks.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Room, Seat } from "../wire.js" */

/** @param {{open: OpenRoom}} props */
export function About({ open }) {
  const [leaving, setLeaving] = useState(false);
  const room = open.room.value;
  const name = nameOf(room);
  const isDirect = room.kind === "direct";
  const may = open.may.value;
  const seats = useSeats(open);
  const { online = [], idle = [], offline = [] } = Object.groupBy(seats, ({ user }) => open.people.presenceOf(user.id));
  const { trouble, next } = open.members;

  async function leave() {
    setLeaving(false);
    try {
      await leaveRoom(open.room.peek());
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <>
      <div class="details-body">
        <section>
          <h3 dir="auto">{name}</h3>
          {room.topic && <p dir="auto">{room.topic}</p>}
          <Marks room={room} />
          <p class="hint">
            {!isDirect && `${t(room.kind === "private" ? "room.private" : "room.public")} · `}
            {t("room.created", { date: new Date(room.created_at).toLocaleDateString(undefined, { dateStyle: "long" }) })}
          </p>
          {may.has("invite") && (
            <button type="button" onClick={() => (overlay.value = { kind: "invite", room })}>
              <Icon name="user-plus" />
              {t("invite")}
            </button>
          )}
        </section>
        {trouble.value && (
          <p class="complaint" role="alert">
            {explain(trouble.value)}
          </p>
        )}
        {open.people.crowded.value ? (
          <p>{t("members.online_count", { count: open.people.onlineCount.value })}</p>
        ) : (
          <>
            <Group title={t("members.online", { count: online.length })} open={open} seats={online} />
            <Group title={t("members.idle", { count: idle.length })} open={open} seats={idle} />
          </>
        )}
        <Group title={t(open.people.crowded.value ? "members.listed" : "members.away", { count: offline.length })} open={open} seats={offline} />
        {next.value && (
          <button type="button" onClick={() => void open.members.more()}>
            {t("more")}
          </button>
        )}
        {isDirect && (
          <section>
            <button type="button" onClick={() => void leave()}>
              <Icon name="x" />
              {t("direct.close")}
            </button>
            <p class="hint">{t("direct.close.hint")}</p>
          </section>
        )}
        {may.has("leave") && (
          <section>
            <button type="button" class="danger-quiet" onClick={() => setLeaving(true)}>
              <Icon name="log-out" />
              {t("room.leave")}
            </button>
          </section>
        )}
      </div>
      {leaving && (
        <Confirm
          title={t("room.leave.title", { room: name })}
          text={leavingText(room)}
          action={t("room.leave")}
          onClose={() => setLeaving(false)}
          onConfirm={leave}
        />
      )}
    </>
  );
}

/** @param {Room} room */
const leavingText = ({ kind }) => t(kind === "private" ? "room.leave.private" : "room.leave.text");

/** @param {{title: string, open: OpenRoom, seats: Seat[]}} props */
function Group({ title, open, seats }) {
  if (seats.length === 0) return null;
  const { people } = open;
  // In a crowd nobody can tell who is there.
  const isTold = !people.crowded.value;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="members">
        {seats.map(({ user, role, muted_until }) => (
          <li key={user.id} data-away={isTold && people.presenceOf(user.id) === "offline"}>
            <button type="button" class="quiet" onClick={() => (overlay.value = { kind: "person", person: user, open })}>
              <Avatar person={user} presence={isTold ? people.presenceOf(user.id) : undefined} />
              <span class="name" dir="auto">
                {user.name}
              </span>
              {role !== "member" && <span class="tag">{t(`role.${role}`)}</span>}
              {(muted_until ?? 0) > Date.now() && <span class="tag">{t("muted")}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The members as listed, and whoever has turned up since. @param {OpenRoom} open */
function useSeats(open) {
  const isLive = open.status.value.state === "live";
  useEffect(() => {
    if (isLive) void open.members.reload();
  }, [isLive]);

  const listed = open.members.seats.value;
  const known = open.people.known.value;
  const seats = [...listed.values()];
  for (const id of open.people.online.value) {
    const user = known.get(id);
    if (user && !listed.has(id)) seats.push({ user, role: user.kind === "guest" ? "guest" : "member", read: 0 });
  }
  return seats.sort((a, b) => a.user.name.localeCompare(b.user.name));
}
