// What people found wrong: each with what was said around it, and what can be done about it. The same in one room's
// settings and, for all rooms, where the site is run.

import { useState } from "preact/hooks";
import { api, roomCalled } from "../confab.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { pathOf } from "../router.js";
import { Problem } from "../net/api.js";
import { spoken } from "../state/mentions.js";
import { Avatar } from "./avatar.jsx";
import { Check } from "./check.jsx";
import { Area } from "./form.jsx";
import { gistOf } from "./gist.js";
import { Filter, Listed, useFilters, useListing } from "./listing.jsx";
import { useNames } from "./names.js";
import { BAN_SPANS, MUTE_SPANS, ReasonField, SpanField, Steps, sanctionOf } from "./steps.jsx";
import { dateOf, momentOf, stampOf, timeOf } from "./when.js";

/** @import { IconName } from "./icons.js" */
/** @import { Listing } from "./listing.jsx" */
/** @import { Message, Outcome, Report } from "../wire.js" */
/** @import { Step } from "./steps.jsx" */
/** @typedef {"delete" | "mute" | "kick" | "ban" | "site_ban" | "dismiss"} Answer */

const HOUR_MS = 3_600_000;
const NOTE_MAX = 500;

/** @type {Record<Answer, {icon: IconName, outcome: Outcome}>} */
const ANSWERS = {
  delete: { icon: "trash-2", outcome: "removed" },
  mute: { icon: "mic-off", outcome: "sanctioned" },
  kick: { icon: "user-minus", outcome: "sanctioned" },
  ban: { icon: "ban", outcome: "sanctioned" },
  site_ban: { icon: "ban", outcome: "sanctioned" },
  dismiss: { icon: "x", outcome: "dismissed" },
};

/** @param {{path: string, everywhere?: boolean}} props  `everywhere`: of all rooms */
export function Reports({ path, everywhere = false }) {
  const { values, set } = useFilters(["state"]);
  const state = values.state === "handled" ? "handled" : "open";
  const [answering, setAnswering] = useState(/** @type {{report: Report, answer: Answer} | null} */ (null));
  /** @type {Listing<Report>} */
  const listing = useListing(`${path}?state=${state}`, "reports");
  const nameOf = useNames((listing.rows ?? []).map(({ handled_by = "" }) => handled_by));
  return (
    <section aria-labelledby="reports">
      <div class="section-head">
        <h2 id="reports">{t("reports")}</h2>
        <Filter
          label={t("reports.state")}
          value={state}
          options={[
            ["open", t("reports.open")],
            ["handled", t("reports.handled")],
          ]}
          onChoose={(chosen) => set({ state: chosen === "open" ? "" : chosen })}
        />
      </div>
      <Listed of={listing} count="reports.count" empty={t(`reports.none.${state}`)}>
        {(rows) => (
          <ul class="reports">
            {rows.map((report) => (
              <li key={report.id}>
                <OneReport
                  report={report}
                  everywhere={everywhere}
                  handler={nameOf(report.handled_by ?? "")}
                  onAnswer={(answer) => setAnswering({ report, answer })}
                />
              </li>
            ))}
          </ul>
        )}
      </Listed>
      {answering && (
        <Answering
          key={answering.report.id}
          {...answering}
          path={path}
          onClose={() => setAnswering(null)}
          onHandled={(id) => {
            listing.change((rows) => rows.filter((row) => row.id !== id));
            document.getElementById("main")?.focus();
          }}
        />
      )}
    </section>
  );
}

