// A person's picture or, for want of one, their initials on a colour that is theirs for good.

/** @import { Author } from "../wire.js" */

const HUES = 12;

/** Ids made in the same second differ in few places: FNV-1a makes much of that, and never changes. @param {string} id */
export function hueOf(id) {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return (((hash ^ (hash >>> 15)) >>> 0) % HUES) * (360 / HUES);
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
