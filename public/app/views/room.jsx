// A room: its bar, its messages, the way to say something, and the panel about it.

import { useEffect, useState } from "preact/hooks";
import { desk, favour, nameOf, wantedRoom } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { overlay } from "../overlays.js";
import { pathOf, route } from "../router.js";
import { RoomMark } from "./avatar.jsx";
import { Composer } from "./composer.jsx";
import { Connection } from "./connection.jsx";
import { drawer, isNarrow } from "./drawers.js";
import { explain } from "./explain.js";
import { Heading } from "./heading.jsx";
import { Icon } from "./icon.jsx";
import { lazyPart } from "./lazy.jsx";
import { Marks } from "./marks.jsx";
import { panel, showDetails, toggleDetails } from "./panel.js";
import { Timeline } from "./timeline.jsx";
import { Typing } from "./typing.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */
/** @import { Item } from "./menu.jsx" */
/** @typedef {{seq: number}} Target  a message that a link asked for: a new object each time it is asked for */

/** Until it is there, its button is: nothing moves. */
const Menu = lazyPart(
  () => import("./menu.jsx").then((module) => module.Menu),
  () => {},
  ({ label }) => (
    <button type="button" class="quiet icon-button" aria-label={label}>
      <Icon name="ellipsis" />
    </button>
  ),
);
const Thread = lazyPart(() => import("./thread.jsx").then((module) => module.Thread));
const Details = lazyPart(() => import("./details.jsx").then((module) => module.Details));

/** @param {{seq?: number, thread?: number}} props */
export function RoomScreen({ seq, thread }) {
  const open = desk.value?.open.value;
  const wanted = wantedRoom.value;
  // For one turn after a change of rooms, the old one is still open.
  if (!open || !wanted || open.room.value.id !== wanted.id) return <main id="main" class="room" />;
  return <OpenRoomScreen open={open} seq={seq} thread={thread} />;
}

/** @param {{open: OpenRoom, seq?: number, thread?: number}} props */
function OpenRoomScreen({ open, seq, thread }) {
  const [replyTo, setReplyTo] = useState(/** @type {Message | null} */ (null));
  const [editing, setEditing] = useState(/** @type {number | null} */ (null));
  const target = useTarget(open, seq);
  const room = open.room.value;
  const name = nameOf(room);
  const detailed = drawer.value === "details";
  const covered = isNarrow.value && drawer.value !== null;

  return (
    <>
      <main id="main" class="room" inert={covered} tabIndex={-1} aria-label={name}>
        <Heading title={name} topic={room.topic} face={<RoomMark room={room} people={open.people} />} marks={<Marks room={room} />}>
          <button
            type="button"
            class="quiet people-button"
            aria-expanded={detailed && panel.value.tab === "about"}
            aria-label={t("details.show", { count: open.people.onlineCount.value })}
            onClick={() => toggleDetails("about")}
          >
            <Icon name="users" />
            <span>{open.people.onlineCount.value || ""}</span>
          </button>
          <Menu label={t("room.menu")} items={itemsFor(open)} />
        </Heading>
        <div class="room-middle">
          <Connection open={open} />
          <Timeline open={open} target={target} editing={editing} onEdit={setEditing} onReply={setReplyTo} />
        </div>
        <Typing people={open.people} />
        <Composer
          open={open}
          replyTo={replyTo}
          onReplied={() => setReplyTo(null)}
          onEditLast={() => {
            const mine = open.lastOwn();
            if (mine) setEditing(mine.seq);
          }}
        />
      </main>
      {detailed && <Details open={open} />}
      {thread !== undefined && drawer.value === "thread" && <Thread key={thread} open={open} seq={thread} />}
    </>
  );
}

/** @param {OpenRoom} open @returns {Item[]} */
function itemsFor(open) {
  const room = open.room.value;
  const may = open.may.value;
  const favourite = desk.value?.inbox.rooms.value.get(room.id)?.favourite ?? false;
  /** @type {Item[]} */
  const items = [
    { label: t("search.room"), icon: "search", run: () => showDetails("search") },
    { label: t("pins.show"), icon: "pin", run: () => showDetails("pins") },
    { label: t("media.show"), icon: "image", run: () => showDetails("media") },
    {
      label: t(favourite ? "favourites.remove" : "favourites.add"),
      icon: "star",
      look: favourite ? "starred" : "",
      run: () => void favour(room, !favourite).catch((problem) => say(explain(problem))),
    },
  ];
  if (may.has("invite")) items.push({ label: t("invite"), icon: "user-plus", run: () => (overlay.value = { kind: "invite", room }) });
  if (may.has("configure") || may.has("moderate")) {
    items.push({ label: t("room.settings"), icon: "settings", href: `${pathOf(room.id)}/settings` });
  }
  return items;
}

/** Brings the message of the address into view. @param {OpenRoom} open @param {number} [seq] */
function useTarget(open, seq) {
  const [target, setTarget] = useState(/** @type {Target | null} */ (null));
  // The same link followed again is another wish to go there.
  const asked = route.value;
  const known = open.timeline.known.value;
  useEffect(() => {
    if (seq === undefined || !known) return;
    let wanted = true;
    void open.showAround(seq).then((found) => {
      if (!wanted) return;
      if (found) setTarget({ seq });
      else tell("message.not_found");
    });
    return () => {
      wanted = false;
    };
  }, [open, seq, asked, known]);
  return target;
}
