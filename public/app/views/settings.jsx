// The site, for those who run it: its name, and who may come in.

import { useEffect, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { explain } from "./explain.js";
import { Complaint, Field, Submit, useForm } from "./form.jsx";
import { Heading } from "./heading.jsx";
import { agoOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { SignupMode } from "../wire.js" */
/** @typedef {{name: string, signup: SignupMode, guests: boolean}} SiteSettings */
/** @typedef {{code: string, url: string, created_at: number, uses: number}} Invitation */

/** @param {{covered: boolean}} props */
export function Settings({ covered }) {
  const [settings, setSettings] = useState(/** @type {SiteSettings | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
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
        {settings && <Invitations />}
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

/** Links that let people make an account where not everybody may. */
function Invitations() {
  const [invites, setInvites] = useState(/** @type {Invitation[]} */ ([]));
  /** @param {Promise<unknown>} doing */
  async function attempt(doing) {
    try {
      await doing;
      setInvites((await api.get("/api/admin/invites")).invites);
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }
  useEffect(() => void attempt(Promise.resolve()), []);
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{t("invites")}</h2>
      <p class="hint">{t("invites.hint")}</p>
      <ul class="rows">
        {invites.map(({ code, url, created_at, uses }) => (
          <li key={code} class="row">
            <span class="row-words">
              <strong>{url}</strong>
              <span>{t("invites.used", { count: uses, ago: agoOf(created_at) })}</span>
            </span>
            <span class="row-actions">
              <button
                type="button"
                onClick={async () => {
                  await navigator.clipboard.writeText(url);
                  tell("message.link_copied");
                }}
              >
                {t("message.copy_link")}
              </button>
              <button type="button" class="danger-quiet" onClick={() => attempt(api.delete(`/api/admin/invites/${code}`))}>
                {t("invites.revoke")}
              </button>
            </span>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => attempt(api.post("/api/admin/invites", {}))}>
        {t("invites.create")}
      </button>
    </section>
  );
}
