// A person's picture or, for want of one, their initials on a colour that is theirs for good.

/** @import { Author } from "../wire.js" */

const HUES = 12;

/** Any even spread will do, as long as it never changes. @param {string} id */
function hueOf(id) {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return ((sum % HUES) * 360) / HUES;
}

/** @param {string} name */
function initialsOf(name) {
  const words = name.trim().split(/\s+/).slice(0, 2);
  return words.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** The name always stands beside it, so it says nothing itself. @param {{person: Pick<Author, "id" | "name" | "avatar">, online?: boolean}} props */
export function Avatar({ person, online }) {
  return (
    <span class="avatar" style={{ "--hue": String(hueOf(person.id)) }} data-online={online} aria-hidden="true">
      {person.avatar ? <img src={person.avatar} alt="" width="36" height="36" loading="lazy" /> : initialsOf(person.name)}
    </span>
  );
}