/** @param {{report: Report, everywhere: boolean, handler?: string, onAnswer: (answer: Answer) => void}} props */
function OneReport({ report, everywhere, handler, onAnswer }) {
  const { author, reporter, reason, at, context = [], room, room_name, seq, text, outcome, handled_at, note } = report;
  const names = new Map([author, reporter, ...context.map((message) => message.author)].map(({ id, name }) => [id, name]));
  const around = context.length > 0 ? context : [/** @type {Message} */ ({ seq, author, text, at })];
  return (
    <article class="report" aria-labelledby={`report-${report.id}`}>
      <header>
        <h3 id={`report-${report.id}`}>{t("reports.about", { name: author.name })}</h3>
        <p class="hint">
          <time dateTime={new Date(at).toISOString()} title={momentOf(at)}>
            {stampOf(at)}
          </time>
          {" · "}
          <a href={pathOf(room, seq)}>{everywhere ? room_name || t("reports.direct") : t("reports.message")}</a>
        </p>
      </header>
      <p class="report-reason">
        <span class="hint" dir="auto">
          {t("reports.reporter", { name: reporter.name })}
        </span>
        <span dir="auto">{reason}</span>
      </p>
      <ol class="context" aria-label={t("reports.context")}>
        {around.map((message) => (
          <li key={message.seq} data-reported={message.seq === seq}>
            <Avatar person={message.author} />
            <span class="context-words">
              <span>
                <strong dir="auto">{message.author.name}</strong> <time class="hint">{timeOf(message.at)}</time>
                {message.seq === seq && <span class="tag">{t("reports.this")}</span>}
              </span>
              {/* What was deleted since is still what was complained of. */}
              <span dir="auto">
                {spoken(message.seq === seq ? text : message.text, (id, sign) => (sign === "#" ? roomCalled(id) : (names.get(id) ?? t("somebody")))) ||
                  gistOf(message.attachments ?? []) ||
                  t("message.deleted")}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {outcome ? (
        <p class="hint">
          {t(`reports.outcome.${outcome}`)} {handled_at && t("reports.by", { name: handler ?? t("somebody"), date: dateOf(handled_at) })}
          {note && (
            <>
              {" "}
              <span dir="auto">{t("reports.noted", { note })}</span>
            </>
          )}
        </p>
      ) : (
        <div class="report-actions" role="group" aria-label={t("reports.answers")}>
          {answersTo(report, everywhere).map((answer) => (
            <button key={answer} type="button" class={answer === "dismiss" ? "quiet" : ""} onClick={() => onAnswer(answer)}>
              {t(`reports.${answer}`)}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}

/** In a direct conversation, which has no name, nobody keeps order: there the site can. @param {Report} report @param {boolean} everywhere @returns {Answer[]} */
function answersTo({ room_name }, everywhere) {
  const inRoom = room_name === "" ? [] : /** @type {Answer[]} */ (["delete", "mute", "kick", "ban"]);
  return [...inRoom, ...(everywhere ? /** @type {Answer[]} */ (["site_ban"]) : []), "dismiss"];
}

/** @param {{report: Report, answer: Answer, path: string, onClose: () => void, onHandled: (id: string) => void}} props */
function Answering({ report, answer, path, onClose, onHandled }) {
  const [done] = useState(() => ({ acted: false }));
  const words = { name: report.author.name, reporter: report.reporter.name };

  /** @param {Record<string, string>} values */
  async function run(values) {
    // Tried again because the last word of it was lost, it is not to be done twice.
    if (!done.acted) await act(report, answer, values);
    done.acted = true;
    const note = values.note.trim();
    try {
      await api.patch(`${path}/${report.id}`, { outcome: ANSWERS[answer].outcome, ...(note && { note }) });
      tell("reports.done", words);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== "conflict") throw problem;
      tell("reports.taken");
    }
    onHandled(report.id);
  }

  const sanctions = ["mute", "kick", "ban", "site_ban"].includes(answer);
  // The words of whoever reported it are for moderators alone.
  const isTold = answer === "ban" || answer === "site_ban";
  const spans = answer === "mute" ? MUTE_SPANS : isTold ? BAN_SPANS : null;
  /** @type {Step} */
  const step = {
    key: answer,
    icon: ANSWERS[answer].icon,
    ...wordsOf(answer, report),
    grave: answer !== "dismiss" && answer !== "mute",
    fields: (
      <>
        {spans && <SpanField spans={spans} chosen={answer === "mute" ? HOUR_MS : undefined} />}
        {sanctions && <ReasonField value={isTold ? undefined : report.reason} told={isTold} />}
        {sanctions && report.room_name !== "" && <Check name="removed" words={t("reports.remove")} checked />}
        <Area label={t("reports.note", words)} name="note" hint={t("reports.note.hint")} maxLength={NOTE_MAX} />
      </>
    ),
    run,
  };
  return <Steps title={step.words} steps={[step]} first={answer} onClose={onClose} />;
}

/** What it is called where it is done without a report, too. @param {Answer} answer @param {Report} report */
function wordsOf(answer, { author, reporter, room_name }) {
  const words = { name: author.name, reporter: reporter.name, room: room_name };
  switch (answer) {
    case "delete":
      return { words: t("reports.delete"), title: t("reports.delete.title", words), text: t("message.delete.text") };
    case "dismiss":
      return { words: t("reports.dismiss.action"), title: t("reports.dismiss.title"), text: t("reports.dismiss.text", words) };
    case "site_ban":
      return { words: t("people.ban"), title: t("people.ban.title", words), text: t("people.ban.text", words) };
    default:
      return { words: t(`measure.${answer}`), title: t(`measure.${answer}.title`, words), text: t(`measure.${answer}.text`, words) };
  }
}

/** @param {Report} report @param {Answer} answer @param {Record<string, string>} values */
async function act({ room, seq, author }, answer, values) {
  const path = `/api/rooms/${room}`;
  const sanction = sanctionOf(values);
  if (answer === "delete" || values.removed === "on") await unlessGone(api.delete(`${path}/messages/${seq}`));
  if (answer === "mute") await api.put(`${path}/mutes/${author.id}`, sanction);
  if (answer === "kick") await unlessGone(api.delete(`${path}/members/${author.id}`, sanction));
  if (answer === "ban") await api.put(`${path}/bans/${author.id}`, sanction);
  if (answer === "site_ban") await api.put(`/api/admin/users/${author.id}/ban`, sanction);
}

/** What is not there any more need not be taken away. @param {Promise<unknown>} doing */
async function unlessGone(doing) {
  try {
    await doing;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "not_found") throw problem;
  }
}
