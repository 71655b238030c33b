// What was sent to a room beside words: pictures, videos, sounds and files, each with the way to where it was said.

/* global MEDIA_STYLE */

import { useEffect, useMemo, useState } from "preact/hooks";
import { api, online } from "../confab.js";
import { t } from "../i18n.js";
import { pathOf } from "../router.js";
import { Shelf } from "../state/shelf.js";
import { explain } from "./explain.js";
import { FileName } from "./file-card.jsx";
import { Icon } from "./icon.jsx";
import { One } from "./media.jsx";
import { Video } from "./players.jsx";
import { bytesGone } from "./bytes.js";
import { MoreOnScroll } from "./search-parts.jsx";
import { Skeleton } from "./skeleton.jsx";
import { stylesheet } from "./stylesheet.js";
import { boxOf, isVoice } from "../state/media.js";
import { momentOf, stampOf } from "./when.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Media, Message } from "../wire.js" */
/** @import { MediaKind } from "../state/media.js" */
/** @import { IconName } from "./icons.js" */

const KINDS = /** @type {MediaKind[]} */ (["image", "video", "audio", "file"]);
/** @type {Record<MediaKind, IconName>} */
const ICONS = { image: "image", video: "film", audio: "music", file: "file" };
/** How pictures are shown, from one visit to the next. */
const LOOK = "confab.shelf";

/** With the looks of it. */
export async function load() {
  await stylesheet(MEDIA_STYLE);
  return ShelfPanel;
}

/** @param {{open: OpenRoom}} props */
export function ShelfPanel({ open }) {
  const [kind, setKind] = useState(/** @type {MediaKind} */ ("image"));
  const [look, setLook] = useState(() => localStorage.getItem(LOOK) ?? "grid");

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (KINDS.indexOf(kind) + step + KINDS.length) % KINDS.length;
    setKind(KINDS[next]);
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).children[next]).focus();
  }

  return (
    <div class="details-body shelf">
      <div class="shelf-kinds" role="tablist" aria-label={t("shelf.kinds")} onKeyDown={onKeyDown}>
        {KINDS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`shelf-${name}`}
            aria-selected={name === kind}
            aria-controls="shelf"
            tabIndex={name === kind ? 0 : -1}
            onClick={() => setKind(name)}
          >
            {t(`shelf.${name}`)}
          </button>
        ))}
      </div>
      <div class="shelf-items" role="tabpanel" id="shelf" aria-labelledby={`shelf-${kind}`}>
        <Items
          key={kind}
          open={open}
          kind={kind}
          look={kind === "image" ? look : "list"}
          onLook={(next) => {
            localStorage.setItem(LOOK, next);
            setLook(next);
          }}
        />
      </div>
    </div>
  );
}

/** @param {{open: OpenRoom, kind: MediaKind, look: string, onLook: (look: string) => void}} props */
function Items({ open, kind, look, onLook }) {
  const shelf = useShelf(open, kind);
  const { items } = shelf;
  const { value: problem } = shelf.problem;
  const { value: busy } = shelf.busy;
  const known = shelf.messages.value !== null;
  const room = open.room.value.id;
  const other = look === "grid" ? "list" : "grid";

  /** @param {Media} media @param {HTMLElement} from */
  async function show(media, from) {
    const { openGallery } = await import("./gallery.js");
    await openGallery({ pictures: shelf.items.map(({ media, message }) => ({ media, room, seq: message.seq })), media, from });
  }

  return (
    <>
      <p class="sr-only" role="status">
        {known && !busy && t("shelf.count", { count: items.length })}
      </p>
      {!known && !problem && <Skeleton />}
      {known && items.length === 0 && shelf.next.value === null && (
        <div class="nothing">
          <Icon name={ICONS[kind]} />
          <p>{t(`shelf.none.${kind}`)}</p>
          <p class="hint">{t("shelf.none.hint")}</p>
        </div>
      )}
      {items.length > 0 && kind === "image" && (
        <div class="shelf-head">
          <span class="hint" aria-hidden="true">
            {t("shelf.count", { count: items.length })}
          </span>
          <button type="button" class="quiet icon-button" aria-label={t(`shelf.${other}`)} title={t(`shelf.${other}`)} onClick={() => onLook(other)}>
            <Icon name={other === "grid" ? "layout-grid" : "list"} />
          </button>
        </div>
      )}
      {items.length > 0 && (
        <ul class={look === "grid" ? "shelf-grid" : "shelf-list"}>
          {items.map(({ media, message }) => (
            <li key={media.id} data-kind={kind}>
              <div class="frame" data-kind={isVoice(media) ? "voice" : kind} style={kind === "video" ? { aspectRatio: ratioOf(media) } : undefined}>
                {kind === "video" && !bytesGone.value.has(media.id) ? <Video media={media} waits /> : <One media={media} onShow={show} />}
              </div>
              {look === "list" && (
                <>
                  {(kind === "image" || kind === "video") && <FileName name={media.name} />}
                  <Where room={room} message={message} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <div class="trouble">
          <p class="complaint" role="alert">
            {online.value ? explain(problem) : t("shelf.offline")}
          </p>
          <button type="button" onClick={() => void (known && shelf.next.peek() !== null ? shelf.more() : shelf.reload())}>
            {t("try_again")}
          </button>
        </div>
      )}
      {shelf.next.value !== null && !problem && <MoreOnScroll busy={busy} onMore={() => void shelf.more()} />}
    </>
  );
}

/** @param {Media} media */
function ratioOf(media) {
  const { width, height } = boxOf(media);
  return `${width} / ${height}`;
}

/** Who sent it and when; it leads there. @param {{room: string, message: Message}} props */
function Where({ room, message }) {
  const { name } = message.via ?? message.author;
  return (
    <a class="shelf-where" href={pathOf(room, message.seq)} title={momentOf(message.at)} aria-label={t("shelf.where", { name, at: stampOf(message.at) })}>
      <bdi>{name}</bdi> · {stampOf(message.at)}
    </a>
  );
}

/** @param {OpenRoom} open @param {MediaKind} kind */
function useShelf(open, kind) {
  const shelf = useMemo(() => new Shelf(open.room.peek().id, kind, api), [open, kind]);
  const isLive = open.status.value.state === "live";
  // What came while one was away is not told: it is asked for.
  useEffect(() => {
    if (isLive || !shelf.messages.peek()) void shelf.reload();
  }, [shelf, isLive]);
  useEffect(() => open.listen((events) => shelf.told(events)), [shelf, open]);
  return shelf;
}
