// The dialogs about a message: all that can be done with it, for a finger; who felt what; how it read before; taking it back.

import { useEffect, useState } from "preact/hooks";
import { api, session } from "../confab.js";
import { t } from "../i18n.js";
import { closeOverlay, overlay } from "../overlays.js";
import { go, threadPath } from "../router.js";
import { Avatar } from "./avatar.jsx";
import { Confirm, Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";
import { Icon } from "./icon.jsx";
import { actionsFor } from "./message-actions.js";
import { QuickReactions } from "./quick-reactions.jsx";
import { attempt } from "./react.js";
import { Text } from "./said.jsx";
import { momentOf } from "./when.js";

/** @import { Problem } from "../net/api.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Edit, Message } from "../wire.js" */
/** @import { Item } from "./menu.jsx" */
/** @typedef {{open: OpenRoom, message: Message, onClose: () => void}} Props */

const me = () => session.user.value?.id ?? "";

/** As it stands now, where it is still held. @param {OpenRoom} open @param {Message} message */
function present(open, message) {
  void open.timeline.messages.value;
  return open.timeline.find(message.seq) ?? message;
}

/** @param {Props & {onEdit: (seq: number) => void, onReply: (message: Message) => void, thread?: number}} props */
export function MessageSheet({ open, message, thread, onEdit, onReply, onClose }) {
  const now = present(open, message);
  const may = open.may.value;
  /** @type {(Item | false)[]} */
  const items = [
    may.has("post") && { label: t("reply"), icon: "reply", run: () => onReply(now) },
    thread === undefined && {
      label: t("thread.open"),
      icon: "messages-square",
      run: () => go(threadPath(open.room.value.id, now.seq)),
    },
    ...actionsFor({ open, message: now, me: me(), onEdit }),
  ];
  return (
    <Dialog title={t("message.actions")} look="sheet" onClose={onClose}>
      {may.has("react") && (
        <div class="sheet-reactions">
          <QuickReactions open={open} message={now} me={me()} onDone={onClose} />
          <button
            type="button"
            class="quiet icon-button"
            aria-label={t("react.other")}
            onClick={() => (overlay.value = { kind: "react", message: now, open })}
          >
            <Icon name="smile-plus" />
          </button>
        </div>
      )}
      <div class="step-list">
        {items.map(
          (item) =>
            item && (
              <button
                key={item.label}
                type="button"
                class={item.look}
                onClick={() => {
                  onClose();
                  if ("run" in item) item.run();
                }}
              >
                <Icon name={item.icon} />
                {item.label}
              </button>
            ),
        )}
      </div>
    </Dialog>
  );
}

/** @param {Props} props */
export function WhoReacted({ open, message, onClose }) {
  const kinds = Object.entries(present(open, message).reactions);
  return (
    <Dialog title={t("reactions")} look="sheet" onClose={onClose}>
      {kinds.length === 0 && <p>{t("reactions.none")}</p>}
      <dl class="who-reacted">
        {kinds.map(([emoji, who]) => (
          <div key={emoji}>
            <dt>{emoji}</dt>
            {(who ?? []).map((id) => {
              const name = (id === me() ? session.user.value?.name : open.nameOf(id)) ?? t("somebody");
              return (
                <dd key={id}>
                  <Avatar person={open.people.known.value.get(id) ?? { id, name, avatar: null }} size="small" />
                  <span dir="auto">{name}</span>
                </dd>
              );
            })}
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** How it read before it was edited. @param {Props} props */
export function Edits({ open, message, onClose }) {
  const [edits, setEdits] = useState(/** @type {Edit[] | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {Problem | null} */ (null));
  useEffect(() => {
    api.get(`/api/rooms/${open.room.peek().id}/messages/${message.seq}/edits`).then(({ edits }) => setEdits(edits), setTrouble);
  }, []);
  const now = present(open, message);
  return (
    <Dialog title={t("message.edits")} look="wide" onClose={onClose}>
      {trouble && (
        <p class="complaint" role="alert">
          {explain(trouble)}
        </p>
      )}
      {edits && (
        <ol class="edits">
          {[...edits].reverse().map(({ text, at }, index) => (
            <li key={at}>
              {index === 0 && <Version open={open} text={now.text} when={t("edits.now")} />}
              <Version open={open} text={text} when={t("edits.until", { at: momentOf(at) })} />
            </li>
          ))}
          {edits.length === 0 && <li>{t("edits.none")}</li>}
        </ol>
      )}
    </Dialog>
  );
}

/** @param {{open: OpenRoom, text: string, when: string}} props */
function Version({ open, text, when }) {
  return (
    <section>
      <h3 class="hint">{when}</h3>
      <Text open={open} text={text} me={me()} />
    </section>
  );
}

/** @param {Props} props */
export function Delete({ open, message, onClose }) {
  return (
    <Confirm
      title={t("message.delete.title")}
      text={t("message.delete.text")}
      action={t("delete")}
      onClose={onClose}
      onConfirm={() => {
        closeOverlay();
        // The button it came from goes with the message; the line it leaves stays.
        requestAnimationFrame(() => {
          /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest("[data-seq]"))?.focus({ preventScroll: true });
        });
        void attempt(open.delete(message.seq));
      }}
    />
  );
}
