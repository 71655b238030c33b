// The site, for those who run it: its name, and who may come in.

import { useEffect, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { explain } from "./explain.js";
import { Complaint, Field, Submit, useForm } from "./form.jsx";
import { Heading } from "./heading.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { SignupMode } from "../wire.js" */
/** @typedef {{name: string, signup: SignupMode, guests: boolean}} SiteSettings */

/** @param {{covered: boolean}} props */
export function Settings({ covered }) {
  const [settings, setSettings] = useState(/** @type {SiteSettings | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    document.title = t("title.page", { page: t("settings") });
    api.get("/api/admin/settings").then(
      (answer) => setSettings(answer.settings ?? answer),
      (problem) => setTrouble(explain(/** @type {Problem} */ (problem))),
    );
  }, []);
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("settings")} />
      <div class="page-body">
        {trouble && (
          <p class="complaint" role="alert">
            {trouble}
          </p>
        )}
        {settings && <SettingsForm settings={settings} />}
      </div>
    </main>
  );
}

/** @param {{settings: SiteSettings}} props */
function SettingsForm({ settings }) {
  const form = useForm(async ({ name, signup, guests }) => {
    const wanted = { name: name.trim(), signup: /** @type {SignupMode} */ (signup), guests: guests === "on" };
    await api.patch("/api/admin/settings", wanted);
    const site = session.site.peek();
    if (site) session.knowSite({ ...site, ...wanted });
    tell("settings.saved");
  });
  /** @type {SignupMode[]} */
  const modes = ["open", "invite", "closed"];
  return (
    <section>
      <form class="stack" onSubmit={form.onSubmit}>
        <Field label={t("settings.name")} name="name" defaultValue={settings.name} required maxLength={80} autocomplete="off" />
        <fieldset class="choices tall">
          <legend>{t("settings.signup")}</legend>
          {modes.map((mode) => (
            <label key={mode}>
              <input type="radio" name="signup" value={mode} defaultChecked={settings.signup === mode} />
              <span>{t(`settings.signup.${mode}`)}</span>
            </label>
          ))}
        </fieldset>
        <label class="check">
          <input type="checkbox" name="guests" defaultChecked={settings.guests} />
          <span>{t("settings.guests")}</span>
        </label>
        <Complaint text={form.complaint} />
        <Submit busy={form.busy}>{t("save")}</Submit>
      </form>
    </section>
  );
}
