// What the site is called, who may come in, and which words are not wanted.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, session } from "../../confab.js";
import { t } from "../../i18n.js";
import { tell } from "../../notices.js";
import { Check } from "../check.jsx";
import { explain } from "../explain.js";
import { Complaint, Field, Submit, useForm } from "../form.jsx";
import { Icon } from "../icon.jsx";
import { Invitations } from "../invitations.jsx";
import { SelectField } from "../steps.jsx";
import { Skeleton } from "../skeleton.jsx";
import { useDirty, useUnsaved } from "../unsaved.jsx";

/** @import { SignupMode, Word, WordRule } from "../../wire.js" */
/** @typedef {{name: string, signup: SignupMode, guests: boolean, previews: boolean, words?: Word[]}} SiteSettings */

const PATH = "/api/admin/settings";
const WORDS_MAX = 500;
/** @type {SignupMode[]} */
const MODES = ["open", "invite", "closed"];

export function Settings() {
  const [settings, setSettings] = useState(/** @type {SiteSettings | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const load = () => {
    setTrouble(null);
    api.get(PATH).then(
      (answer) => setSettings(answer.settings ?? answer),
      (problem) => setTrouble(explain(problem)),
    );
  };
  useEffect(load, []);
  if (trouble) {
    return (
      <div class="trouble">
        <p class="complaint" role="alert">
          {trouble}
        </p>
        <button type="button" onClick={load}>
          {t("try_again")}
        </button>
      </div>
    );
  }
  if (!settings) return <Skeleton />;
  return (
    <>
      <SiteForm settings={settings} onSaved={(saved) => setSettings({ ...settings, ...saved })} />
      <Words words={settings.words ?? []} onSaved={(words) => setSettings({ ...settings, words })} />
      <Invitations
        path="/api/admin/invites"
        hint={t("invites.hint")}
        title={t("invite.title", { place: settings.name })}
        text={t("invite.site")}
      />
    </>
  );
}

/** @param {{settings: SiteSettings, onSaved: (saved: SiteSettings) => void}} props */
function SiteForm({ settings, onSaved }) {
  const element = useRef(/** @type {HTMLFormElement | null} */ (null));
  const dirt = useDirty(() => {
    const wanted = wantedOf(Object.fromEntries(new FormData(element.current ?? undefined)));
    return Object.entries(wanted).some(([key, value]) => value !== settings[/** @type {keyof typeof wanted} */ (key)]);
  });
  const question = useUnsaved(dirt.dirty);
  const form = useForm(async (values) => {
    const wanted = wantedOf(values);
    await api.patch(PATH, wanted);
    const site = session.site.peek();
    if (site) session.knowSite({ ...site, name: wanted.name, signup: wanted.signup, guests: wanted.guests });
    onSaved(wanted);
    dirt.settle();
    tell("saved");
  });
  return (
    <section aria-labelledby="site">
      <h2 id="site">{t("settings.site")}</h2>
      <form class="stack" ref={element} onSubmit={form.onSubmit} onInput={dirt.look}>
        <Field label={t("settings.name")} name="name" defaultValue={settings.name} required maxLength={80} autocomplete="off" />
        <fieldset class="choices tall">
          <legend>{t("settings.signup")}</legend>
          {MODES.map((mode) => (
            <label key={mode}>
              <input type="radio" name="signup" value={mode} defaultChecked={settings.signup === mode} />
              <span>{t(`settings.signup.${mode}`)}</span>
            </label>
          ))}
        </fieldset>
        <Check name="guests" words={t("settings.guests")} checked={settings.guests} />
        <Check name="previews" words={t("settings.previews")} checked={settings.previews} />
        <Complaint text={form.complaint} />
        <div class="save-bar">
          <Submit busy={form.busy}>{t("save")}</Submit>
          <span class="hint" role="status">
            {dirt.dirty && t("unsaved")}
          </span>
        </div>
      </form>
      {question}
    </section>
  );
}

/** @param {Record<string, FormDataEntryValue>} values */
const wantedOf = ({ name, signup, guests, previews }) => ({
  name: String(name).trim(),
  signup: /** @type {SignupMode} */ (signup),
  guests: guests === "on",
  previews: previews === "on",
});

/** Each change is saved at once. @param {{words: Word[], onSaved: (words: Word[]) => void}} props */
function Words({ words, onSaved }) {
  const [sought, setSought] = useState("");
  /** @param {Word[]} wanted */
  async function save(wanted) {
    const sorted = [...wanted].sort((a, b) => a.word.localeCompare(b.word));
    await api.patch(PATH, { words: sorted });
    onSaved(sorted);
  }
  const adding = useForm(async ({ word, rule }, form) => {
    const fresh = { word: word.trim().toLocaleLowerCase(), rule: /** @type {WordRule} */ (rule) };
    await save([...words.filter((other) => other.word !== fresh.word), fresh]);
    tell("words.added", { word: fresh.word });
    form.reset();
    form.querySelector("input")?.focus();
  });
  const removing = useForm(async ({ word }) => {
    await save(words.filter((other) => other.word !== word));
    tell("words.removed", { word });
    document.getElementById("main")?.focus();
  });
  const shown = words.filter(({ word }) => word.includes(sought.trim().toLocaleLowerCase()));
  return (
    <section aria-labelledby="words">
      <h2 id="words">{t("words")}</h2>
      <p class="hint">{t("words.hint")}</p>
      <form class="inline-form" onSubmit={adding.onSubmit}>
        <Field label={t("words.word")} name="word" required maxLength={64} pattern="\s*\S+\s*" title={t("words.one")} autocomplete="off" autocapitalize="none" spellcheck={false} />
        <SelectField
          label={t("words.rule")}
          name="rule"
          value="hold"
          options={[
            ["hold", t("words.hold")],
            ["mask", t("words.mask")],
          ]}
        />
        <Submit busy={adding.busy} class="" disabled={words.length >= WORDS_MAX}>
          {t("words.add")}
        </Submit>
      </form>
      <Complaint text={adding.complaint ?? removing.complaint ?? (words.length >= WORDS_MAX ? t("words.full", { count: WORDS_MAX }) : null)} />
      {words.length > 12 && (
        <label class="search">
          <Icon name="search" />
          <span class="sr-only">{t("words.search")}</span>
          <input type="search" placeholder={t("words.search")} value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        </label>
      )}
      {words.length === 0 ? (
        <p class="hint none">{t("words.none")}</p>
      ) : (
        <ul class="words" aria-label={t("words")}>
          {shown.map(({ word, rule }) => (
            <li key={word}>
              <form onSubmit={removing.onSubmit}>
                <input type="hidden" name="word" value={word} />
                <span dir="auto">{word}</span>
                <span class="tag">{t(`words.${rule}.short`)}</span>
                <button type="submit" class="quiet icon-button" aria-label={t("words.remove", { word })}>
                  <Icon name="x" />
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
