// What a picture shows, in words, for those who cannot see it.

import { useState } from "preact/hooks";
import { t } from "../i18n.js";
import { Problem } from "../net/api.js";
import { say } from "../notices.js";
import { describe } from "../uploading.js";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Area, Submit } from "./form.jsx";

/** @import { Upload } from "../state/uploads.js" */

const ALT_MAX = 1_000;

/** @param {{upload: Upload, preview: string | null, onClose: () => void}} props */
export function Describe({ upload, preview, onClose }) {
  const [busy, setBusy] = useState(false);

  /** @param {import("preact").TargetedSubmitEvent<HTMLFormElement>} event */
  async function onSubmit(event) {
    event.preventDefault();
    event.stopPropagation();
    const alt = String(new FormData(event.currentTarget).get("alt")).trim();
    setBusy(true);
    try {
      await describe(upload, alt);
      onClose();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(explain(problem));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t("attach.describe.title")} onClose={onClose}>
      <form class="stack describe" onSubmit={onSubmit}>
        {preview && <img src={preview} alt="" />}
        <Area label={t("attach.describe.label")} name="alt" hint={t("attach.describe.hint")} maxLength={ALT_MAX} defaultValue={upload.alt.peek()} autofocus />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <Submit busy={busy}>{t("save")}</Submit>
        </div>
      </form>
    </Dialog>
  );
}
