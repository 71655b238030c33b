// Files before they are sent, and on their way with a message: what they are, how far they have come, and what went wrong.

import { useEffect, useState } from "preact/hooks";
import { session } from "../confab.js";
import { kindOf } from "../files/prepare.js";
import { t } from "../i18n.js";
import { parcelWith, retry } from "../uploading.js";
import { Describe } from "./describe.jsx";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { bytesOf } from "./size.js";

/** @import { Key } from "../i18n.js" */
/** @import { Entry } from "../state/outbox.js" */
/** @import { Tray } from "../state/tray.js" */
/** @import { Trouble, Upload } from "../state/uploads.js" */
/** @import { IconName } from "./icons.js" */

/** @type {Record<string, IconName>} */
const ICONS = { image: "image", video: "film", audio: "music", file: "file" };

/** The same again would end the same. */
const HOPELESS = new Set(["empty", "file_too_large"]);

/** @param {{tray: Tray}} props */
export function UploadTray({ tray }) {
  const items = tray.items.value;
  return (
    <>
      <ul class="upload-tray" aria-label={t("attach.chosen")}>
        {items.map((upload) => (
          <Tile key={upload.key} upload={upload} describable onRemove={() => tray.remove(upload)} />
        ))}
      </ul>
      <Progress items={items} />
    </>
  );
}

/** Of a message that has not arrived. What an earlier page was to send is known by its name only. @param {{entry: Entry}} props */
export function UnsentFiles({ entry }) {
  const parcel = parcelWith(entry.nonce);
  const items = parcel?.items.value ?? [];
  if (!parcel) {
    return (
      <ul class="upload-tray">
        {entry.files?.map((name) => (
          <li key={name} class="upload">
            <span class="upload-face">
              <Icon name="file" />
            </span>
            <span class="upload-name" dir="auto">
              {name}
            </span>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <ul class="upload-tray" aria-label={t("attach.sending")}>
        {items.map((upload) => (
          <Tile key={upload.key} upload={upload} onRemove={entry.state === "uploading" ? () => parcel.remove(upload) : undefined} />
        ))}
      </ul>
      <Progress items={items} />
    </>
  );
}

/** What is read out: how many are there, not each step. @param {{items: readonly Upload[]}} props */
function Progress({ items }) {
  const done = items.filter(({ status }) => status.value.state === "done").length;
  const failed = items.findLast(({ status }) => status.value.state === "failed");
  const { value: now } = failed?.status ?? { value: null };
  return (
    <p class="sr-only" role="status">
      {failed && now?.state === "failed"
        ? t("attach.failed_named", { name: failed.name, why: wordsFor(now.trouble) })
        : t("attach.done_of", { done, count: items.length })}
    </p>
  );
}

/** @param {{upload: Upload, describable?: boolean, onRemove?: () => void}} props */
function Tile({ upload, describable = false, onRemove }) {
  const [describing, setDescribing] = useState(false);
  const { name, size } = upload;
  const now = upload.status.value;
  const kind = upload.prepared.value?.kind ?? kindOf(upload.media.value ?? upload.file);
  const preview = usePreview(upload);
  const failed = now.state === "failed";
  return (
    <li class="upload" data-state={now.state}>
      <span class="upload-face">{preview ? <img src={preview} alt="" /> : <Icon name={ICONS[kind]} />}</span>
      <span class="upload-words">
        <span class="upload-name" dir="auto" title={name}>
          {name}
        </span>
        {failed ? (
          <span class="upload-trouble">{wordsFor(now.trouble)}</span>
        ) : now.state === "done" ? (
          <span class="upload-state">{upload.alt.value || bytesOf(upload.media.value?.size ?? size)}</span>
        ) : (
          <span class="upload-state">
            <progress max={1} value={now.state === "uploading" ? upload.progress.value : undefined} aria-label={t("attach.progress", { name })} />
            {now.state === "uploading" ? t("attach.percent", { count: Math.floor(upload.progress.value * 100) }) : t(`attach.${/** @type {"waiting"} */ (now.state)}`)}
          </span>
        )}
      </span>
      <span class="upload-tools">
        {failed && !HOPELESS.has(now.trouble.code) && (
          <button type="button" class="quiet icon-button" aria-label={t("attach.retry", { name })} title={t("try_again")} onClick={() => retry(upload)}>
            <Icon name="rotate-cw" />
          </button>
        )}
        {describable && kind === "image" && !failed && (
          <button type="button" class="quiet" aria-label={t("attach.describe_named", { name })} title={t("attach.describe.hint")} onClick={() => setDescribing(true)}>
            {upload.alt.value && <Icon name="check" />}
            {t("attach.describe")}
          </button>
        )}
        {onRemove && (
          <button
            type="button"
            class="quiet icon-button"
            aria-label={t("attach.remove", { name })}
            onClick={({ currentTarget }) => {
              // The focus goes on to where one writes, not to nowhere.
              (currentTarget.closest("form") ?? document.querySelector(".composer"))?.querySelector("textarea")?.focus();
              onRemove();
            }}
          >
            <Icon name="x" />
          </button>
        )}
      </span>
      {describing && <Describe upload={upload} preview={preview} onClose={() => setDescribing(false)} />}
    </li>
  );
}

/** A small picture of it, as soon as there is one. @param {Upload} upload */
function usePreview(upload) {
  const prepared = upload.prepared.value;
  const [address, setAddress] = useState(/** @type {string | null} */ (null));
  const picture = prepared?.thumbnail ?? (prepared?.kind === "image" ? prepared.bytes : undefined);
  useEffect(() => {
    if (!picture) return;
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  const media = upload.media.value;
  if (address) return address;
  return prepared ? null : (media?.thumbnail ?? (media?.type.startsWith("image/") ? media.url : null));
}

/** @type {Record<string, Key>} */
const MEANINGS = {
  empty: "attach.empty",
  unreadable: "attach.unreadable",
  unsupported_media: "attach.refused",
  not_found: "attach.no_room",
};

/** What happened and what to do. @param {Trouble} trouble */
function wordsFor({ code, detail, over = 0 }) {
  const by = { size: bytesOf(over) };
  if (code === "file_too_large") return t("attach.file_too_large", by);
  if (code === "person_full") return t("attach.person_full", by);
  if (code === "site_full") return t(session.runsSite.peek() ? "attach.site_full.admin" : "attach.site_full", by);
  // The site says which limit it was, and by how much.
  if (code === "too_large" && detail) return detail;
  return explain({ code, detail }, MEANINGS);
}
