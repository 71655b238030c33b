// The links that bring people in: to a room, or to the site where not everybody may make an account.

import { useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { copyLink } from "./clipboard.js";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { Invite } from "./invite.jsx";
import { Listed, useListing } from "./listing.jsx";
import { Table } from "./table.jsx";
import { agoOf, stampOf } from "./when.js";

/** @import { Listing } from "./listing.jsx" */
/** @import { Problem } from "../net/api.js" */
/** @import { Invitation } from "./invite.jsx" */

/**
 * @param {{path: string, hint: string, title: string, text: string, mayMake?: boolean}} props  `title`, `text`: over a new one
 */
export function Invitations({ path, hint, title, text, mayMake = true }) {
  const [making, setMaking] = useState(false);
  /** @type {Listing<Invitation>} */
  const listing = useListing(path, "invites");

  /** @param {Invitation} invitation */
  async function revoke({ code }) {
    try {
      await api.delete(`${path}/${code}`);
      listing.change((rows) => rows.filter((row) => row.code !== code));
      tell("invites.revoked");
      document.getElementById("main")?.focus();
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  const withMakers = listing.rows?.some(({ by }) => by);
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{t("invites")}</h2>
      <p class="hint">{hint}</p>
      {mayMake && (
        <button type="button" class="primary" onClick={() => setMaking(true)}>
          {t("invites.create")}
        </button>
      )}
      <Listed of={listing} count="invites.count" empty={t("invites.none")}>
        {(rows) => (
          <Table
            label={t("invites")}
            rows={rows}
            keyOf={({ code }) => code}
            columns={[
              {
                title: t("column.link"),
                look: "head",
                cell: ({ code }) => <span class="code">…/{code.slice(0, 10)}</span>,
              },
              ...(withMakers ? [{ title: t("column.by"), cell: (/** @type {Invitation} */ { by }) => by && <span dir="auto">{by.name}</span> }] : []),
              { title: t("column.made"), cell: ({ created_at }) => agoOf(created_at) },
              { title: t("column.expires"), cell: ({ expires_at }) => (expires_at == null ? t("never") : ended(expires_at)) },
              {
                title: t("column.uses"),
                look: "number",
                cell: ({ uses, max_uses }) => (max_uses == null ? t("number", { count: uses }) : t("invites.uses_of", { uses, max: max_uses })),
              },
              {
                title: t("column.actions"),
                look: "end",
                cell: (invitation) => (
                  <span class="row-actions">
                    <button type="button" aria-label={t("invites.copy.named", { code: invitation.code })} onClick={() => copyLink(invitation.url)}>
                      <Icon name="copy" />
                      {t("copy")}
                    </button>
                    <button
                      type="button"
                      class="danger-quiet"
                      aria-label={t("invites.revoke.named", { code: invitation.code })}
                      onClick={() => revoke(invitation)}
                    >
                      {t("invites.revoke")}
                    </button>
                  </span>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {making && <Invite path={path} title={title} text={text} onClose={() => setMaking(false)} onMade={listing.reload} />}
    </section>
  );
}

/** @param {number} at */
const ended = (at) => (at < Date.now() ? t("invites.expired") : stampOf(at));
