// What a message says in a line, where there is no place for more; of one without words, what it brings.

import { t } from "../i18n.js";
import { isVoice, kindOf } from "../state/media.js";

/** @import { Media } from "../wire.js" */

/** @param {readonly Media[]} attachments */
export function gistOf(attachments) {
  const [first] = attachments;
  if (!first) return "";
  const kinds = new Set(attachments.map((media) => (isVoice(media) ? "voice" : kindOf(media))));
  const kind = kinds.size > 1 ? "file" : /** @type {"image" | "video" | "audio" | "voice" | "file"} */ ([...kinds][0]);
  return t(`gist.${kind}`, { count: attachments.length, name: first.name });
}
