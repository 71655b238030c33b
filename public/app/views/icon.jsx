// An icon from the sprite that the build makes of ICONS.

/* global SPRITE */
/** @import { IconName } from "./icons.js" */

/** @param {{name: IconName}} props */
export function Icon({ name }) {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`${SPRITE}#${name}`} />
    </svg>
  );
}
