// Telling the moderators that a message is not all right.

import { api, roomCalled } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { spoken } from "../state/mentions.js";
import { Dialog } from "./dialog.jsx";
import { Area, Complaint, Submit, useForm } from "./form.jsx";
import { gistOf } from "./gist.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

const REASON_MAX = 500;

/** @param {{message: Message, open: OpenRoom, onClose: () => void}} props */
export function ReportDialog({ message, open, onClose }) {
  const form = useForm(async ({ reason }) => {
    await api.post(`/api/rooms/${open.room.peek().id}/messages/${message.seq}/report`, { reason: reason.trim() });
    onClose();
    tell("report.thanks");
  });
  return (
    <Dialog title={t("report.title")} onClose={onClose}>
      <form class="stack" onSubmit={form.onSubmit}>
        <blockquote class="reported">
          <strong dir="auto">{message.author.name}</strong>
          <p dir="auto">{spoken(message.text, (id, sign) => (sign === "#" ? roomCalled(id) : (open.nameOf(id) ?? t("somebody")))) || gistOf(message.attachments)}</p>
        </blockquote>
        <Area label={t("report.reason")} name="reason" hint={t("report.hint")} required maxLength={REASON_MAX} />
        <Complaint text={form.complaint} />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={form.busy}>{t("report.action")}</Submit>
        </div>
      </form>
    </Dialog>
  );
}
