// A new link that brings people into a room, or to the site.

import { useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { pathOf } from "../router.js";
import { Dialog } from "./dialog.jsx";
import { Choices, Complaint, Submit, useForm } from "./form.jsx";
import { OneLink } from "./one-link.jsx";
import { spanOf } from "./when.js";

/** @import { Author, Room } from "../wire.js" */
/**
 * @typedef {{code: string, url: string, created_at: number, expires_at?: number | null, max_uses?: number | null,
 *   uses: number, by?: Author}} Invitation
 */

const DAY_MS = 86_400_000;
/** 0: no end. */
const SPANS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 0];
/** 0: no limit. */
const USES = [1, 10, 50, 0];

/** @param {Room} room */
export const invitingText = ({ kind }) => t(kind === "private" ? "invite.private" : "invite.text");

/** @param {{room: Room, onClose: () => void}} props */
export function InviteToRoom({ room, onClose }) {
  return (
    <Invite path={`/api/rooms/${room.id}/invites`} title={t("invite.title", { place: room.name })} text={invitingText(room)} onClose={onClose}>
      <a class="button quiet" href={`${pathOf(room.id)}/settings/invites`} onClick={onClose}>
        {t("invite.earlier")}
      </a>
    </Invite>
  );
}

/**
 * @param {{path: string, title: string, text: string, onClose: () => void, onMade?: () => void,
 *   children?: import("preact").ComponentChildren}} props  `children`: beside the new one
 */
export function Invite({ path, title, text, onClose, onMade, children }) {
  const [made, setMade] = useState(/** @type {Invitation | null} */ (null));
  const form = useForm(async ({ span, uses }) => {
    setMade(
      await api.post(path, {
        ...(Number(span) > 0 && { expires_in: Number(span) }),
        ...(Number(uses) > 0 && { max_uses: Number(uses) }),
      }),
    );
    onMade?.();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      {made ? (
        <OneLink url={made.url} label={t("invite.link")} hint={t("invite.made")} onClose={onClose} />
      ) : (
        <form class="stack" onSubmit={form.onSubmit}>
          <p>{text}</p>
          <Choices
            legend={t("invite.expires")}
            name="span"
            chosen={String(7 * DAY_MS)}
            options={SPANS.map((span) => [String(span), span === 0 ? t("invite.never") : spanOf(span)])}
          />
          <Choices
            legend={t("invite.uses")}
            name="uses"
            chosen="10"
            options={USES.map((uses) => [String(uses), uses === 0 ? t("invite.unlimited") : t("people.count", { count: uses })])}
          />
          <Complaint text={form.complaint} />
          <div class="dialog-actions">
            {children}
            <button type="button" onClick={onClose}>
              {t("cancel")}
            </button>
            <Submit busy={form.busy}>{t("invite.make")}</Submit>
          </div>
        </form>
      )}
    </Dialog>
  );
}
