// The links that bring people in: to a room, or to the site where not everybody may make an account.

import { useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { copyLink } from "./clipboard.js";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { Listed, useListing } from "./listing.jsx";
import { SelectField, Steps } from "./steps.jsx";
import { Table } from "./table.jsx";
import { agoOf, spanOf, stampOf } from "./when.js";

/** @import { Listing } from "./listing.jsx" */
/** @import { Problem } from "../net/api.js" */
/** @import { Author } from "../wire.js" */
/**
 * @typedef {{code: string, url: string, created_at: number, expires_at?: number | null, max_uses?: number | null,
 *   uses: number, by?: Author}} Invitation
 */

const DAY_MS = 86_400_000;
const SPANS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 0];
const USES = [1, 5, 10, 50, 0];

/** @param {{path: string, hint: string, mayMake?: boolean}} props */
export function Invitations({ path, hint, mayMake = true }) {
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
      {making && <Making path={path} onClose={() => setMaking(false)} onMade={listing.reload} />}
    </section>
  );
}

/** @param {number} at */
const ended = (at) => (at < Date.now() ? t("invites.expired") : stampOf(at));

/** @param {{path: string, onClose: () => void, onMade: () => void}} props */
function Making({ path, onClose, onMade }) {
  const [made, setMade] = useState(/** @type {Invitation | null} */ (null));
  return (
    <Steps
      title={t("invites.create")}
      first="make"
      onClose={onClose}
      steps={[
        {
          key: "make",
          icon: "link",
          title: t("invites.create"),
          words: t("invites.make"),
          text: t("invites.make.text"),
          fields: (
            <>
              <SelectField
                label={t("invites.lasts")}
                name="expires_in"
                value={String(7 * DAY_MS)}
                options={SPANS.map((span) => [String(span), span === 0 ? t("never.ends") : spanOf(span)])}
              />
              <SelectField
                label={t("invites.for")}
                name="max_uses"
                value="10"
                options={USES.map((uses) => [String(uses), uses === 0 ? t("invites.unlimited") : t("invites.people", { count: uses })])}
              />
            </>
          ),
          stays: true,
          result: made && <OneLink url={made.url} onClose={onClose} />,
          run: async ({ expires_in, max_uses }) => {
            setMade(
              await api.post(path, {
                ...(Number(expires_in) > 0 && { expires_in: Number(expires_in) }),
                ...(Number(max_uses) > 0 && { max_uses: Number(max_uses) }),
              }),
            );
            onMade();
          },
        },
      ]}
    />
  );
}

/** A link to pass on. @param {{url: string, hint?: string, onClose: () => void}} props */
export function OneLink({ url, hint, onClose }) {
  return (
    <>
      {hint && <p>{hint}</p>}
      <div class="one-link">
        <input
          type="text"
          readOnly
          autofocus
          ref={(box) => box?.focus()}
          value={url}
          aria-label={t("link")}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="primary" onClick={() => copyLink(url)}>
          <Icon name="copy" />
          {t("copy")}
        </button>
      </div>
      <div class="dialog-actions">
        <button type="button" onClick={onClose}>
          {t("done")}
        </button>
      </div>
    </>
  );
}
