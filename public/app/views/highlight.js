// Colours for code: what the highlighter finds, as a tree of parts. No HTML is made of it anywhere.

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

/** @typedef {string | {look: string, parts: Part[]}} Part */

const LANGUAGES = { bash, cpp, css, go, java, javascript, json, python, rust, typescript, xml, yaml };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
hljs.registerAliases(["c", "h"], { languageName: "cpp" });
hljs.registerAliases("shell", { languageName: "bash" });

/** @param {string} text @param {string} language @returns {Part[]} */
export function colour(text, language) {
  const found = /** @type {any} */ (hljs.highlight(text, { language, ignoreIllegals: true }));
  return found._emitter.root.children.map(partOf);
}

/** @param {any} node @returns {Part} */
function partOf(node) {
  if (typeof node === "string") return node;
  const parts = node.children.map(partOf);
  // "title.function" is a title first of all.
  return { look: `code-${String(node.scope ?? "").split(/[.:]/)[0]}`, parts };
}
