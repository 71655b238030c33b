// The dialogs that can be opened from several places. Each is fetched when it is first wanted.

import { session } from "../confab.js";
import { closeOverlay, overlay, switching } from "../overlays.js";
import { lazyDialog } from "./lazy.jsx";
import { react } from "./react.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message } from "../wire.js" */

const CreateRoom = lazyDialog(() => import("./create-room.jsx").then((module) => module.CreateRoom));
const Write = lazyDialog(() => import("./write.jsx").then((module) => module.Write));
const InviteToRoom = lazyDialog(() => import("./invite.jsx").then((module) => module.InviteToRoom));
const Person = lazyDialog(() => import("./person.jsx").then((module) => module.Person));
const MeasureDialog = lazyDialog(() => import("./measure.jsx").then((module) => module.MeasureDialog));
const ReportDialog = lazyDialog(() => import("./report.jsx").then((module) => module.ReportDialog));
const dialogs = () => import("./message-dialogs.jsx");
const MessageSheet = lazyDialog(() => dialogs().then((module) => module.MessageSheet));
const WhoReacted = lazyDialog(() => dialogs().then((module) => module.WhoReacted));
const Edits = lazyDialog(() => dialogs().then((module) => module.Edits));
const Delete = lazyDialog(() => dialogs().then((module) => module.Delete));
const EmojiPicker = lazyDialog(() => import("./emoji-picker.jsx").then((module) => module.EmojiPicker));
const Stranded = lazyDialog(() => import("./stranded.jsx").then((module) => module.Stranded));
const Forward = lazyDialog(() => import("./forward.jsx").then((module) => module.Forward));
const Shortcuts = lazyDialog(() => import("./shortcuts.jsx").then((module) => module.Shortcuts));
const Switcher = lazyDialog(() => import("./switcher.jsx").then((module) => module.Switcher));

export function Overlays() {
  return (
    <>
      <Overlay />
      {switching.value && <Switcher onClose={() => (switching.value = false)} />}
    </>
  );
}

function Overlay() {
  const { value: shown } = overlay;
  switch (shown?.kind) {
    case "create":
      return <CreateRoom onClose={closeOverlay} />;
    case "write":
      return <Write onClose={closeOverlay} />;
    case "invite":
      return <InviteToRoom room={shown.room} onClose={closeOverlay} />;
    case "person":
      return <Person key={shown.person.id} person={shown.person} open={shown.open} onClose={closeOverlay} />;
    case "measure":
      return <MeasureDialog measure={shown.measure} person={shown.person} open={shown.open} onClose={closeOverlay} />;
    case "report":
      return <ReportDialog message={shown.message} open={shown.open} onClose={closeOverlay} />;
    case "forward":
      return <Forward message={shown.message} open={shown.open} onClose={closeOverlay} />;
    case "shortcuts":
      return <Shortcuts onClose={closeOverlay} />;
    case "sheet":
      return <MessageSheet {...shown} onClose={closeOverlay} />;
    case "react":
      return <EmojiPicker onPick={(emoji) => void pick(shown, emoji)} onClose={closeOverlay} />;
    case "reactions":
      return <WhoReacted {...shown} onClose={closeOverlay} />;
    case "edits":
      return <Edits {...shown} onClose={closeOverlay} />;
    case "delete":
      return <Delete {...shown} onClose={closeOverlay} />;
    case "stranded":
      return <Stranded onClose={closeOverlay} />;
    default:
      return null;
  }
}

/** An emoji for a message, as that stands by now. @param {{open: OpenRoom, message: Message}} about @param {string} emoji */
const pick = ({ open, message }, emoji) => react(open, open.timeline.find(message.seq) ?? message, emoji, session.user.peek()?.id ?? "");
