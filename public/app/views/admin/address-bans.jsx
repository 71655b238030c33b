// Addresses from which no guest may come in: for people who have no account to lose.

import { useState } from "preact/hooks";
import { api } from "../../confab.js";
import { t } from "../../i18n.js";
import { say, tell } from "../../notices.js";
import { explain } from "../explain.js";
import { Field } from "../form.jsx";
import { Listed, useListing } from "../listing.jsx";
import { BAN_SPANS, ReasonField, SpanField, Steps, sanctionOf } from "../steps.jsx";
import { Table } from "../table.jsx";
import { dateOf, stampOf } from "../when.js";

/** @import { AddressBan } from "../../wire.js" */
/** @import { Listing } from "../listing.jsx" */
/** @import { Problem } from "../../net/api.js" */

const PATH = "/api/admin/address-bans";

export function AddressBans() {
  const [adding, setAdding] = useState(false);
  /** @type {Listing<AddressBan>} */
  const listing = useListing(PATH, "bans");

  /** @param {AddressBan} ban */
  async function lift({ id, range }) {
    try {
      await api.delete(`${PATH}/${id}`);
      listing.change((rows) => rows.filter((row) => row.id !== id));
      tell("addresses.lifted", { range });
      document.getElementById("main")?.focus();
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{t("addresses")}</h2>
      <p class="hint">{t("addresses.hint")}</p>
      <button type="button" onClick={() => setAdding(true)}>
        {t("addresses.add")}
      </button>
      <Listed of={listing} count="addresses.count" empty={t("addresses.none")}>
        {(rows) => (
          <Table
            label={t("addresses")}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { title: t("column.range"), look: "head", cell: ({ range }) => <span class="code">{range}</span> },
              { title: t("column.until"), cell: ({ until }) => (until === null ? t("step.for_good") : stampOf(until)) },
              { title: t("column.since"), cell: ({ at }) => dateOf(at) },
              { title: t("column.reason"), look: "wide", cell: ({ reason }) => reason && <span dir="auto">{reason}</span> },
              {
                title: t("column.actions"),
                look: "end",
                cell: (ban) => (
                  <button type="button" aria-label={t("addresses.lift.named", { range: ban.range })} onClick={() => lift(ban)}>
                    {t("lift")}
                  </button>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {adding && (
        <Steps
          title={t("addresses.add")}
          first="add"
          onClose={() => setAdding(false)}
          steps={[
            {
              key: "add",
              icon: "ban",
              grave: true,
              words: t("addresses.add"),
              text: t("addresses.add.text"),
              fields: (
                <>
                  <Field label={t("column.range")} name="range" hint={t("addresses.range.hint")} required maxLength={64} autocomplete="off" autocapitalize="none" spellcheck={false} />
                  <SpanField spans={BAN_SPANS} />
                  <ReasonField />
                </>
              ),
              run: async (values) => {
                await api.post(PATH, { range: values.range.trim(), ...sanctionOf(values) });
                listing.reload();
                tell("addresses.added");
              },
            },
          ]}
        />
      )}
    </section>
  );
}
