// What the build fills in.

/** Address of the icon sprite. */
declare const SPRITE: string;

/** Addresses of the styles of what is fetched later. */
declare const MEDIA_STYLE: string;
declare const GALLERY_STYLE: string;

/** For the service worker: what makes up the client. */
declare const SHELL: { version: string; files: string[] };

/** The address of the list of emoji. */
declare const EMOJI: string;
