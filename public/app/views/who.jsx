// A person in a list.

import { Avatar } from "./avatar.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { Author } from "../wire.js" */

/** @param {{person: Author, sub?: ComponentChildren, children?: ComponentChildren}} props  `children`: marks after the name */
export function Who({ person, sub, children }) {
  return (
    <span class="who">
      <Avatar person={person} />
      <span class="who-words">
        <span class="who-name">
          <span dir="auto">{person.name}</span>
          {children}
        </span>
        {sub && <small dir="auto">{sub}</small>}
      </span>
    </span>
  );
}
