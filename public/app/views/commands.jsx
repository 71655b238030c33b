// Commands carried out. Whatever is wrong with one is said beside it, and what was written stays for mending.

import { useEffect, useState } from "preact/hooks";
import { api, leaveRoom, nameOf, session } from "../confab.js";
import { t } from "../i18n.js";
import { say, tell } from "../notices.js";
import { overlay } from "../overlays.js";
import { pathOf } from "../router.js";
import { measuresFor } from "../state/rank.js";
import { commandsFor, mayUse, parse, personIn, shrugged, spanIn } from "../state/slash.js";
import { Confirm, Dialog } from "./dialog.jsx";
import { explain } from "./explain.js";

/** @import { ComponentChildren } from "preact" */
/** @import { Key } from "../i18n.js" */
/** @import { Problem } from "../net/api.js" */
/** @import { Command } from "../state/slash.js" */
/** @import { OpenRoom } from "../state/room.js" */
/** @import { Author, Room, User } from "../wire.js" */

/** As in the dialog, when nothing else is said. */
const MUTE_MS = 3_600_000;

/**
 * @typedef {object} CommandProps
 * @property {OpenRoom} open
 * @property {{said: string}} command  as it travels; a new object each time it is given
 * @property {(text: string) => void} onText  it is a text after all, or has become one
 * @property {() => void} onDone   carried out: what was written can go
 * @property {() => void} onClose  given up: it stays
 */

/** @param {CommandProps} props */
export function CommandLine(props) {
  const [answer, setAnswer] = useState(/** @type {ComponentChildren} */ (null));
  useEffect(() => {
    let wanted = true;
    void carryOut(props).then((reply) => wanted && setAnswer(reply));
    return () => {
      wanted = false;
    };
  }, [props.command]);
  return <>{answer}</>;
}

/** What there is to say or to ask about it, if anything. @param {CommandProps} props @returns {Promise<ComponentChildren>} */
async function carryOut(props) {
  const { open, onText } = props;
  const { said } = props.command;
  const parsed = parse(said);
  if (parsed.kind === "text") {
    onText(parsed.text);
    return null;
  }
  if (parsed.kind === "unknown") {
    return <Remark text={t("command.unknown", { word: `/${parsed.word}` })} action={t("command.as_text")} onAction={() => onText(said)} />;
  }
  const { command, rest } = parsed;
  if (!mayUse(command, open.may.peek())) return <Remark text={t("command.forbidden", { command: `/${command}` })} />;
  try {
    return await COMMANDS[command](props, rest);
  } catch (problem) {
    return <Remark text={explain(/** @type {Problem} */ (problem))} />;
  }
}

/** @type {Record<Command, (props: CommandProps, rest: string) => ComponentChildren | Promise<ComponentChildren>>} */
const COMMANDS = {
  me({ command, onText }, rest) {
    if (rest === "") return <Wrong command="me" />;
    onText(command.said);
    return null;
  },

  shrug({ onText }, rest) {
    onText(shrugged(rest));
    return null;
  },

  async topic({ open, onDone }, rest) {
    const room = open.room.peek();
    if (rest === "") return <Wrong command="topic" more={room.topic ? t("command.topic.now", { topic: room.topic }) : ""} />;
    await api.patch(`/api/rooms/${room.id}`, { topic: rest });
    onDone();
    tell("command.topic.done");
    return null;
  },

  async invite({ open, onDone, onClose }, rest) {
    const room = open.room.peek();
    if (rest === "") {
      onDone();
      overlay.value = { kind: "invite", room };
      return null;
    }
    const person = await meant(open, rest, "invite");
    if ("remark" in person) return person.remark;
    if (await open.members.find(person.id)) return <Remark text={t("command.invite.here", { name: person.name })} />;
    return <InvitePerson room={room} person={person} onDone={onDone} onClose={onClose} />;
  },

  async mute({ open, onDone }, rest) {
    const person = await meant(open, rest, "mute");
    if ("remark" in person) return person.remark;
    const asked = spanIn(person.rest);
    if ("wrong" in asked) return <Remark text={t("command.mute.span", { span: asked.wrong })} />;
    const seat = await open.members.find(person.id);
    const measures = measuresFor({
      may: open.may.peek(),
      own: open.seat.peek()?.role,
      runsSite: session.runsSite.peek(),
      person: seat?.user ?? { ...person, avatar: null, kind: "member" },
      seat,
      now: 0,
    });
    if (seat === null) return <Remark text={t("command.mute.absent", { name: person.name })} />;
    if (!measures.some((measure) => measure === "mute" || measure === "unmute")) return <Remark text={t("command.mute.above", { name: person.name })} />;
    const until = Date.now() + (asked.span ?? MUTE_MS);
    await api.put(`/api/rooms/${open.room.peek().id}/mutes/${person.id}`, { until, ...(asked.reason && { reason: asked.reason }) });
    if (seat) open.members.put({ ...seat, muted_until: until });
    onDone();
    tell("measure.mute.done", { name: person.name });
    return null;
  },

  leave: ({ open, onDone, onClose }) => <Leave room={open.room.peek()} onDone={onDone} onClose={onClose} />,

  help: ({ open, onDone }) => <Help open={open} onDone={onDone} />,
};

