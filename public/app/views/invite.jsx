// Links that bring people into a room: a new one to pass on, and those one has made before.

import { useEffect, useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Choices, Complaint, Submit, useForm } from "./form.jsx";
import { agoOf, untilOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { Author, Room } from "../wire.js" */
/**
 * @typedef {{code: string, url: string, created_at: number, expires_at: number | null, max_uses: number | null,
 *   uses: number, by: Author}} Invitation
 */

const DAY_MS = 86_400_000;
/** 0: no end. */
const SPANS_DAYS = [1, 7, 30, 0];
const USES = [1, 10, 0];

/** @param {{room: Room, onClose: () => void}} props */
export function Invite({ room, onClose }) {
  const path = `/api/rooms/${room.id}/invites`;
  const [made, setMade] = useState(/** @type {Invitation | null} */ (null));
  const [earlier, setEarlier] = useState(/** @type {Invitation[] | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const form = useForm(async ({ days, uses }) => {
    const invitation = await api.post(path, {
      ...(Number(days) > 0 && { expires_in: Number(days) * DAY_MS }),
      ...(Number(uses) > 0 && { max_uses: Number(uses) }),
    });
    setMade(invitation);
  });
  useEffect(() => {
    api.get(path).then(
      ({ invites }) => setEarlier(invites),
      (problem) => setTrouble(explain(problem)),
    );
  }, []);

  /** @param {Invitation} invitation */
  async function revoke({ code }) {
    try {
      await api.delete(`${path}/${code}`);
      setEarlier((before) => before && before.filter((other) => other.code !== code));
      tell("invite.revoked");
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <Dialog title={t("invite.title", { room: room.name })} onClose={onClose}>
      {made ? (
        <Link invitation={made} room={room} />
      ) : (
        <form class="stack" onSubmit={form.onSubmit}>
          <p class="hint">{t(room.kind === "private" ? "invite.private" : "invite.text")}</p>
          <Choices
            legend={t("invite.expires")}
            name="days"
            chosen="7"
            options={SPANS_DAYS.map((days) => [String(days), days === 0 ? t("invite.never") : t("span.days", { count: days })])}
          />
          <Choices
            legend={t("invite.uses")}
            name="uses"
            chosen="10"
            options={USES.map((uses) => [String(uses), uses === 0 ? t("invite.unlimited") : t("invite.people", { count: uses })])}
          />
          <Complaint text={form.complaint} />
          <div class="dialog-actions">
            <button type="button" onClick={onClose}>
              {t("cancel")}
            </button>
            <Submit busy={form.busy}>{t("invite.make")}</Submit>
          </div>
        </form>
      )}
      {trouble && (
        <p class="complaint" role="alert">
          {trouble}
        </p>
      )}
      {earlier && earlier.length > 0 && (
        <section class="invites" aria-labelledby="earlier-invites">
          <h3 id="earlier-invites">{t("invite.earlier")}</h3>
          <ul>
            {earlier.map((invitation) => (
              <li key={invitation.code}>
                <span class="row-words">
                  <strong>…/{invitation.code.slice(0, 8)}</strong>
                  <span>{standing(invitation)}</span>
                </span>
                <span class="row-actions">
                  <button type="button" onClick={() => copy(invitation.url)} aria-label={t("invite.copy.named", { code: invitation.code })}>
                    {t("copy")}
                  </button>
                  <button
                    type="button"
                    class="danger-quiet"
                    onClick={() => revoke(invitation)}
                    aria-label={t("invite.revoke.named", { code: invitation.code })}
                  >
                    {t("invites.revoke")}
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

/** @param {{invitation: Invitation, room: Room}} props */
function Link({ invitation, room }) {
  const { url } = invitation;
  return (
    <div class="stack">
      <p>{t("invite.made")}</p>
      <div class="link-box">
        <input
          type="text"
          readOnly
          autofocus
          value={url}
          aria-label={t("invite.link")}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="primary" onClick={() => copy(url)}>
          {t("copy")}
        </button>
      </div>
      <p class="hint">{standing(invitation)}</p>
      {"share" in navigator && (
        // Whoever closes the system's own dialog has changed their mind, which is no failure.
        <button type="button" onClick={() => navigator.share({ title: room.name, url }).catch(() => {})}>
          {t("invite.share")}
        </button>
      )}
    </div>
  );
}

/** How long it holds, and how often it was used. @param {Invitation} invitation */
function standing({ created_at, expires_at, max_uses, uses }) {
  const words = [
    t("invite.age", { ago: agoOf(created_at) }),
    expires_at === null ? t("invite.no_end") : t("invite.until", { until: untilOf(expires_at) }),
    max_uses === null ? t("invite.used", { count: uses }) : t("invite.used_of", { uses, count: max_uses }),
  ];
  return words.join(" · ");
}

/** @param {string} url */
async function copy(url) {
  await navigator.clipboard.writeText(url);
  tell("message.link_copied");
}
