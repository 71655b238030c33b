// The places of a message's files, as large as they will be: they are there at once, what belongs into them comes later.

import { besides, boxOf, isVoice, kindOf } from "../state/media.js";

/** @import { ComponentChildren } from "preact" */
/** @import { Media } from "../wire.js" */

/** @param {{attachments: readonly Media[], children?: (media: Media) => ComponentChildren}} props */
export function Frames({ attachments, children }) {
  const pictures = attachments.filter((media) => kindOf(media) === "image");
  const grid = pictures.length > 1 ? pictures : [];
  const columns = grid.length > 1 ? besides(grid.length) : [];
  return (
    <div class="media">
      {grid.length > 1 && (
        <div class="media-grid">
          {grid.map((media, index) => (
            <div key={media.id} class="frame" data-kind="image" data-columns={columns[index]}>
              {children?.(media)}
            </div>
          ))}
        </div>
      )}
      {attachments.map((media) => {
        if (grid.includes(media)) return null;
        const kind = isVoice(media) ? "voice" : kindOf(media);
        const box = kind === "image" || kind === "video" ? boxOf(media) : undefined;
        return (
          <div key={media.id} class="frame" data-kind={kind} style={box && { inlineSize: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` }}>
            {children?.(media)}
          </div>
        );
      })}
    </div>
  );
}