/**
 * Whom a command is about, and what else it says.
 * @param {OpenRoom} open @param {string} rest @param {"invite" | "mute"} command
 * @returns {Promise<{id: string, name: string, rest: string} | {remark: ComponentChildren}>}
 */
async function meant(open, rest, command) {
  const found = personIn(rest);
  if (!found) return { remark: <Wrong command={command} /> };
  if (found.id !== undefined) {
    const name = open.people.known.peek().get(found.id)?.name ?? (await api.get(`/api/users/${found.id}`)).user.name;
    return { id: found.id, name, rest: found.rest };
  }
  const typed = /** @type {string} */ (found.typed).toLowerCase();
  /** @type {{users: User[]}} */
  const { users } = await api.get(`/api/users?q=${encodeURIComponent(typed)}`);
  // By a name that is theirs alone, or nobody: the wrong person would be worse.
  const named = users.filter(({ name }) => name.toLowerCase() === typed);
  const person = users.find(({ username }) => username === typed) ?? (named.length === 1 ? named[0] : undefined);
  return person ? { id: person.id, name: person.name, rest: found.rest } : { remark: <Remark text={t("command.nobody", { name: /** @type {string} */ (found.typed) })} /> };
}

// What is said, and what is asked

/** @param {{text: string, action?: string, onAction?: () => void}} props */
function Remark({ text, action, onAction }) {
  return (
    <p class="composer-remark" role="alert">
      <span dir="auto">{text}</span>
      {action && (
        <button type="button" class="link" onClick={onAction}>
          {action}
        </button>
      )}
    </p>
  );
}

/** How it would be right. @param {{command: Command, more?: string}} props */
function Wrong({ command, more = "" }) {
  return <Remark text={`${t(/** @type {Key} */ (`command.${command}.wrong`))} ${more}`.trim()} />;
}

/** @param {{room: Room, person: Pick<Author, "id" | "name">, onDone: () => void, onClose: () => void}} props */
function InvitePerson({ room, person, onDone, onClose }) {
  const [busy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    try {
      const { url } = await api.post(`/api/rooms/${room.id}/invites`, { max_uses: 1 });
      const { room: direct } = await api.post("/api/direct", { users: [person.id] });
      session.knowRoom(direct);
      await api.post(`/api/rooms/${direct.id}/messages`, { text: t("command.invite.message", { room: room.name, url }), nonce: crypto.randomUUID() });
      onDone();
      say(t("command.invite.sent", { name: person.name }), { href: pathOf(direct.id) });
    } catch (problem) {
      onClose();
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <Confirm
      title={t("command.invite.title", { name: person.name, room: room.name })}
      text={t("command.invite.text", { name: person.name })}
      action={t("command.invite.action")}
      grave={false}
      busy={busy}
      onConfirm={() => void send()}
      onClose={onClose}
    />
  );
}

/** @param {{room: Room, onDone: () => void, onClose: () => void}} props */
function Leave({ room, onDone, onClose }) {
  async function leave() {
    try {
      onDone();
      await leaveRoom(room);
    } catch (problem) {
      say(explain(/** @type {Problem} */ (problem)));
    }
  }

  return (
    <Confirm
      title={t("room.leave.title", { room: nameOf(room) })}
      text={t(room.kind === "private" ? "room.leave.private" : "room.leave.text")}
      action={t("room.leave")}
      onConfirm={() => void leave()}
      onClose={onClose}
    />
  );
}

/** @param {{open: OpenRoom, onDone: () => void}} props */
function Help({ open, onDone }) {
  return (
    <Dialog title={t("command.list")} onClose={onDone}>
      <dl class="command-list">
        {commandsFor(open.may.value).map((command) => (
          <div key={command}>
            <dt>
              <code>{t(/** @type {Key} */ (`command.${command}.use`))}</code>
            </dt>
            <dd>{t(/** @type {Key} */ (`command.${command}`))}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t("command.escape")}</p>
    </Dialog>
  );
}
