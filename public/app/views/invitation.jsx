// Where an invitation leads: who invites, into what, and the way in, for people with and without an account.

import "./first-load.js";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { go, pathOf } from "../router.js";
import { Problem } from "../net/api.js";
import { Avatar } from "./avatar.jsx";
import { explain } from "./explain.js";
import { Doors } from "./welcome.jsx";
import { WayIn } from "./way-in.jsx";
import { stampOf } from "./when.js";

/** @import { RoomId, RoomKind, Site } from "../wire.js" */
/**
 * @typedef {{id: RoomId, name: string, topic: string, kind: RoomKind, hue?: number | null, members: number}} InvitedRoom
 * @typedef {{site: Site, room: InvitedRoom | null, by: string, expires_at: number | null}} Invited
 */

/** @param {{code: string}} props */
export function Invitation({ code }) {
  const [invited, setInvited] = useState(/** @type {Invited | Problem | null} */ (null));
  const look = () => {
    setInvited(null);
    api.get(`/api/invites/${code}`).then(setInvited, setInvited);
  };
  useEffect(look, []);
  const title = titleOf(invited);

  if (invited === null) return <WayIn label={t("invitation")} title=" ">{null}</WayIn>;
  if (invited instanceof Problem) return <Spoilt problem={invited} onAgain={look} />;
  const { room, by, expires_at } = invited;
  return (
    <WayIn
      label={t("welcome.door")}
      title={title}
      lede={room?.topic && <span dir="auto">{room.topic}</span>}
      face={
        <p class="invited-by" dir="auto">
          {t(room ? "invitation.by" : "invitation.by.site", { name: by, site: invited.site.name })}
        </p>
      }
    >
      {room && (
        <p class="hint invited-facts">
          {[
            t(room.kind === "private" ? "room.private" : "room.public"),
            t("members.count", { count: room.members }),
            ...(expires_at ? [t("invitation.until", { until: stampOf(expires_at) })] : []),
          ].join(" · ")}
        </p>
      )}
      <Entrance code={code} invited={invited} />
    </WayIn>
  );
}

/** @param {Invited | Problem | null} invited */
function titleOf(invited) {
  if (invited === null) return " ";
  if (invited instanceof Problem) return t(invited.code === "not_found" || invited.code === "bad_request" ? "invitation.spoilt" : "unreachable.title");
  return invited.room?.name ?? invited.site.name;
}

/** @param {{problem: Problem, onAgain: () => void}} props */
function Spoilt({ problem, onAgain }) {
  // The site says which it is: expired, revoked, used up, or none of its own.
  const isGone = problem.code === "not_found" || problem.code === "bad_request";
  return (
    <WayIn label={t("invitation")} title={titleOf(problem)} lede={isGone ? problem.detail || t("invitation.unknown") : explain(problem)}>
      <div class="stack">
        {isGone && <p>{t("invitation.ask")}</p>}
        {isGone ? (
          <a class="button primary" href="/">
            {t(session.phase.value === "in" ? "lost.home" : "invitation.home")}
          </a>
        ) : (
          <button type="button" class="primary" onClick={onAgain}>
            {t("try_again")}
          </button>
        )}
      </div>
    </WayIn>
  );
}

/** @param {{code: string, invited: Invited}} props */
function Entrance({ code, invited: { room, site } }) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(/** @type {Problem | null} */ (null));
  const isIn = session.phase.value === "in";
  /** Whoever came without a session and has one now has said already that they want to come in. */
  const cameFromOutside = useRef(!isIn);

  async function accept() {
    if (busy) return;
    if (!room) {
      go("/", { replace: true });
      return;
    }
    setBusy(true);
    setRefused(null);
    try {
      const answer = await api.post(`/api/invites/${code}`, {});
      session.knowRoom(answer.room);
      go(pathOf(answer.room.id), { replace: true });
    } catch (problem) {
      setRefused(/** @type {Problem} */ (problem));
      setBusy(false);
    }
  }
  useEffect(() => {
    if (isIn && cameFromOutside.current) void accept();
    cameFromOutside.current = !isIn;
  }, [isIn]);

  if (!isIn) return <Doors site={site} invite={code} />;
  const user = session.user.value;
  return (
    <div class="stack">
      {user && (
        <p class="who">
          <Avatar person={user} />
          <span class="who-words">
            <span dir="auto">{user.name}</span>
            <small dir="auto">{user.username ? `@${user.username}` : t("guest")}</small>
          </span>
        </p>
      )}
      {refused && (
        <p class="complaint" role="alert">
          {refused.code === "not_found" && refused.detail ? refused.detail : explain(refused)}
        </p>
      )}
      {room ? (
        <button type="button" class="primary" data-busy={busy} aria-disabled={busy} onClick={accept}>
          {t("invitation.join", { name: user?.name ?? "" })}
        </button>
      ) : (
        <p>{t("invitation.inside", { site: site.name })}</p>
      )}
      <a class={room ? "button quiet" : "button primary"} href="/">
        {t("lost.home")}
      </a>
    </div>
  );
}
