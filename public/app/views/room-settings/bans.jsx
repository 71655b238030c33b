// Who is kept out of the room, and who may say nothing in it.

import { useState } from "preact/hooks";
import { api } from "../../confab.js";
import { t } from "../../i18n.js";
import { say, tell } from "../../notices.js";
import { explain } from "../explain.js";
import { Listed, useListing } from "../listing.jsx";
import { Table } from "../table.jsx";
import { dateOf, stampOf } from "../when.js";
import { Who } from "../who.jsx";

/** @import { Listing } from "../listing.jsx" */
/** @import { Problem } from "../../net/api.js" */
/** @import { Sanction } from "../../wire.js" */
/** @typedef {"bans" | "mutes"} Kind */

/** @param {{path: string}} props */
export function Bans({ path }) {
  return (
    <>
      <Sanctions path={path} kind="bans" />
      <Sanctions path={path} kind="mutes" />
    </>
  );
}

/** @param {{path: string, kind: Kind}} props */
function Sanctions({ path, kind }) {
  /** @type {Listing<Sanction>} */
  const listing = useListing(`${path}/${kind}`, kind);
  return (
    <section aria-labelledby={kind}>
      <h2 id={kind}>{t(kind)}</h2>
      <Listed of={listing} count={`${kind}.count`} empty={t(`${kind}.none`)}>
        {(rows) => (
          <Table
            label={t(kind)}
            rows={rows}
            keyOf={({ user }) => user.id}
            columns={[
              { title: t("column.name"), look: "head", cell: ({ user }) => <Who person={user} /> },
              { title: t("column.until"), cell: ({ until }) => (until === null ? t("step.for_good") : stampOf(until)) },
              { title: t("column.by"), cell: ({ by_user, at }) => `${by_user?.name ?? t("somebody")}, ${dateOf(at)}` },
              { title: t("column.reason"), look: "wide", cell: ({ reason }) => reason && <span dir="auto">{reason}</span> },
              {
                title: t("column.actions"),
                look: "end",
                cell: ({ user }) => (
                  <Lift
                    kind={kind}
                    name={user.name}
                    lift={async () => {
                      await api.delete(`${path}/${kind}/${user.id}`);
                      listing.change((before) => before.filter((row) => row.user.id !== user.id));
                    }}
                  />
                ),
              },
            ]}
          />
        )}
      </Listed>
    </section>
  );
}

/** @param {{kind: Kind, name: string, lift: () => Promise<void>}} props */
function Lift({ kind, name, lift }) {
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      data-busy={busy}
      aria-label={t(`${kind}.lift.named`, { name })}
      onClick={async () => {
        if (busy) return;
        setBusy(true);
        try {
          await lift();
          tell(kind === "bans" ? "bans.lifted" : "measure.unmute.done", { name });
          // The button is gone: what comes next in the page is where one was.
          document.getElementById("main")?.focus();
        } catch (problem) {
          say(explain(/** @type {Problem} */ (problem)));
          setBusy(false);
        }
      }}
    >
      {t("lift")}
    </button>
  );
}
