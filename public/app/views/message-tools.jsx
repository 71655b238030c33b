// What stands beside a message one points at: reacting, answering, its thread, and the menu with the rest.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { overlay } from "../overlays.js";
import { go, threadPath } from "../router.js";
import { Icon } from "./icon.jsx";
import { Menu } from "./menu.jsx";
import { actionsFor } from "./message-actions.js";
import { QuickReactions } from "./quick-reactions.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */
/** @import { IconName } from "./icons.js" */

/**
 * @param {object} props
 * @param {OpenRoom} props.open
 * @param {Message} props.message
 * @param {string} props.me
 * @param {number} [props.thread]   it is shown in this one
 * @param {(seq: number) => void} props.onEdit
 * @param {(held: boolean) => void} props.onHold  something is open that would be lost with this
 * @param {(message: Message) => void} props.onReply
 */
export function Tools({ open, message, me, thread, onEdit, onHold, onReply }) {
  const [reacting, setReacting] = useState(false);
  const toolbar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const may = open.may.value;
  const room = open.room.value.id;
  // Nothing is held by what is no longer there.
  useEffect(() => () => onHold(false), []);

  /** @param {boolean} on */
  function showReactions(on) {
    setReacting(on);
    // The first of the other buttons, once they are there.
    requestAnimationFrame(() => toolbar.current?.querySelector("button")?.focus());
  }

  return (
    <div
      class="actions"
      role="toolbar"
      ref={toolbar}
      aria-label={t("message.actions")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !reacting) return;
        event.preventDefault();
        event.stopPropagation();
        showReactions(false);
      }}
    >
      {reacting ? (
        <>
          <QuickReactions open={open} message={message} me={me} onDone={() => setReacting(false)} />
          <Action
            icon="smile-plus"
            label={t("react.other")}
            onClick={() => {
              setReacting(false);
              overlay.value = { kind: "react", message, open };
            }}
          />
        </>
      ) : (
        <>
          {may.has("react") && <Action icon="smile-plus" label={t("react")} onClick={() => showReactions(true)} />}
          {may.has("post") && <Action icon="reply" label={t("reply")} onClick={() => onReply(message)} />}
          {thread === undefined && (
            <Action icon="messages-square" label={t("thread.open")} onClick={() => go(threadPath(room, message.seq))} />
          )}
          <Menu
            label={t("more.actions")}
            items={() => actionsFor({ open, message, me, onEdit })}
            onShown={onHold}
            instead={isCoarse() ? () => (overlay.value = { kind: "sheet", message, open, onEdit, onReply, thread }) : undefined}
            floats
          />
        </>
      )}
    </div>
  );
}

/** A menu of small lines is nothing for a finger. */
const isCoarse = () => matchMedia("(pointer: coarse)").matches;

/** @param {{icon: IconName, label: string, onClick: () => void}} props */
function Action({ icon, label, onClick }) {
  return (
    <button type="button" class="quiet icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
