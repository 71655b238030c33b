// The files of a message, in the places that were kept for them.

/* global MEDIA_STYLE */

import { bytesGone } from "./bytes.js";
import { FileCard, Gone } from "./file-card.jsx";
import { Frames } from "./frames.jsx";
import { kindOf, isVoice } from "../state/media.js";
import { Picture } from "./picture.jsx";
import { Sound, Video } from "./players.jsx";
import { stylesheet } from "./stylesheet.js";
import { Voice } from "./voice.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Media, Message } from "../wire.js" */

/** With the looks of it: nothing is shown without. */
export async function load() {
  await stylesheet(MEDIA_STYLE);
  return MessageMedia;
}

/** @param {{open: OpenRoom, message: Message}} props */
export function MessageMedia({ open, message }) {
  /** All pictures of the timeline, or, in a thread that is not among it, of the message. @param {Media} media @param {HTMLElement} from */
  async function show(media, from) {
    const { messages } = open.timeline;
    const held = messages.peek();
    const { openGallery, picturesOf } = await import("./gallery.js");
    const among = held.some(({ seq }) => seq === message.seq) ? held : [message];
    await openGallery({ pictures: picturesOf(open.room.peek().id, among), media, from });
  }

  return <Frames attachments={message.attachments}>{(media) => <One key={media.id} media={media} onShow={show} />}</Frames>;
}

/** @param {{media: Media, onShow: (media: Media, from: HTMLElement) => Promise<void>}} props */
export function One({ media, onShow }) {
  if (bytesGone.value.has(media.id)) return <Gone name={media.name} />;
  switch (kindOf(media)) {
    case "image":
      return <Picture media={media} onShow={onShow} />;
    case "video":
      return <Video media={media} />;
    case "audio":
      return isVoice(media) ? <Voice media={media} /> : <Sound media={media} />;
    default:
      return <FileCard media={media} />;
  }
}
