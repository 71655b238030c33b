// A link, put where it can be pasted from.

import { say, tell } from "../notices.js";

/** @param {string} url */
export async function copyLink(url) {
  try {
    await navigator.clipboard.writeText(url);
    tell("message.link_copied");
  } catch {
    // Not every browser lets a page do that: then one can still see it, and copy it by hand.
    say(url);
  }
}
