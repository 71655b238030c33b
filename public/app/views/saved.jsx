// The messages one has kept to come back to, from all one's rooms.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, desk, nameOf, save } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { pathOf } from "../router.js";
import { namedIn } from "../state/mentions.js";
import { SavedList } from "../state/saved.js";
import { RoomMark } from "./avatar.jsx";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { Icon } from "./icon.jsx";
import { useNames } from "./names.js";
import { wordsOf } from "./readable.js";
import { HitLink, MoreOnScroll, walk } from "./search-parts.jsx";
import { Skeleton } from "./skeleton.jsx";
import { agoOf, momentOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { Kept } from "../state/saved.js" */

/** @param {{covered: boolean}} props */
export function Saved({ covered }) {
  const [list] = useState(() => new SavedList(api));
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const inbox = desk.value?.inbox;
  const saved = inbox?.saved.value;
  // What is saved or removed on another device, and what one has just removed.
  useEffect(() => void list.follow(saved ?? new Set()), [saved]);
  const { value: rows } = list.rows;
  const { value: problem } = list.problem;
  const { value: busy } = list.busy;
  const names = useNames((rows ?? []).flatMap(({ message }) => namedIn(message?.text ?? "")).filter((id) => id !== "here" && id !== "everyone"));

  /** @param {Kept} row */
  async function remove({ room_id, seq }) {
    main.current?.focus();
    try {
      await save(room_id, seq, false);
      say(t("saved.removed"), { action: { label: t("undo"), run: () => void save(room_id, seq, true).catch((trouble) => say(explain(trouble))) } });
    } catch (trouble) {
      say(explain(/** @type {Problem} */ (trouble)));
    }
  }

  return (
    <main id="main" class="page" ref={main} inert={covered} tabIndex={-1}>
      <Heading title={t("saved.messages")} />
      <div class="page-body finder" onKeyDown={walk}>
        <p class="sr-only" role="status">
          {rows && !busy && t("saved.count", { count: rows.length })}
        </p>
        {!rows && !problem && <Skeleton />}
        {rows?.length === 0 && (
          <div class="nothing">
            <Icon name="bookmark" />
            <p>{t("saved.none")}</p>
            <p class="hint">{t("saved.none.hint")}</p>
          </div>
        )}
        {rows && rows.length > 0 && (
          <ul class="hits">
            {rows.map((row) => (
              <Line key={`${row.room_id}/${row.seq}`} row={row} nameOf={names} onRemove={() => void remove(row)} />
            ))}
          </ul>
        )}
        {problem && (
          <div class="trouble">
            <p class="complaint" role="alert">
              {explain(problem)}
            </p>
            <button type="button" onClick={() => void (rows?.length ? list.more() : list.reload())}>
              {t("try_again")}
            </button>
          </div>
        )}
        {list.next.value !== null && !problem && <MoreOnScroll busy={busy} onMore={() => void list.more()} />}
      </div>
    </main>
  );
}

/** @param {{row: Kept, nameOf: (id: string) => string | undefined, onRemove: () => void}} props */
function Line({ row: { room, room_id, seq, message, at }, nameOf: names, onRemove }) {
  const when = (
    <time class="hint" dateTime={new Date(at).toISOString()} title={momentOf(at)}>
      {t("saved.ago", { ago: agoOf(at) })}
    </time>
  );
  const where = room ? nameOf(room) : null;
  const author = message && (message.via ? { ...message.author, ...message.via } : message.author);
  return (
    <li>
      <div class="kept">
        <p class="kept-where">
          {room && <RoomMark room={room} />}
          {where !== null && <span dir="auto">{where}</span>}
          {when}
        </p>
        {message && author ? (
          <HitLink href={pathOf(room_id, seq)} author={author} at={message.at}>
            {wordsOf(message, names)}
          </HitLink>
        ) : (
          <p class="gone">{t("saved.gone")}</p>
        )}
      </div>
      <button
        type="button"
        class="quiet icon-button"
        aria-label={author ? t("saved.remove.named", { name: author.name }) : t("saved.remove.gone")}
        title={t("saved.remove")}
        onClick={onRemove}
      >
        <Icon name="x" />
      </button>
    </li>
  );
}
