// An address that leads nowhere, or not for this person.

import { t } from "../i18n.js";
import { Heading } from "./heading.jsx";

/** @param {{covered: boolean}} props */
export function Lost({ covered }) {
  return (
    <main id="main" class="page" inert={covered} tabIndex={-1}>
      <Heading title={t("lost.title")} />
      <div class="lost">
        <p>{t("lost.text")}</p>
        <a class="button primary" href="/">
          {t("lost.home")}
        </a>
      </div>
    </main>
  );
}
