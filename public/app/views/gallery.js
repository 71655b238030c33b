// Pictures, one at a time and as large as the screen: by keyboard, wheel and fingers. The way back closes it.

/* global GALLERY_STYLE, SPRITE */

import PhotoSwipe from "photoswipe";
import { t } from "../i18n.js";
import { go, pathOf, wayBack } from "../router.js";
import { kindOf } from "../state/media.js";
import { keepAddress, lookAfter, onFollow } from "./bytes.js";
import { firstFrame, isMoving, mayMoveUnasked, still } from "./motion.js";
import { altOf } from "./picture.jsx";
import { stylesheet } from "./stylesheet.js";

/** @import { SlideData } from "photoswipe" */
/** @import { Media, Message } from "../wire.js" */

/**
 * @typedef {{media: Media, room: string, seq: number}} Shown  a picture, and where it was said
 */

/** All of these messages, in their order. @param {string} room @param {readonly Message[]} messages @returns {Shown[]} */
export const picturesOf = (room, messages) =>
  messages.flatMap(({ seq, attachments, deleted_at }) =>
    deleted_at === undefined ? attachments.filter((media) => kindOf(media) === "image").map((media) => ({ media, room, seq })) : [],
  );

/** Measures nobody knew: the picture tells when it is there. */
const UNKNOWN = { width: 1600, height: 1200 };

/**
 * @param {object} about
 * @param {Shown[]} about.pictures
 * @param {Media} about.media  the one to begin with
 * @param {HTMLElement} about.from  what it grows from, and goes back to
 */
export async function openGallery({ pictures, media: first, from }) {
  await stylesheet(GALLERY_STYLE);
  // A second click, before the first had come to anything.
  if (document.querySelector(".pswp")) return;
  const index = Math.max(0, pictures.findIndex(({ media }) => media.id === first.id));
  const gallery = new PhotoSwipe({
    dataSource: pictures.map((picture, place) => slideOf(picture, place === index ? from : undefined)),
    index,
    bgOpacity: 0.96,
    loop: false,
    wheelToZoom: true,
    preload: [1, 1],
    padding: { top: 56, bottom: 56, left: 0, right: 0 },
    showHideAnimationType: still.peek() ? "none" : "zoom",
    zoomAnimationDuration: still.peek() ? 0 : 250,
    indexIndicatorSep: " / ",
    closeTitle: t("close"),
    zoomTitle: t("gallery.zoom"),
    arrowPrevTitle: t("gallery.previous"),
    arrowNextTitle: t("gallery.next"),
    errorMsg: t("media.broken"),
    mainClass: "gallery",
  });
  const leads = { to: /** @type {string | null} */ (null) };
  measureLate(gallery, pictures);
  addTools(gallery, pictures, leads);
  holdWayBack(gallery, leads);
  // Where it is gone, its place in the timeline says so from then on.
  gallery.on("loadError", async ({ content: { index } }) => {
    if ((await lookAfter(pictures[index].media)) === "renewed") gallery.refreshSlideContent(index);
  });
  gallery.init();
  // Its own titles are no names for it.
  gallery.element?.setAttribute("aria-label", t("gallery"));
  gallery.element?.setAttribute("aria-modal", "true");
}

/** @param {Shown} picture @param {HTMLElement} [element] @returns {SlideData} */
function slideOf({ media }, element) {
  return {
    // Whoever wants no movement, or did not ask for so many bytes, gets the small one that stands still.
    src: isHeld(media) && media.thumbnail ? media.thumbnail : media.url,
    msrc: media.thumbnail,
    width: media.width ?? UNKNOWN.width,
    height: media.height ?? UNKNOWN.height,
    alt: altOf(media),
    element,
    thumbCropped: true,
  };
}

/** @param {PhotoSwipe} gallery @param {Shown[]} pictures */
function measureLate(gallery, pictures) {
  gallery.on("loadComplete", ({ content, slide }) => {
    const { element } = content;
    if (pictures[content.index]?.media.width || !(element instanceof HTMLImageElement) || !element.naturalWidth) return;
    content.width = slide.width = element.naturalWidth;
    content.height = slide.height = element.naturalHeight;
    slide.calculateSize();
    slide.zoomAndPanToInitial();
    slide.applyCurrentZoomPan();
    slide.updateContentSize(true);
  });
}

