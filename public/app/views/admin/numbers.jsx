// The site in numbers, and how much was said each day.

import { useEffect, useState } from "preact/hooks";
import { api } from "../../confab.js";
import { language, t } from "../../i18n.js";
import { explain } from "../explain.js";
import { bytesOf } from "../size.js";
import { Skeleton } from "../skeleton.jsx";
import { Storage } from "./storage.jsx";

/** @import { Key } from "../../i18n.js" */
/** @import { DayCount, Numbers as Counts } from "../../wire.js" */

/** The drawing's own units; it is stretched to the width there is. */
const BAR = 20;
const GAP = 6;
const HEIGHT = 160;

export function Numbers() {
  const [numbers, setNumbers] = useState(/** @type {Counts | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const load = () => {
    setTrouble(null);
    api.get("/api/admin/numbers").then(setNumbers, (problem) => setTrouble(explain(problem)));
  };
  useEffect(load, []);
  if (trouble) {
    return (
      <div class="trouble">
        <p class="complaint" role="alert">
          {trouble}
        </p>
        <button type="button" onClick={load}>
          {t("try_again")}
        </button>
      </div>
    );
  }
  if (!numbers) return <Skeleton />;
  /** @type {[Key, string, string?][]} */
  const people = [
    ["numbers.members", count(numbers.members), "/admin/people?state=member"],
    ["numbers.guests", count(numbers.guests), "/admin/people?state=guest"],
    ["numbers.active", count(numbers.active)],
    ["numbers.banned", count(numbers.banned), "/admin/people?state=banned"],
    ["numbers.open_reports", count(numbers.open_reports), "/admin/reports"],
  ];
  /** @type {[Key, string, string?][]} */
  const rooms = [
    ["numbers.public_rooms", count(numbers.public_rooms), "/admin/rooms?kind=public"],
    ["numbers.private_rooms", count(numbers.private_rooms), "/admin/rooms?kind=private"],
    ["numbers.direct_rooms", count(numbers.direct_rooms)],
    ["numbers.messages", count(numbers.messages)],
    ["numbers.room_bytes", bytesOf(numbers.room_bytes)],
    ["numbers.database_bytes", bytesOf(numbers.database_bytes)],
  ];
  return (
    <>
      <section aria-labelledby="numbers-people">
        <h2 id="numbers-people">{t("numbers.people")}</h2>
        <Tiles tiles={people} />
      </section>
      <section aria-labelledby="numbers-rooms">
        <h2 id="numbers-rooms">{t("numbers.rooms")}</h2>
        <Tiles tiles={rooms} />
      </section>
      <Storage />
      <section aria-labelledby="numbers-days">
        <h2 id="numbers-days">{t("numbers.days")}</h2>
        <Days days={numbers.days} />
      </section>
    </>
  );
}

/** @param {{tiles: [Key, string, string?][]}} props */
export function Tiles({ tiles }) {
  return (
    <dl class="tiles">
      {tiles.map(([name, value, href]) => (
        <div key={name}>
          <dt>{href ? <a href={href}>{t(name)}</a> : t(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** @param {{days: DayCount[]}} props */
function Days({ days }) {
  const short = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
  const most = Math.max(1, ...days.map(({ messages }) => messages));
  const sum = days.reduce((total, { messages }) => total + messages, 0);
  const width = days.length * (BAR + GAP) - GAP;
  const first = days[0];
  const last = days.at(-1);
  return (
    <figure class="chart">
      <figcaption class="hint">{t("numbers.days.sum", { count: sum, most: count(most) })}</figcaption>
      {/* The table below says the same. */}
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[0, 0.5, 1].map((part) => (
          <line key={part} x1="0" x2={width} y1={HEIGHT * part} y2={HEIGHT * part} />
        ))}
        {days.map(({ day, messages }, index) => {
          // What there was of it is seen, however little it was beside the rest.
          const height = messages === 0 ? 0 : Math.max(2, (messages / most) * HEIGHT);
          return (
            <rect key={day} x={index * (BAR + GAP)} y={HEIGHT - height} width={BAR} height={height}>
              <title>{`${long.format(new Date(day))}: ${count(messages)}`}</title>
            </rect>
          );
        })}
      </svg>
      {first && last && (
        <p class="chart-ends" aria-hidden="true">
          <span>{short.format(new Date(first.day))}</span>
          <span>{short.format(new Date(last.day))}</span>
        </p>
      )}
      <details>
        <summary>{t("numbers.days.table")}</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{t("numbers.day")}</th>
              <th scope="col">{t("numbers.messages")}</th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(({ day, messages }) => (
              <tr key={day}>
                <th scope="row">{long.format(new Date(day))}</th>
                <td>{count(messages)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** @param {number} number */
export const count = (number) => number.toLocaleString(language);
