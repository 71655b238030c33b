// The icons in use, by their lucide names: the build puts these, and no others, into the sprite.

export const ICONS = /** @type {const} */ ([
  "arrow-down",
  "arrow-up",
  "check",
  "chevron-left",
  "circle-alert",
  "clock",
  "compass",
  "hash",
  "link",
  "log-out",
  "menu",
  "pencil",
  "plus",
  "reply",
  "rotate-cw",
  "search",
  "settings",
  "smile-plus",
  "trash-2",
  "users",
  "wifi-off",
  "x",
]);

/** @typedef {(typeof ICONS)[number]} IconName */
