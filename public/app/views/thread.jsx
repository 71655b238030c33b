// The panel of a thread: what it began with, what was answered, and the way to answer.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { pathOf } from "../router.js";
import { OpenThread } from "../state/thread.js";
import { rowsOf } from "../state/rows.js";
import { Composer } from "./composer.jsx";
import { closeDrawer, isNarrow } from "./drawers.js";
import { explain } from "./explain.js";
import { followFingers } from "./fingers.js";
import { Icon } from "./icon.jsx";
import { MessageRow, UnsentRow } from "./message.jsx";
import { attempt } from "./react.js";
import { Skeleton } from "./skeleton.jsx";
import { dayKey, dayOf } from "./when.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** This close to the end counts as being there. */
const NEAR_END_PX = 48;

/** @param {{open: OpenRoom, seq: number}} props  seq: any message of it */
export function Thread({ open, seq }) {
  const thread = useMemo(() => new OpenThread(open, seq, api), [open, seq]);
  useEffect(() => () => thread.close(), [thread]);
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (isNarrow.peek()) panel.current?.querySelector("button")?.focus();
  }, []);
  const root = thread.root.value;
  const following = thread.following.value;
  const room = open.room.value;

  return (
    <aside class="details thread" ref={panel} aria-label={t("thread")}>
      <header class="details-head">
        <button type="button" class="quiet icon-button" aria-label={t("thread.close")} onClick={closeDrawer}>
          <Icon name="x" />
        </button>
        <h2>{t("thread")}</h2>
        {root && (
          <>
            <a class="button quiet icon-button" href={pathOf(room.id, root.seq)} aria-label={t("thread.in_room")} title={t("thread.in_room")}>
              <Icon name="corner-up-left" />
            </a>
            <button
              type="button"
              class="quiet icon-button"
              aria-pressed={following}
              aria-label={t("thread.follow")}
              title={t(following ? "thread.following" : "thread.not_following")}
              onClick={() => void attempt(thread.follow(!following))}
            >
              <Icon name={following ? "bell-ring" : "bell-off"} />
            </button>
          </>
        )}
      </header>
      {root ? <Replies open={open} thread={thread} root={root} seq={seq} /> : <Absent thread={thread} />}
    </aside>
  );
}

/** @param {{thread: OpenThread}} props */
function Absent({ thread }) {
  const trouble = thread.trouble.value;
  if (!trouble) return <Skeleton />;
  return (
    <div class="details-body">
      <p class="complaint" role="alert">
        {explain(trouble, { not_found: "message.not_found" })}
      </p>
      <button type="button" onClick={() => void thread.load()}>
        {t("try_again")}
      </button>
    </div>
  );
}

/** @param {{open: OpenRoom, thread: OpenThread, root: Message, seq: number}} props */
function Replies({ open, thread, root, seq }) {
  const [replyTo, setReplyTo] = useState(/** @type {Message | null} */ (null));
  const [editing, setEditing] = useState(/** @type {number | null} */ (null));
  const me = session.user.value?.id ?? "";
  const replies = thread.replies.value;
  const unsent = thread.unsent.value;
  const view = useScrolling(replies, unsent.length, seq);
  const target = useMemo(() => ({ seq }), [seq]);
  // What answers the root answers the thread: only what answers another stands apart.
  const messages = replies.map((reply) => (reply.reply_to === root.seq ? { ...reply, reply_to: undefined } : reply));
  const rows = rowsOf({ messages, unsent: [], readBefore: null, me, keyOf: (message) => open.keyOf(message), dayKey });
  const find = (/** @type {number} */ wanted) => [root, ...replies].find((message) => message.seq === wanted);
  useEffect(
    () => followFingers(view.current, { open, thread: root.seq, find, onEdit: setEditing, onReply: setReplyTo }),
    [open, root.seq, replies],
  );
  const common = { open, me, thread: root.seq, sent: false, onEdit: setEditing, onReply: setReplyTo };

  return (
    <>
      <section class="thread-view" ref={view} aria-label={t("thread.messages")} tabIndex={0}>
        <ol>
          <MessageRow {...common} message={root} first reachable target={null} editing={editing === root.seq} />
          <li class="day">
            <span>{t("thread.replies", { count: root.replies?.count ?? replies.length })}</span>
          </li>
          {thread.hasOlder.value && (
            <li class="more">
              <button type="button" onClick={() => void thread.loadOlder()}>
                {t("thread.older")}
              </button>
            </li>
          )}
          {rows.map((row) =>
            row.kind === "message" ? (
              <MessageRow
                key={row.key}
                {...common}
                message={find(row.message.seq) ?? row.message}
                first={row.first}
                reachable
                target={row.message.seq === seq ? target : null}
                editing={editing === row.message.seq}
              />
            ) : (
              row.kind === "day" && dayKey(root.at) !== dayKey(row.at) && (
                <li key={row.key} class="day">
                  <span>{dayOf(row.at)}</span>
                </li>
              )
            ),
          )}
          {unsent.map((entry) => (
            <UnsentRow key={entry.nonce} open={open} entry={entry} first thread={root.seq} />
          ))}
        </ol>
      </section>
      <Composer
        open={open}
        thread={root.seq}
        replyTo={replyTo}
        onReplied={() => setReplyTo(null)}
        onEditLast={() => {
          const mine = replies.findLast(({ author, deleted_at }) => author.id === me && deleted_at === undefined);
          if (mine) setEditing(mine.seq);
        }}
      />
    </>
  );
}

/** Whoever is at the end stays there; a reply that was linked to is brought into view. @param {readonly Message[]} replies @param {number} unsent @param {number} seq */
function useScrolling(replies, unsent, seq) {
  const view = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  useEffect(() => {
    const { current } = view;
    if (!current) return;
    const look = () => (atEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_END_PX);
    const keep = new ResizeObserver(() => atEnd.current && current.scrollTo(0, current.scrollHeight));
    current.addEventListener("scroll", look);
    keep.observe(current);
    if (current.firstElementChild) keep.observe(current.firstElementChild);
    const linked = current.querySelector(`[data-target="true"]`);
    if (linked) {
      atEnd.current = false;
      linked.scrollIntoView({ block: "center" });
    }
    return () => {
      keep.disconnect();
      current.removeEventListener("scroll", look);
    };
  }, [seq]);
  useLayoutEffect(() => {
    if (atEnd.current) view.current?.scrollTo(0, view.current.scrollHeight);
  }, [replies.at(-1)?.seq, unsent]);
  return view;
}
