// What one has told the moderators of, and what came of it.

import { useEffect, useState } from "preact/hooks";
import { api, roomCalled } from "../confab.js";
import { t } from "../i18n.js";
import { spoken } from "../state/mentions.js";
import { explain } from "./explain.js";
import { agoOf, momentOf } from "./when.js";

/** @import { Report } from "../wire.js" */

/** Nothing is said as long as there was nothing. */
export function OwnReports() {
  const [reports, setReports] = useState(/** @type {Report[]} */ ([]));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    api.get("/api/me/reports").then(
      (answer) => setReports(answer.reports),
      (problem) => setTrouble(explain(problem)),
    );
  }, []);
  if (reports.length === 0 && !trouble) return null;
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">{t("own_reports")}</h2>
      {trouble && (
        <p class="complaint" role="alert">
          {trouble}
        </p>
      )}
      <ul class="rows">
        {reports.map(({ id, room_name, author, text, reason, at, outcome, note }) => (
          <li key={id} class="row own-report">
            <span class="row-words">
              <strong dir="auto">{t("own_reports.what", { name: author.name, room: room_name || t("direct.one") })}</strong>
              <q dir="auto">{spoken(text, (id, sign) => (sign === "#" ? roomCalled(id) : t("somebody")))}</q>
              <span dir="auto">{t("own_reports.reason", { reason })}</span>
              {note && <span dir="auto">{t("own_reports.note", { note })}</span>}
              <span title={momentOf(at)}>{agoOf(at)}</span>
            </span>
            <span class="tag">{t(outcome ? `own_reports.${outcome}` : "reports.open")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
