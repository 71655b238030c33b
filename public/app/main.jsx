// The start: language, router, state, then the first screen.

import { render } from "preact";
import { startConfab } from "./confab.js";
import { chooseLanguage, language } from "./i18n.js";
import { news } from "./news.js";
import { startRouter } from "./router.js";
import { keepTitle } from "./title.js";
import { watchViewport } from "./viewport.js";
import { App } from "./views/app.jsx";

await chooseLanguage(navigator.languages);
document.documentElement.lang = language;
watchViewport();
startRouter();
startConfab(news);
keepTitle();
render(<App />, /** @type {HTMLElement} */ (document.getElementById("app")));

// After the first screen, which must not wait for it.
addEventListener("load", () => {
  void navigator.serviceWorker?.register("/sw.js");
  void import("./views/later.jsx").catch(() => {});
});
