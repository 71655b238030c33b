// A file as a card: what it is, what it is called, how large it is, and the way to have it.

import { t } from "../i18n.js";
import { keepAddress, onFollow } from "./bytes.js";
import { Icon } from "./icon.jsx";
import { bytesOf } from "./size.js";

/** @import { Media } from "../wire.js" */
/** @import { IconName } from "./icons.js" */

/** The site vouches for few types; of the others the ending says what they want to be. @type {[RegExp, IconName][]} */
const ICONS = [
  [/^(pdf|txt|md|rtf|csv|log|docx?|odt|xlsx?|ods|pptx?|odp|epub|pages|numbers|key)$/, "file-text"],
  [/^(zip|gz|tgz|tar|7z|rar|xz|bz2|zst|jar|dmg|iso)$/, "file-archive"],
  [/^(svg|bmp|tiff?|heic|psd|ico|png|jpe?g|gif|webp|avif)$/, "image"],
  [/^(mkv|avi|wmv|flv|ogv|m4v|mp4|mov|webm)$/, "file-video"],
  [/^(mid|midi|wma|aiff?|opus|mp3|ogg|wav|m4a|flac|aac)$/, "file-audio"],
  [/^(html?|xml|json|ya?ml|toml|css|jsx?|tsx?|mjs|py|rs|go|java|c|h|cpp|sh|sql|rb|php)$/, "file-code"],
];

/** @param {{media: Media}} props */
export function FileCard({ media }) {
  // Known by its content to be one: the browser's own viewer shows it, apart from this page.
  const isPdf = media.type === "application/pdf";
  const look = (/** @type {MouseEvent} */ event) => onFollow(event, media);
  return (
    <div class="file-card">
      <Icon name={iconOf(media)} />
      <div class="file-words">
        {isPdf ? (
          <a href={media.url} target="_blank" rel="noopener" onClick={look}>
            <FileName name={media.name} />
            <span class="sr-only">{t("media.new_tab")}</span>
          </a>
        ) : (
          <a href={keepAddress(media)} download={media.name} onClick={look}>
            <FileName name={media.name} />
          </a>
        )}
        <small>
          {typeOf(media)} · {bytesOf(media.size)}
        </small>
      </div>
      <Keep media={media} />
    </div>
  );
}

/** @param {{media: Media}} props */
export function Keep({ media }) {
  return (
    <a
      class="button quiet icon-button"
      href={keepAddress(media)}
      download={media.name}
      aria-label={t("media.keep.named", { name: plain(media.name) })}
      title={t("media.keep")}
      onClick={(event) => onFollow(event, media)}
    >
      <Icon name="download" />
    </a>
  );
}

/** Instead of what is no longer there. @param {{name: string}} props */
export function Gone({ name }) {
  return (
    <div class="tile-gone">
      <Icon name="image-off" />
      <span>{t("media.gone")}</span>
      <FileName name={name} />
    </div>
  );
}

/** The ending says what a file is: of a long name the middle is left out, not that. */
const ENDING_CHARS = 10;
const EXTENSION = /\.[\p{L}\p{N}]{1,8}$/u;

/**
 * Set apart from the text around it, so that its direction, right to left for example, is its own.
 * @param {{name: string}} props
 */
export function FileName({ name }) {
  const shown = plain(name);
  const chars = [...shown];
  const cut = Math.max(0, chars.length - ENDING_CHARS);
  return (
    <bdi class="file-name" title={shown}>
      <span class="sr-only">{shown}</span>
      <span class="file-name-parts" dir="auto" aria-hidden="true">
        <span>{chars.slice(0, cut).join("")}</span>
        <span>{chars.slice(cut).join("")}</span>
      </span>
    </bdi>
  );
}

/** Without signs that turn the letters after them round: they could make "exe.txt" of "txt.exe". @param {string} name */
const plain = (name) => name.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, "");

/** @param {string} name */
const endingOf = (name) => EXTENSION.exec(plain(name))?.[0].slice(1) ?? "";

/** @param {Media} media @returns {IconName} */
function iconOf({ type, name }) {
  if (type === "application/pdf" || (type === "text/plain" && endingOf(name) === "")) return "file-text";
  return ICONS.find(([endings]) => endings.test(endingOf(name).toLowerCase()))?.[1] ?? "file";
}

/** What it is, in a word. @param {Media} media */
function typeOf({ type, name }) {
  if (type === "application/pdf") return "PDF";
  const ending = endingOf(name).toUpperCase();
  if (type === "application/octet-stream") return ending ? t("media.type.unsure", { ending }) : t("media.file");
  return type === "text/plain" ? t("media.text") : ending || t("media.file");
}
