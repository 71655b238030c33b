// What files take of the site's storage, what they may, and whether anything lies in the bucket that belongs to none.

import { useEffect, useState } from "preact/hooks";
import { api } from "../../confab.js";
import { t } from "../../i18n.js";
import { explain } from "../explain.js";
import { bytesOf } from "../size.js";
import { count, Tiles } from "./numbers.jsx";

/** @import { Key } from "../../i18n.js" */
/** @import { Trouble } from "../explain.js" */

/**
 * @typedef {object} Report
 * @property {number} used_bytes
 * @property {number} files
 * @property {number} unattached
 * @property {number} waiting_for_deletion
 * @property {{file_bytes: number, person_bytes: number, site_bytes: number}} limits
 * @property {string[]} orphans
 * @property {number} looked_at
 * @property {string | null} next
 */

export function Storage() {
  const [report, setReport] = useState(/** @type {Report | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const [found, setFound] = useState(/** @type {{looked: number, orphans: string[], over: boolean} | null} */ (null));
  useEffect(() => {
    api.get("/api/admin/media").then(setReport, (problem) => setTrouble(explain(problem)));
  }, []);

  const look = async () => {
    setTrouble(null);
    let looked = 0;
    /** @type {string[]} */
    const orphans = [];
    /** @type {string | null} */
    let next = "";
    try {
      while (next !== null) {
        setFound({ looked, orphans, over: false });
        /** @type {Report} */
        const page = await api.get(`/api/admin/media?cursor=${encodeURIComponent(next)}`);
        looked += page.looked_at;
        orphans.push(...page.orphans);
        next = page.next;
      }
      setFound({ looked, orphans, over: true });
    } catch (problem) {
      setFound(null);
      setTrouble(explain(/** @type {Trouble} */ (problem)));
    }
  };

  if (!report) return trouble ? <p class="complaint">{trouble}</p> : null;
  const { limits } = report;
  /** @type {[Key, string][]} */
  const tiles = [
    ["storage.used", bytesOf(report.used_bytes)],
    ["storage.site", bytesOf(limits.site_bytes)],
    ["storage.person", bytesOf(limits.person_bytes)],
    ["storage.file", bytesOf(limits.file_bytes)],
    ["storage.files", count(report.files)],
    ["storage.unattached", count(report.unattached)],
    ["storage.waiting", count(report.waiting_for_deletion)],
  ];
  return (
    <section aria-labelledby="numbers-files">
      <h2 id="numbers-files">{t("storage")}</h2>
      <Tiles tiles={tiles} />
      <p class="hint">{t("storage.hint")}</p>
      <button type="button" onClick={look} disabled={found?.over === false}>
        {t("storage.look")}
      </button>
      <div role="status">
        {found && (
          <p class="hint">
            {found.over
              ? t("storage.orphans", { count: found.orphans.length, looked: count(found.looked) })
              : t("storage.looking", { looked: count(found.looked) })}
          </p>
        )}
      </div>
      {found?.over && found.orphans.length > 0 && (
        <ul class="plain">
          {found.orphans.map((key) => (
            <li key={key}>
              <code>{key}</code>
            </li>
          ))}
        </ul>
      )}
      {trouble && (
        <p class="complaint" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}
