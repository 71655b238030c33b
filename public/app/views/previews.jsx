// What the links of a message lead to, as the site found it.

import { useState } from "preact/hooks";
import { api } from "../confab.js";
import { t } from "../i18n.js";
import { isWorthATry, lookFor } from "./bytes.js";
import { Icon } from "./icon.jsx";
import { attempt } from "./react.js";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Message, Preview } from "../wire.js" */

/** @param {{open: OpenRoom, message: Message, mine: boolean}} props */
export function Previews({ open, message, mine }) {
  const remove = () => api.delete(`/api/rooms/${open.room.peek().id}/messages/${message.seq}/previews`);
  return (
    <div class="previews">
      {message.previews?.map((preview) => (
        <Card key={preview.url} preview={preview} />
      ))}
      {(mine || open.may.value.has("delete_others")) && (
        <button
          type="button"
          class="quiet icon-button"
          aria-label={t("previews.remove")}
          title={t("previews.remove")}
          onClick={() => void attempt(remove())}
        >
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}

/** @param {{preview: Preview}} props */
function Card({ preview: { url, title, description, site, picture } }) {
  const [broken, setBroken] = useState(false);
  const [tries, setTries] = useState(0);

  /** @param {string} address */
  async function onError(address) {
    if (isWorthATry(await lookFor(address), tries)) setTries(tries + 1);
    else setBroken(true);
  }

  return (
    <article class="preview">
      <div>
        {site && (
          <p class="hint" dir="auto">
            {site}
          </p>
        )}
        <p dir="auto">
          <a href={url} target="_blank" rel="noopener noreferrer nofollow">
            {title}
          </a>
        </p>
        {description && (
          <p class="preview-words" dir="auto">
            {description}
          </p>
        )}
      </div>
      {picture && !broken && (
        <img
          key={tries}
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => void onError(picture.url)}
        />
      )}
    </article>
  );
}
