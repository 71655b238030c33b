// What the build fills in.

/** Address of the icon sprite. */
declare const SPRITE: string;

/** For the service worker: what makes up the client. */
declare const SHELL: { version: string; files: string[] };

/** The address of the list of emoji. */
declare const EMOJI: string;