/** Keeping it, seeing it among what was said, playing it, and what somebody wrote for those who cannot see it. @param {PhotoSwipe} gallery @param {Shown[]} pictures @param {{to: string | null}} leads */
function addTools(gallery, pictures, leads) {
  const now = () => pictures[gallery.currIndex];
  /** Those that may move now. @type {Set<string>} */
  const asked = new Set();
  gallery.on("contentLoad", (event) => {
    const { content } = event;
    const { media } = pictures[content.index];
    if (!isHeld(media) || media.thumbnail || asked.has(media.id)) return;
    event.preventDefault();
    const image = document.createElement("img");
    image.className = "pswp__img";
    image.alt = altOf(media);
    content.element = image;
    content.state = "loading";
    void firstFrame(media.url).then((frame) => {
      if (!frame) return content.onError();
      image.src = frame;
      image.onload = () => content.onLoaded();
    });
  });
  gallery.on("uiRegister", () => {
    const { ui } = gallery;
    ui?.registerElement({
      name: "play",
      order: 7,
      isButton: true,
      title: t("media.play"),
      html: glyph("play"),
      onInit: (element) => gallery.on("change", () => (element.hidden = !isHeld(now().media) || asked.has(now().media.id))),
      onClick: (_, element) => {
        asked.add(now().media.id);
        element.hidden = true;
        const data = gallery.currSlide?.data;
        if (data) data.src = now().media.url;
        gallery.refreshSlideContent(gallery.currIndex);
      },
    });
    ui?.registerElement({
      name: "keep",
      order: 8,
      isButton: true,
      tagName: "a",
      title: t("media.keep"),
      html: glyph("download"),
      onInit: (element) => {
        const link = /** @type {HTMLAnchorElement} */ (element);
        link.addEventListener("click", (event) => onFollow(event, now().media));
        gallery.on("change", () => {
          link.href = keepAddress(now().media);
          link.download = now().media.name;
        });
      },
    });
    ui?.registerElement({
      name: "message",
      order: 9,
      isButton: true,
      tagName: "a",
      title: t("gallery.message"),
      html: glyph("corner-up-left"),
      onInit: (element) => {
        const link = /** @type {HTMLAnchorElement} */ (element);
        gallery.on("change", () => (link.href = pathOf(now().room, now().seq)));
      },
      onClick: (event) => {
        event.preventDefault();
        const { room, seq } = now();
        leads.to = pathOf(room, seq);
        close(gallery);
      },
    });
    ui?.registerElement({
      name: "caption",
      order: 10,
      isButton: false,
      appendTo: "root",
      onInit: (element) => {
        element.dir = "auto";
        gallery.on("change", () => (element.textContent = now().media.alt ?? ""));
      },
    });
  });
}

/** A moving picture that stands still until it is asked to move. @param {Media} media */
const isHeld = (media) => isMoving(media) && !mayMoveUnasked(media);

/** @param {import("./icons.js").IconName} name */
const glyph = (name) => `<svg class="icon" aria-hidden="true"><use href="${SPRITE}#${name}"/></svg>`;

/** While it still opens, it takes no word of closing. @param {PhotoSwipe} gallery */
function close(gallery) {
  if (gallery.opener.isOpen) gallery.close();
  else gallery.on("openingAnimationEnd", () => gallery.close());
}

/** On a phone the way back is how one closes what stands over everything. @param {PhotoSwipe} gallery @param {{to: string | null}} leads  where one goes from here */
function holdWayBack(gallery, leads) {
  const { hold } = wayBack;
  let isBack = false;
  history.pushState(history.state, "", location.href);
  wayBack.hold = () => {
    isBack = true;
    close(gallery);
    return true;
  };
  // The library listens to no keys yet while it opens.
  const early = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || gallery.opener.isOpen) return;
    event.preventDefault();
    close(gallery);
  };
  document.addEventListener("keydown", early);
  gallery.on("destroy", () => {
    document.removeEventListener("keydown", early);
    wayBack.hold = hold;
    // In the place of the step that was made for it.
    if (leads.to) go(leads.to, { replace: true });
    if (leads.to || isBack) return;
    // The step that was made for it is taken back, and leads nowhere else.
    wayBack.hold = () => {
      wayBack.hold = hold;
      return true;
    };
    history.back();
  });
}
