// What is put where it can be pasted from.

import { say, tell } from "../notices.js";

/** True when it is there. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not every browser lets a page do that: then one can still see it, and copy it by hand.
    say(text);
    return false;
  }
}

/** @param {string} url */
export async function copyLink(url) {
  if (await copyText(url)) tell("message.link_copied");
}
