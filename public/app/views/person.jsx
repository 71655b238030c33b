// Somebody's card: who they are, what they are up to, and what one can do with or about them.

import { useEffect, useState } from "preact/hooks";
import { api, session, talkTo } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { overlay } from "../overlays.js";
import { measuresFor } from "../state/rank.js";
import { Avatar } from "./avatar.jsx";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { GRAVE_MEASURES, MEASURE_ICONS } from "./measures.jsx";
import { isForGood, untilOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Author, Seat, User } from "../wire.js" */

/** @param {{person: Author, open: OpenRoom | null, onClose: () => void}} props */
export function Person({ person, open, onClose }) {
  const { user, online, trouble } = useProfile(person.id);
  const seat = useSeat(open, person.id);
  const [busy, setBusy] = useState(false);
  const me = session.user.value;
  const isMe = person.id === me?.id;
  const isDirect = open?.room.value.kind === "direct";
  const shown = user ?? open?.people.known.value.get(person.id) ?? person;
  const measures =
    open && !isMe && !isDirect
      ? measuresFor({
          may: open.may.value,
          own: open.seat.value?.role,
          runsSite: session.runsSite.value,
          person: shown,
          seat,
          now: Date.now(),
        })
      : [];
  const presence = open?.people.presenceOf(person.id);
  const isOnline = online || presence !== undefined && presence !== "offline";
  const mutedUntil = seat?.muted_until ?? 0;

  async function talk() {
    setBusy(true);
    try {
      await talkTo([person.id]);
      onClose();
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
      setBusy(false);
    }
  }

  return (
    <Dialog title={shown.name} onClose={onClose} look="person">
      <div class="person-head">
        <Avatar person={shown} size="large" />
        <div class="person-words">
          {user?.username && <p dir="auto">@{user.username}</p>}
          <p class="tags">
            {seat && !isDirect && <span class="tag">{t(`role.${seat.role}`)}</span>}
            {user && ["owner", "admin"].includes(user.role) && <span class="tag">{t("role.site")}</span>}
            {shown.kind === "guest" && !seat && <span class="tag">{t("guest")}</span>}
            {shown.kind === "bot" && <span class="tag">{t("bot")}</span>}
          </p>
          {/* As high as it will be, so that nothing jumps when the answer comes. */}
          <p class="hint presence" data-online={isOnline} data-idle={presence === "idle"}>
            {presence === "idle" ? t("person.idle") : isOnline ? t("person.online") : user ? t("person.away") : " "}
          </p>
        </div>
      </div>
      {user?.status && <p dir="auto">{user.status}</p>}
      {mutedUntil > Date.now() && <p class="hint">{mutedWords(mutedUntil)}</p>}
      {seat === null && open && !isMe && <p class="hint">{t("person.no_seat")}</p>}
      {trouble && (
        <p class="complaint" role="alert">
          {explain(trouble, { not_found: "person.gone" })}
        </p>
      )}
      <div class="person-actions">
        {isMe && (
          <a class="button" href="/account" onClick={onClose}>
            {t("person.edit")}
          </a>
        )}
        {!isMe && me?.role !== "guest" && !trouble && (
          <button type="button" class="primary" data-busy={busy} onClick={talk}>
            <Icon name="message-circle" />
            {t("person.message")}
          </button>
        )}
      </div>
      {open && measures.length > 0 && (
        <section class="person-measures" aria-label={t("person.measures")}>
          {measures.map((measure) => (
            <button
              key={measure}
              type="button"
              class={GRAVE_MEASURES.has(measure) ? "danger-quiet" : undefined}
              onClick={() => (overlay.value = { kind: "measure", measure, person: shown, open })}
            >
              <Icon name={MEASURE_ICONS[measure]} />
              {t(`measure.${measure}`)}
            </button>
          ))}
        </section>
      )}
    </Dialog>
  );
}

/** @param {number} until */
const mutedWords = (until) =>
  isForGood(until) ? t("person.muted") : t("person.muted_until", { until: untilOf(until) });

/** @param {string} id */
function useProfile(id) {
  const [profile, setProfile] = useState(
    /** @type {{user: User | null, online: boolean, trouble: Problem | null}} */ ({ user: null, online: false, trouble: null }),
  );
  useEffect(() => {
    api.get(`/api/users/${id}`).then(
      ({ user, online }) => setProfile({ user, online, trouble: null }),
      (trouble) => setProfile({ user: null, online: false, trouble }),
    );
  }, [id]);
  return profile;
}

/** @param {OpenRoom | null} open @param {string} id @returns {Seat | null | undefined} */
function useSeat(open, id) {
  const [found, setFound] = useState(/** @type {Seat | null | undefined} */ (undefined));
  useEffect(() => void open?.members.find(id).then(setFound), [open, id]);
  return open?.members.seats.value.get(id) ?? found;
}
