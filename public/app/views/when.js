// Times and days as people say them.

import { language, t } from "../i18n.js";

/**
 * Made when it is first needed, for it takes a while, and the language is chosen by then.
 * @template Format @param {(language: string) => Format} make @returns {() => Format}
 */
function once(make) {
  /** @type {Format | undefined} */
  let made;
  return () => (made ??= make(language));
}

/** @param {Intl.DateTimeFormatOptions} options */
const dates = (options) => once((language) => new Intl.DateTimeFormat(language, options));

const clock = dates({ hour: "2-digit", minute: "2-digit" });
const thisYear = dates({ weekday: "long", day: "numeric", month: "long" });
const otherYear = dates({ dateStyle: "long" });
const whole = dates({ dateStyle: "full", timeStyle: "short" });
const date = dates({ dateStyle: "medium" });
const short = dates({ dateStyle: "medium", timeStyle: "short" });
const relative = once((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** @param {number} at */
export const timeOf = (at) => clock().format(at);
/** @param {number} at */
export const momentOf = (at) => whole().format(at);
/** In lists, the day alone. @param {number} at */
export const dateOf = (at) => date().format(at);
/** In lists, day and time. @param {number} at */
export const stampOf = (at) => short().format(at);

/** Equal for moments of the same day, here. @param {number} at */
export const dayKey = (at) => new Date(at).setHours(0, 0, 0, 0);

/** @param {number} at */
export function dayOf(at) {
  const days = Math.round((dayKey(Date.now()) - dayKey(at)) / DAY_MS);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return (new Date(at).getFullYear() === new Date().getFullYear() ? thisYear : otherYear)().format(at);
}

/** @param {number} at */
export function agoOf(at) {
  const past = Date.now() - at;
  if (past < HOUR_MS) return relative().format(-Math.floor(past / MINUTE_MS), "minute");
  if (past < DAY_MS) return relative().format(-Math.floor(past / HOUR_MS), "hour");
  return relative().format(-Math.floor(past / DAY_MS), "day");
}

/** What lasts for good has an end nobody will see. */
const FOR_GOOD_MS = 50 * 365 * DAY_MS;

/** @param {number} until */
export const isForGood = (until) => until - Date.now() > FOR_GOOD_MS;

/** @type {[string, number][]} */
const UNITS = [["day", DAY_MS], ["hour", HOUR_MS], ["minute", MINUTE_MS], ["second", 1_000]];

/** "30 seconds", "2 hours": in the largest unit that says it exactly. @param {number} ms */
export function spanOf(ms, unitDisplay = /** @type {"long" | "narrow"} */ ("long")) {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0) ?? UNITS[UNITS.length - 1];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(Math.ceil(ms / size));
}

/** The time, and the day if it is another. @param {number} at */
export const untilOf = (at) => (dayKey(at) === dayKey(Date.now()) ? timeOf(at) : stampOf(at));
