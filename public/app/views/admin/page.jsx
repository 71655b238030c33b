// The site, for those who run it.

import "../first-load.js";
import { t } from "../../i18n.js";
import { ADMIN_TABS } from "../../router.js";
import { Heading } from "../heading.jsx";
import { Reports } from "../reports.jsx";
import { Tabs } from "../tabs.jsx";
import { Audit } from "./audit.jsx";
import { Numbers } from "./numbers.jsx";
import { People } from "./people.jsx";
import { Rooms } from "./rooms.jsx";
import { Settings } from "./settings.jsx";

/** @import { AdminTab } from "../../router.js" */

/** @param {{tab: AdminTab, covered: boolean}} props */
export function Admin({ tab, covered }) {
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("admin")} />
      <Tabs
        label={t("admin")}
        tabs={ADMIN_TABS.map((name) => ({ href: `/admin/${name}`, words: t(`admin.${name}`), current: name === tab }))}
      />
      <div class="page-body wide" key={tab}>
        <Part tab={tab} />
      </div>
    </main>
  );
}

/** @param {{tab: AdminTab}} props */
function Part({ tab }) {
  switch (tab) {
    case "numbers":
      return <Numbers />;
    case "people":
      return <People />;
    case "rooms":
      return <Rooms />;
    case "reports":
      return <Reports path="/api/admin/reports" everywhere />;
    case "audit":
      return <Audit />;
    case "settings":
      return <Settings />;
  }
}
