// The way in: sign up, log in, or look around; on a new site, make it yours.

import { useState } from "preact/hooks";
import { session } from "../confab.js";
import { t } from "../i18n.js";
import { go, route } from "../router.js";
import { Complaint, Field, Submit, useForm } from "./form.jsx";
import { WayIn } from "./way-in.jsx";

/** @import { Site } from "../wire.js" */
/** @typedef {"signup" | "login" | "guest"} Door */

const NAME_PATTERN = "[a-z0-9_.\\-]{3,32}";

export function Welcome() {
  const site = session.site.value;
  const invite = route.value.screen === "join" ? route.value.invite : "";
  return (
    <WayIn label={t("welcome.door")} title={headline(site)} onTab="" lede={t(site && !site.owned ? "welcome.new.lede" : "welcome.lede")}>
      {session.ended.value && (
        <p class="remark" role="status">
          {t("welcome.ended")}
        </p>
      )}
      {site && (site.owned ? <Doors site={site} invite={invite} /> : <SignUp title={t("welcome.new.title")} action={t("welcome.new.action")} />)}
    </WayIn>
  );
}

/** @param {Site | null} site */
function headline(site) {
  if (!site) return " ";
  if (!site.owned) return t("welcome.new.headline");
  return site.name === "Confab" ? t("welcome.headline") : site.name;
}

/** @param {{site: Site, invite: string}} props */
export function Doors({ site, invite }) {
  const maySignUp = site.signup === "open" || (site.signup === "invite" && invite !== "");
  const [chosen, choose] = useState(/** @type {Door} */ (maySignUp ? "signup" : "login"));
  /** @type {Door[]} */
  const doors = [...(maySignUp ? /** @type {const} */ (["signup"]) : []), "login", ...(site.guests ? /** @type {const} */ (["guest"]) : [])];
  return (
    <>
      <div class="tabs" role="tablist" aria-label={t("welcome.door")}>
        {doors.map((door) => (
          <button
            key={door}
            type="button"
            role="tab"
            id={`tab-${door}`}
            aria-selected={door === chosen}
            aria-controls="door"
            tabIndex={door === chosen ? 0 : -1}
            onClick={() => choose(door)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (!step) return;
              const next = doors[(doors.indexOf(chosen) + step + doors.length) % doors.length];
              choose(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {t(`welcome.${door}`)}
          </button>
        ))}
      </div>
      <div id="door" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
        {chosen === "signup" && <SignUp title={t("welcome.signup.title")} action={t("welcome.signup.action")} invite={invite} />}
        {chosen === "login" && <LogIn />}
        {chosen === "guest" && <LookAround />}
      </div>
      {!maySignUp && <p class="hint">{t(site.signup === "invite" ? "welcome.invite_only" : "welcome.closed")}</p>}
    </>
  );
}

/** @param {{title: string, action: string, invite?: string}} props */
function SignUp({ title, action, invite = "" }) {
  const form = useForm(
    async ({ username, password, display_name }) => {
      await session.signUp({
        username: username.toLowerCase(),
        password,
        ...(display_name.trim() && { display_name: display_name.trim() }),
        ...(invite && { invite }),
      });
      if (route.peek().screen === "join") go("/", { replace: true });
    },
    { name_taken: "welcome.name_taken", forbidden: "welcome.refused" },
  );
  return (
    <form onSubmit={form.onSubmit} class="stack">
      <h2>{title}</h2>
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
        pattern={NAME_PATTERN}
        title={t("username.hint")}
      />
      <Field label={t("display_name")} name="display_name" hint={t("display_name.hint")} autocomplete="name" maxLength={64} />
      <NewPassword name="password" label={t("password")} />
      <Complaint text={form.complaint} />
      <Submit busy={form.busy}>{action}</Submit>
    </form>
  );
}

/** @param {{name: string, label: string}} props */
export function NewPassword({ name, label }) {
  return (
    <Field
      label={label}
      name={name}
      type="password"
      hint={t("password.hint")}
      autocomplete="new-password"
      required
      minLength={8}
      maxLength={256}
    />
  );
}

function LogIn() {
  const form = useForm(({ username, password }) => session.logIn({ username: username.trim().toLowerCase(), password }), {
    unauthenticated: "welcome.wrong",
  });
  return (
    <form onSubmit={form.onSubmit} class="stack">
      <h2>{t("welcome.login.title")}</h2>
      <Field label={t("username")} name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required />
      <Field label={t("password")} name="password" type="password" autocomplete="current-password" required />
      <Complaint text={form.complaint} />
      <Submit busy={form.busy}>{t("welcome.login.action")}</Submit>
    </form>
  );
}

function LookAround() {
  const form = useForm(({ display_name }) => session.lookAround({ display_name: display_name.trim() }));
  return (
    <form onSubmit={form.onSubmit} class="stack">
      <h2>{t("welcome.guest.title")}</h2>
      <Field label={t("your_name")} name="display_name" hint={t("welcome.guest.hint")} autocomplete="nickname" required maxLength={64} />
      <Complaint text={form.complaint} />
      <Submit busy={form.busy}>{t("welcome.guest.action")}</Submit>
    </form>
  );
}
