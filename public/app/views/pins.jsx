// What is pinned to a room.

import { useRef } from "preact/hooks";
import { api, online } from "../confab.js";
import { t } from "../i18n.js";
import { say } from "../notices.js";
import { pathOf, route } from "../router.js";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { wordsOf } from "./readable.js";
import { HitLink, walk } from "./search-parts.jsx";
import { Skeleton } from "./skeleton.jsx";

/** @import { Problem } from "../net/api.js" */
/** @import { Pins } from "../state/pins.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

/** @param {{open: OpenRoom, pins: Pins}} props */
export function PinsPanel({ open, pins }) {
  const { value: messages } = pins.messages;
  const { value: problem } = pins.problem;
  const { value: here } = route;
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const mayPin = open.may.value.has("pin");
  const room = open.room.value.id;

  /** @param {Message} message */
  async function unpin({ seq }) {
    try {
      const { message } = await api.delete(`/api/rooms/${room}/messages/${seq}/pin`);
      // The button that had the focus goes with its line.
      /** @type {HTMLElement | null | undefined} */ (list.current?.closest(".details")?.querySelector("[role=tab][aria-selected=true]"))?.focus();
      pins.changed(message);
    } catch (trouble) {
      say(explain(/** @type {Problem} */ (trouble)));
    }
  }

  return (
    <div class="details-body finder" onKeyDown={walk}>
      <p class="sr-only" role="status">
        {messages && t("pins.count", { count: messages.length })}
      </p>
      {!messages && !problem && <Skeleton />}
      {messages?.length === 0 && (
        <div class="nothing">
          <Icon name="pin" />
          <p>{t("pins.none")}</p>
          {mayPin && <p class="hint">{t("pins.none.hint")}</p>}
        </div>
      )}
      <ul class="hits" ref={list}>
        {messages?.map((message) => {
          const author = open.people.known.value.get(message.author.id) ?? message.author;
          return (
            <li key={message.seq}>
              <HitLink
                href={pathOf(room, message.seq)}
                author={message.via ? { ...author, ...message.via } : author}
                at={message.at}
                current={here.screen === "room" && here.seq === message.seq}
              >
                {wordsOf(message, (id) => open.nameOf(id))}
              </HitLink>
              {mayPin && (
                <button
                  type="button"
                  class="quiet icon-button"
                  aria-label={t("pins.unpin.named", { name: author.name })}
                  title={t("pins.unpin")}
                  onClick={() => void unpin(message)}
                >
                  <Icon name="pin-off" />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {problem && (
        <div class="trouble">
          <p class="complaint" role="alert">
            {online.value ? explain(problem) : t("pins.offline")}
          </p>
          <button type="button" onClick={() => void pins.reload()}>
            {t("try_again")}
          </button>
        </div>
      )}
    </div>
  );
}
