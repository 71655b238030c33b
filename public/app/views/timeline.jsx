// The messages of a room. One component owns the scroll position: whoever reads stays where they are, whatever grows
// above or below; whoever looks at the newest message goes on looking at the newest.

import { Component, createRef } from "preact";
import { useComputed } from "@preact/signals";
import { nameOf, othersOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { restsOf } from "../state/reads.js";
import { rowsOf } from "../state/rows.js";
import { Avatar } from "./avatar.jsx";
import { followFingers } from "./fingers.js";
import { Icon } from "./icon.jsx";
import { MessageRow, UnsentRow } from "./message.jsx";
import { wordsOf } from "./readable.js";
import { Skeleton } from "./skeleton.jsx";
import { dayKey, dayOf } from "./when.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Row } from "../state/rows.js" */
/** @import { Message } from "../wire.js" */
/** @import { Target } from "./room.jsx" */

/** This close to the end counts as being there. */
const NEAR_END_PX = 48;
/** The next page is fetched when less than this is left to scroll. */
const FETCH_AHEAD_PX = 1_600;

/**
 * @typedef {object} TimelineProps
 * @property {OpenRoom} open
 * @property {Target | null} target
 * @property {number | null} editing
 * @property {(seq: number | null) => void} onEdit
 * @property {(message: Message) => void} onReply
 */

/** @param {TimelineProps} props */
export function Timeline({ open, target, editing, onEdit, onReply }) {
  const { timeline } = open;
  const me = session.user.value?.id ?? "";
  const rows = useComputed(() =>
    rowsOf({
      messages: timeline.messages.value,
      unsent: open.unsent.value,
      readBefore: open.reads.before.value,
      me,
      keyOf: (message) => open.keyOf(message),
      dayKey,
    }),
  ).value;
  const seen = useComputed(() => restsOf(timeline.messages.value, open.reads.others.value)).value;
  const missed = timeline.following.value ? 0 : timeline.head.value.seq - open.reads.seen.value;
  return (
    <>
      <Scroller
        open={open}
        target={target}
        rows={rows}
        seen={seen}
        editing={editing}
        onEdit={onEdit}
        onReply={onReply}
        me={me}
        known={timeline.known.value}
        hasOlder={timeline.hasOlder.value}
        hasNewer={!timeline.atTail.value}
        fetching={open.fetching.value}
      />
      {!timeline.following.value && (
        <button
          type="button"
          class="jump"
          onClick={async () => {
            await open.showNewest();
            timeline.following.value = true;
          }}
        >
          <Icon name="arrow-down" />
          {missed > 0 ? t("timeline.missed", { count: missed }) : t("timeline.newest")}
        </button>
      )}
      <Announcer open={open} />
    </>
  );
}

/** Tells a screen reader what just arrived, and nothing else. @param {{open: OpenRoom}} props */
function Announcer({ open }) {
  const message = open.arrived.value;
  return (
    <p class="sr-only" aria-live="polite">
      {message &&
        t("timeline.said", {
          name: message.author.name,
          text: wordsOf(message, (id) => open.nameOf(id)),
        })}
    </p>
  );
}

/**
 * @typedef {TimelineProps & {rows: Row[], seen: Map<number, readonly string[]>, me: string, known: boolean, hasOlder: boolean, hasNewer: boolean,
 *   fetching: import("../state/room.js").Fetching}} ScrollerProps
 * @typedef {{element: Element, top: number} | null} Anchor
 */

/** @extends {Component<ScrollerProps>} */
class Scroller extends Component {
  #view = /** @type {import("preact").RefObject<HTMLElement>} */ (createRef());
  #list = /** @type {import("preact").RefObject<HTMLOListElement>} */ (createRef());
  /** What the reader's eyes are on, measured after each scroll. @type {Anchor} */
  #anchor = null;
  /** Where the view stood last: what stands higher was scrolled there by somebody. */
  #stood = 0;
  #resizes = new ResizeObserver(() => this.#keepPlace());
  #letGo = () => {};

  componentDidMount() {
    const { current: view } = this.#view;
    const { current: list } = this.#list;
    if (!view || !list) return;
    this.#resizes.observe(view);
    this.#resizes.observe(list);
    document.addEventListener("visibilitychange", this.#look);
    const { open } = this.props;
    this.#letGo = followFingers(view, {
      open,
      find: (seq) => open.timeline.find(seq),
      onEdit: (seq) => this.props.onEdit(seq),
      onReply: (message) => this.props.onReply(message),
    });
    this.#settle(true);
  }

  componentWillUnmount() {
    this.#resizes.disconnect();
    this.#letGo();
    document.removeEventListener("visibilitychange", this.#look);
  }

  getSnapshotBeforeUpdate() {
    if (!this.props.open.timeline.following.peek()) this.#anchor = this.#measure();
    return null;
  }

  /** @param {ScrollerProps} before */
  componentDidUpdate(before) {
    this.#settle(before.target !== this.props.target);
  }

  /** @param {boolean} aim */
  #settle(aim) {
    const { target } = this.props;
    if (aim && target) this.#show(target.seq);
    else this.#keepPlace();
    this.#look();
    this.#fetchAhead();
  }

  /** The one place that decides where the timeline stands. */
  #keepPlace() {
    const { current: view } = this.#view;
    if (!view) return;
    if (this.props.open.timeline.following.peek()) {
      view.scrollTop = view.scrollHeight;
    } else if (this.#anchor?.element.isConnected) {
      view.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#anchor.top;
    }
    this.#stood = view.scrollTop;
  }

  /** @param {number} seq */
  #show(seq) {
    const row = this.#list.current?.querySelector(`[data-seq="${seq}"]`);
    const { current: view } = this.#view;
    if (!row || !view) return;
    this.props.open.timeline.following.value = false;
    row.scrollIntoView({ block: "center" });
    this.#anchor = null;
    this.#onScroll();
    /** @type {HTMLElement} */ (row).focus({ preventScroll: true });
  }

  /**
   * The first message that begins in view: one that grows at its end moves only what is below. Not the line of a day, which
   * goes to the top of what is older.
   * @returns {Anchor}
   */
  #measure() {
    const { top: edge = 0, bottom: end = 0 } = this.#view.current?.getBoundingClientRect() ?? {};
    const rows = this.#list.current?.children ?? [];
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    const partly = rows[low];
    const whole = partly && partly.getBoundingClientRect().top < edge ? rows[low + 1] : partly;
    const begins = whole && whole.getBoundingClientRect().top < end ? whole : partly;
    const element = begins?.hasAttribute("data-seq") ? begins : (begins?.nextElementSibling ?? begins);
    return element ? { element, top: element.getBoundingClientRect().top } : null;
  }

  #onScroll = () => {
    const { current: view } = this.#view;
    if (!view) return;
    const { timeline } = this.props.open;
    const left = view.scrollHeight - view.scrollTop - view.clientHeight;
    // Told of a scroll after the end has grown away, one that nobody made, whoever looks at the newest still does.
    const stays = timeline.following.peek() && view.scrollTop >= this.#stood;
    timeline.following.value = (stays || left < NEAR_END_PX) && timeline.atTail.peek();
    // Where nobody scrolled, what the eyes are on is what it was, and may have been pushed away by now.
    if (view.scrollTop !== this.#stood || !this.#anchor) this.#anchor = this.#measure();
    this.#stood = view.scrollTop;
    timeline.reading = Number(this.#anchor?.element.getAttribute("data-seq"));
    this.#look();
    this.#fetchAhead();
  };

  /** The newest message is before somebody's eyes only if the page is. */
  #look = () => {
    const { timeline, reads } = this.props.open;
    if (document.visibilityState !== "visible") reads.missed(timeline.find(reads.seen.peek() + 1));
    else if (timeline.following.peek()) reads.saw(timeline.head.peek().seq);
  };

  #fetchAhead() {
    const { current: view } = this.#view;
    const { open, known, hasOlder, hasNewer, fetching } = this.props;
    if (!view || !known || fetching) return;
    const below = view.scrollHeight - view.scrollTop - view.clientHeight;
    if (hasOlder && view.scrollTop < FETCH_AHEAD_PX) void open.loadOlder();
    else if (hasNewer && below < FETCH_AHEAD_PX) void open.loadNewer();
  }

  /** From message to message with the arrow keys; Tab goes into the one that has the focus. */
  #onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const row = /** @type {Element} */ (event.target).closest("[data-seq]");
    if (event.target !== row) return;
    const rows = [...(this.#list.current?.querySelectorAll("[data-seq]") ?? [])];
    const at = rows.indexOf(/** @type {Element} */ (row));
    const next = { ArrowUp: rows[at - 1], ArrowDown: rows[at + 1], Home: rows[0], End: rows.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (next).focus();
    next.scrollIntoView({ block: "nearest" });
  };

  render() {
    const { open, rows, seen, me, known, hasOlder, hasNewer, fetching, target, editing, onEdit, onReply } = this.props;
    const lastOwn = rows.findLast((row) => row.kind === "message" && row.message.author.id === me);
    const lastMessage = rows.findLast((row) => row.kind === "message");
    return (
      <section
        class="timeline"
        ref={this.#view}
        aria-label={t("timeline", { room: nameOf(open.room.value) })}
        aria-busy={!known}
        onScroll={this.#onScroll}
        onKeyDown={this.#onKeyDown}
      >
        <div class="timeline-start">
          {known && !hasOlder && <Beginning open={open} empty={rows.length === 0} />}
          {known && hasOlder && <More fetching={fetching} kind="older" retry={() => void open.loadOlder()} />}
          {!known && <Skeleton />}
        </div>
        <ol ref={this.#list} class="rows-of-timeline">
          {rows.map((row) => {
            if (row.kind === "unsent") return <UnsentRow key={row.key} open={open} entry={row.entry} first={row.first} />;
            if (row.kind !== "message") return <Mark key={row.key} row={row} />;
            return (
              <MessageRow
                key={row.key}
                open={open}
                message={row.message}
                first={row.first}
                me={me}
                reachable={row === lastMessage}
                sent={row === lastOwn}
                seen={seen.get(row.message.seq)}
                target={target?.seq === row.message.seq ? target : null}
                editing={editing === row.message.seq}
                onEdit={onEdit}
                onReply={onReply}
              />
            );
          })}
        </ol>
        {hasNewer && <More fetching={fetching} kind="newer" retry={() => void open.loadNewer()} />}
      </section>
    );
  }
}

/** @param {{row: Extract<Row, {kind: "day" | "new"}>}} props */
function Mark({ row }) {
  return (
    <li class={row.kind === "day" ? "day" : "day new"}>
      <span>{row.kind === "day" ? dayOf(row.at) : t("timeline.new")}</span>
    </li>
  );
}

/** @param {{open: OpenRoom, empty: boolean}} props */
function Beginning({ open, empty }) {
  const room = open.room.value;
  const isDirect = room.kind === "direct";
  return (
    <div class="beginning">
      {isDirect && (
        <div class="beginning-faces">
          {othersOf(room).map((person) => (
            <Avatar key={person.id} person={person} size="large" />
          ))}
        </div>
      )}
      <h2 dir="auto">{nameOf(room)}</h2>
      {room.topic && <p dir="auto">{room.topic}</p>}
      <p class="hint">{t(isDirect ? "timeline.direct" : empty && open.may.value.has("post") ? "timeline.empty" : "timeline.beginning")}</p>
    </div>
  );
}

/** As high as it will ever be, so that nothing jumps. @param {{fetching: import("../state/room.js").Fetching, kind: "older" | "newer", retry: () => void}} props */
function More({ fetching, kind, retry }) {
  const failed = fetching?.failed && fetching.kind === kind;
  return (
    <div class="more">
      {failed ? (
        <button type="button" onClick={retry}>
          <Icon name="rotate-cw" />
          {t("timeline.more_failed")}
        </button>
      ) : (
        <span class="spinner" role="img" aria-label={t("loading")} />
      )}
    </div>
  );
}
