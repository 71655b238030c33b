// A new password, by a link from whoever runs the site.

import "./first-load.js";
import { useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { go } from "../router.js";
import { Complaint, Submit, useForm } from "./form.jsx";
import { WayIn } from "./way-in.jsx";
import { NewPassword } from "./welcome.jsx";

export function Reset() {
  // Behind the "#", so that no server and no log on the way ever sees it.
  const [token] = useState(() => location.hash.slice(1));
  const [done, setDone] = useState(false);
  const [spoilt, setSpoilt] = useState(token === "");
  const form = useForm(async ({ password }) => {
    try {
      await api.post("/api/password/reset", { token, password });
    } catch (problem) {
      const { code } = /** @type {{code?: string}} */ (problem);
      if (["not_found", "forbidden", "conflict", "unauthenticated"].includes(code ?? "")) setSpoilt(true);
      else throw problem;
      return;
    }
    setDone(true);
    // It may have been the password of whoever is signed in here.
    void session.check();
  });

  if (spoilt || done) {
    return (
      <WayIn label={t("reset.title")} title={t(spoilt ? "reset.spoilt" : "reset.done")} lede={t(spoilt ? "reset.spoilt.text" : "reset.done.text")}>
        <div class="stack" role="status">
          <button type="button" class="primary" ref={(button) => button?.focus()} onClick={() => go("/", { replace: true })}>
            {t("welcome.login")}
          </button>
        </div>
      </WayIn>
    );
  }
  return (
    <WayIn label={t("reset.title")} title={t("reset.title")} lede={t("reset.text")}>
      <form class="stack" onSubmit={form.onSubmit}>
        <NewPassword name="password" label={t("password.new")} />
        <Complaint text={form.complaint} />
        <Submit busy={form.busy}>{t("reset.action")}</Submit>
      </form>
    </WayIn>
  );
}
