// Says that the room is out of reach, and what happens next. Short losses are not worth a word.

import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { Icon } from "./icon.jsx";

/** @import { OpenRoom } from "../state/room.js" */

/** A reconnection after a deploy takes less. */
const PATIENCE_MS = 1_500;

/** @param {{open: OpenRoom}} props */
export function Connection({ open }) {
  const status = open.status.value;
  const lost = status.state !== "live";
  const offline = status.state === "offline";
  const [patient, setPatient] = useState(true);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!lost) {
      setPatient(true);
      return;
    }
    const patience = setTimeout(() => setPatient(false), PATIENCE_MS);
    const tick = setInterval(() => setNow(Date.now()), 1_000);
    return () => {
      clearTimeout(patience);
      clearInterval(tick);
    };
  }, [lost]);

  const waiting = "retryAt" in status ? Math.max(1, Math.ceil((status.retryAt - now) / 1_000)) : 0;
  const shown = offline || (lost && !patient);
  return (
    <div class="connection">
      {shown && (
        <div class="connection-words">
          <Icon name="wifi-off" />
          {/* The countdown is for the eye; a screen reader hears the state once. */}
          <span role="status">{t(offline ? "connection.offline" : "connection.lost")}</span>
          {!offline && waiting > 0 && <span aria-hidden="true">{t("connection.countdown", { count: waiting })}</span>}
          {!offline && (
            <button type="button" class="link" onClick={() => open.retryNow()}>
              {t("connection.now")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
