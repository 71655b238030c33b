// Oneself: name and status, password, where one is signed in, how things look, and the ways out.

import "./first-load.js";
import { useEffect, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { chooseTheme, theme } from "../appearance.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { overlay } from "../overlays.js";
import { Avatar } from "./avatar.jsx";
import { PictureChoice } from "./crop.jsx";
import { Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Complaint, Field, Submit, useForm } from "./form.jsx";
import { Heading } from "./heading.jsx";
import { Icon } from "./icon.jsx";
import { OwnReports } from "./own-reports.jsx";
import { NewPassword } from "./welcome.jsx";
import { agoOf, momentOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { User } from "../wire.js" */
/** @import { Theme } from "../appearance.js" */
/** @typedef {{id: string, device: string, created_at: number, seen_at: number, current: boolean}} SignIn */

/** @param {{covered: boolean}} props */
export function Account({ covered }) {
  const user = session.user.value;
  if (!user) return null;
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("account")}>
        <button type="button" onClick={() => void leave(session.logOut())}>
          {t("log_out")}
        </button>
      </Heading>
      <div class="page-body">
        {user.role === "guest" && <Claim />}
        <Profile user={user} />
        <Appearance />
        {user.role !== "guest" && <Password />}
        <SignIns />
        <OwnReports />
        <Deletion user={user} />
      </div>
    </main>
  );
}

/** @param {Promise<void>} leaving */
async function leave(leaving) {
  try {
    await leaving;
  } catch (problem) {
    say(explain(/** @type {Problem} */ (problem)));
  }
}

/** @param {{user: User}} props */
function Profile({ user }) {
  const form = useForm(async ({ display_name, status }) => {
    await session.changeProfile({ display_name: display_name.trim(), status: status.trim() });
    tell("saved");
  });
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{t("account.profile")}</h2>
      <PictureChoice about="account" picture={user.avatar} otherwise={<Avatar person={user} size="large" />} path="/api/me/avatar" onChange={(answer) => session.knowMe(answer.user)} />
      <form class="stack" onSubmit={form.onSubmit}>
        {user.username && <p class="hint">{t("account.username", { username: user.username })}</p>}
        <Field label={t("display_name")} name="display_name" defaultValue={user.name} required maxLength={64} autocomplete="name" />
        <Field label={t("status")} name="status" defaultValue={user.status ?? ""} hint={t("status.hint")} maxLength={100} autocomplete="off" />
        <Complaint text={form.complaint} />
        <Submit busy={form.busy}>{t("save")}</Submit>
      </form>
    </section>
  );
}

function Appearance() {
  /** @type {Theme[]} */
  const themes = ["system", "light", "dark"];
  return (
    <section>
      <fieldset class="choices">
        <legend>
          <h2>{t("theme")}</h2>
        </legend>
        {themes.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" value={name} checked={theme.value === name} onChange={() => chooseTheme(name)} />
            <span>{t(`theme.${name}`)}</span>
          </label>
        ))}
      </fieldset>
      <button type="button" onClick={() => (overlay.value = { kind: "shortcuts" })}>
        <Icon name="keyboard" />
        {t("shortcuts")}
      </button>
    </section>
  );
}

function Password() {
  const form = useForm(
    async ({ current, new: wanted }, element) => {
      await api.put("/api/me/password", { current, new: wanted });
      element.reset();
      tell("password.changed");
    },
    { forbidden: "password.wrong", unauthenticated: "password.wrong" },
  );
  return (
    <section aria-labelledby="password">
      <h2 id="password">{t("password.change")}</h2>
      <form class="stack" onSubmit={form.onSubmit}>
        <p class="hint">{t("password.change.hint")}</p>
        {/* So that password managers know whose it is. */}
        <input type="text" name="username" autocomplete="username" value={session.user.value?.username ?? ""} readOnly hidden />
        <Field label={t("password.current")} name="current" type="password" required autocomplete="current-password" />
        <NewPassword name="new" label={t("password.new")} />
        <Complaint text={form.complaint} />
        <Submit busy={form.busy}>{t("password.change")}</Submit>
      </form>
    </section>
  );
}

function Claim() {
  const form = useForm(
    async ({ username, password }) => {
      await session.claim({ username: username.trim().toLowerCase(), password });
      tell("claim.done");
    },
    { name_taken: "welcome.name_taken", forbidden: "welcome.refused" },
  );
  return (
    <section aria-labelledby="claim" class="offer">
      <h2 id="claim">{t("claim.title")}</h2>
      <form class="stack" onSubmit={form.onSubmit}>
        <p class="hint">{t("claim.text")}</p>
        <Field
          label={t("username")}
          name="username"
          hint={t("username.hint")}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          minLength={3}
          maxLength={32}
        />
        <NewPassword name="password" label={t("password")} />
        <Complaint text={form.complaint} />
        <Submit busy={form.busy}>{t("claim.action")}</Submit>
      </form>
    </section>
  );
}

function SignIns() {
  const [signIns, setSignIns] = useState(/** @type {SignIn[] | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));

  useEffect(() => {
    api.get("/api/me/sessions").then(
      ({ sessions }) => setSignIns(sessions),
      (problem) => setTrouble(explain(problem)),
    );
  }, []);

  /** @param {SignIn} signIn */
  async function end(signIn) {
    try {
      await api.delete(`/api/me/sessions/${signIn.id}`);
      setSignIns((before) => before && before.filter(({ id }) => id !== signIn.id));
      tell("sessions.ended");
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t("sessions")}</h2>
      {trouble && (
        <p class="complaint" role="alert">
          {trouble}
        </p>
      )}
      <ul class="rows">
        {signIns?.map((signIn) => (
          <li key={signIn.id} class="row">
            <span class="row-words">
              <strong>{signIn.device}</strong>
              <span title={momentOf(signIn.seen_at)}>
                {signIn.current ? t("sessions.current") : t("sessions.used", { ago: agoOf(signIn.seen_at) })}
              </span>
            </span>
            {!signIn.current && (
              <button type="button" aria-label={t("sessions.end.named", { device: signIn.device })} onClick={() => end(signIn)}>
                {t("sessions.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whoever sits at the browser must know the password; a guest, who has none, types their name. @param {{user: User}} props */
function Deletion({ user }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const form = useForm(({ password }) => session.deleteAccount(password), { forbidden: "password.wrong", conflict: "delete.owner" });
  const isGuest = user.role === "guest";
  return (
    <section aria-labelledby="deletion">
      <h2 id="deletion">{t("delete.title")}</h2>
      <p class="hint">{t("delete.text")}</p>
      <button type="button" class="danger-quiet" onClick={() => setAsking(true)}>
        {t("delete.title")}
      </button>
      {asking && (
        <Dialog title={t("delete.title")} onClose={() => setAsking(false)}>
          <form class="stack" onSubmit={form.onSubmit}>
            <p>{t("delete.sure")}</p>
            {isGuest ? (
              <Field
                label={t("step.type", { name: user.name })}
                name="name"
                autocomplete="off"
                spellcheck={false}
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            ) : (
              <Field label={t("password")} name="password" type="password" required autocomplete="current-password" />
            )}
            <Complaint text={form.complaint} />
            <div class="dialog-actions">
              <button type="button" onClick={() => setAsking(false)}>
                {t("cancel")}
              </button>
              <Submit busy={form.busy} class="danger" disabled={isGuest && typed !== user.name}>
                {t("delete.action")}
              </Submit>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}
