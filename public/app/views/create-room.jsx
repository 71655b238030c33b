// A new room, for everybody or for those who are invited.

import { createRoom } from "../confab.js";
import { t } from "../i18n.js";
import { go, pathOf } from "../router.js";
import { Dialog } from "./dialog.jsx";
import { Complaint, Field, Submit, useForm } from "./form.jsx";

/** @param {{onClose: () => void}} props */
export function CreateRoom({ onClose }) {
  const form = useForm(
    async ({ name, topic, kind }) => {
      const room = await createRoom({ name: name.trim(), topic: topic.trim(), kind });
      onClose();
      go(pathOf(room.id));
    },
    { forbidden: "room.create_refused" },
  );
  return (
    <Dialog title={t("room.create")} onClose={onClose}>
      <form onSubmit={form.onSubmit} class="stack">
        <Field label={t("room.name")} name="name" required maxLength={80} autocomplete="off" />
        <Field label={t("room.topic")} name="topic" hint={t("room.topic.hint")} maxLength={250} autocomplete="off" />
        <fieldset class="choices tall">
          <legend>{t("room.kind")}</legend>
          {/** @type {const} */ (["public", "private"]).map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" value={kind} defaultChecked={kind === "public"} />
              <span>
                {t(`room.${kind}`)}
                <span class="hint">{t(`room.${kind}.hint`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Complaint text={form.complaint} />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={form.busy}>{t("room.create.action")}</Submit>
        </div>
      </form>
    </Dialog>
  );
}
