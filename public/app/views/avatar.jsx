// A person's picture or, for want of one, their initials on a colour that is theirs for good; and the mark of a room.

import { useState } from "preact/hooks";
import { othersOf } from "../confab.js";
import { Icon } from "./icon.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { People, Presence } from "../state/people.js" */
/** @import { Author, Room } from "../wire.js" */

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

/**
 * The name always stands beside it, so it says nothing itself.
 * @param {{person: Pick<Author, "id" | "name" | "avatar">, presence?: Presence, size?: "tiny" | "small" | "large"}} props
 */
export function Avatar({ person, presence, size }) {
  return (
    <span class="avatar" style={{ "--hue": String(hueOf(person.id)) }} data-presence={presence} data-size={size} aria-hidden="true">
      <Face src={person.avatar} large={size === "large"} otherwise={initialsOf(person.name).slice(0, size === "tiny" ? 1 : 2)} />
    </span>
  );
}

/** A picture that was made for this, or what stands for it where there is none or it cannot be had. @param {{src: string | null | undefined, large?: boolean, otherwise: ComponentChildren}} props */
function Face({ src, large, otherwise }) {
  const [broken, setBroken] = useState("");
  const [tries, setTries] = useState(0);
  if (!src || src === broken) return otherwise;
  const address = large ? src.replace(/\/64$/, "/256") : src;

  async function onError() {
    const { isWorthATry, lookFor } = await import("./bytes.js");
    if (isWorthATry(await lookFor(address), tries)) setTries(tries + 1);
    else setBroken(src ?? "");
  }

  return <img key={tries} src={address} alt="" width="36" height="36" loading="lazy" onError={() => void onError().catch(() => setBroken(src))} />;
}

/** What stands before a room's name: its colour, or those one talks with there. @param {{room: Room, people?: People}} props */
export function RoomMark({ room, people }) {
  if (room.kind !== "direct") {
    const icon = room.archived_at !== undefined ? "archive" : room.kind === "private" ? "lock" : "hash";
    return (
      <span class="room-mark" style={{ "--hue": String(room.hue ?? hueOf(room.id)) }}>
        <Face src={room.picture} otherwise={<Icon name={icon} />} />
      </span>
    );
  }
  const [first, second] = othersOf(room);
  if (!first) return <Icon name="message-circle" />;
  if (!second) return <Avatar person={first} size="small" presence={presenceIn(people, first.id)} />;
  return (
    <span class="avatars">
      <Avatar person={first} size="tiny" />
      <Avatar person={second} size="tiny" />
    </span>
  );
}

/** Where somebody is not known to be here, nothing is known. @param {People | undefined} people @param {string} id */
function presenceIn(people, id) {
  const presence = people?.presenceOf(id);
  return presence === "offline" ? undefined : presence;
}
