// What the first load brings along, for the pages that are fetched later: each names this file, so that the bundler keeps
// all of it in one file of its own. In seven, one for each set of pages that shares something, it would pack worse.

import "./avatar.jsx";
import "./dialog.jsx";
import "./form.jsx";
import "./heading.jsx";
import "./lost.jsx";
import "./skeleton.jsx";
import "./welcome.jsx";
import "./when.js";
