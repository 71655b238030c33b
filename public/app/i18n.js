// The words people read. English is built in; another language is a file beside en.json and needs no code. What only
// pages say that most people seldom see is in pages/, and comes with them.

import en from "./i18n/en.json";

/** @typedef {keyof typeof en | keyof typeof import("./i18n/pages/en.json")} Key */
/** @typedef {Record<string, string | number>} Values */

/** @type {Record<string, string>} */
let words = en;
export let language = "en";
let plurals = new Intl.PluralRules(language);

/** Takes the first of the reader's languages that there is a file for. @param {readonly string[]} wanted */
export async function chooseLanguage(wanted) {
  for (const name of wanted.map((tag) => tag.split("-")[0])) {
    if (name === "en") return;
    try {
      const { default: translated } = await import(`./i18n/${name}.json`);
      words = { ...en, ...translated };
      language = name;
      plurals = new Intl.PluralRules(name);
      return;
    } catch {
      // No such file: on to the next.
    }
  }
}

/** Before a page is shown that is fetched when it is wanted. */
export async function learnPages() {
  const { default: english } = await import("./i18n/pages/en.json");
  const translated = language === "en" ? {} : await pagesIn(language);
  words = { ...english, ...translated, ...words };
}

/** @param {string} name @returns {Promise<Record<string, string>>} */
async function pagesIn(name) {
  try {
    return (await import(`./i18n/pages/${name}.json`)).default;
  } catch {
    return {};
  }
}

/**
 * `{name}` is filled in; with a `count`, `key#one` and its like are preferred.
 * @param {Key} key @param {Values} [values]
 */
export function t(key, values = {}) {
  const counted = "count" in values ? words[`${key}#${plurals.select(Number(values.count))}`] : undefined;
  return (counted ?? words[key]).replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? values[name].toLocaleString(language) : String(values[name] ?? ""),
  );
}
