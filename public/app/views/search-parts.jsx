// What both searches have: the box with help on what can be asked, and the messages that were found.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { pathOf } from "../router.js";
import { Avatar } from "./avatar.jsx";
import { Icon } from "./icon.jsx";
import { readable, wordsOf } from "./readable.js";
import { dayKey, momentOf, stampOf, timeOf } from "./when.js";

/** @import { ComponentChildren, RefObject } from "preact" */
/** @import { Author, Hit } from "../wire.js" */
/** @import { Key } from "../i18n.js" */

/** As long as the site takes. */
const QUERY_MAX = 256;

/** What can be asked, and the part of it one begins with. @type {[example: string, begin: string, words: Key][]} */
const FILTERS = [
  ["from:ann", "from:", "search.help.from"],
  ["before:2026-01-31", "before:", "search.help.before"],
  ["after:2026-01-01", "after:", "search.help.after"],
  ["has:link", "has:link ", "search.help.link"],
  ["has:media", "has:media ", "search.help.media"],
  ["“high tide”", "\"", "search.help.phrase"],
  ["-word", "-", "search.help.not"],
];

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.value
 * @param {RefObject<HTMLInputElement | null>} props.input
 * @param {boolean} [props.everywhere]  also `in:` a room
 * @param {(value: string) => void} props.onInput
 * @param {() => void} props.onEnter
 */
export function QueryBox({ label, value, input, everywhere = false, onInput, onEnter }) {
  const [helped, setHelped] = useState(false);
  const isBlank = value.trim() === "";

  /** @param {string} words */
  function begin(words) {
    onInput(`${value.trim()}${isBlank ? "" : " "}${words}`);
    setHelped(false);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(input.current.value.length, input.current.value.length);
    });
  }

  return (
    <form
      class="query"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
    >
      <label class="search">
        <Icon name="search" />
        <span class="sr-only">{label}</span>
        <input
          ref={input}
          type="search"
          placeholder={label}
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={QUERY_MAX}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </label>
      {!isBlank && (
        <button type="button" class="link" aria-expanded={helped} onClick={() => setHelped(!helped)}>
          {t("search.help")}
        </button>
      )}
      {(isBlank || helped) && (
        <ul class="query-help" aria-label={t("search.help")}>
          {[...FILTERS, .../** @type {typeof FILTERS} */ (everywhere ? [["in:general", "in:", "search.help.in"]] : [])].map(([example, words, meaning]) => (
            <li key={example}>
              <button type="button" class="quiet" onClick={() => begin(words)}>
                <code>{example}</code>
                <span>{t(meaning)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

/** Down from the box into what was found, and up and down in it. @param {KeyboardEvent} event */
export function walk(event) {
  if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const place = /** @type {HTMLElement} */ (event.currentTarget);
  const stops = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("input[type=search], .hit")]);
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = at < 0 ? undefined : stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/**
 * Messages that lead to where they were said.
 * @param {{room: string, hits: readonly Hit[], nameOf: (id: string) => string | undefined, current?: number}} props
 */
export function Hits({ room, hits, nameOf, current }) {
  return (
    <ul class="hits">
      {hits.map(({ message, excerpt }) => (
        <li key={message.seq}>
          <HitLink href={pathOf(room, message.seq)} author={message.via ? { ...message.author, ...message.via } : message.author} at={message.at} current={message.seq === current}>
            {excerpt.some(({ text }) => text !== "")
              ? excerpt.map(({ text, hit }) => (hit ? <mark>{readable(text, nameOf)}</mark> : readable(text, nameOf)))
              : wordsOf(message, nameOf)}
          </HitLink>
        </li>
      ))}
    </ul>
  );
}

/** @param {{href: string, author: Author, at: number, current?: boolean, children: ComponentChildren}} props */
export function HitLink({ href, author, at, current = false, children }) {
  return (
    <a class="hit" href={href} aria-current={current ? "true" : undefined}>
      <Avatar person={author} size="small" />
      <span class="hit-head">
        <strong dir="auto">{author.name}</strong>
        <time dateTime={new Date(at).toISOString()} title={momentOf(at)}>
          {dayKey(at) === dayKey(Date.now()) ? timeOf(at) : stampOf(at)}
        </time>
      </span>
      <span class="hit-text" dir="auto">
        {children}
      </span>
    </a>
  );
}

/** The next page, once somebody has come as far as this; a button for whoever does not scroll. @param {{busy: boolean, onMore: () => void}} props */
export function MoreOnScroll({ busy, onMore }) {
  const end = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (!end.current || busy) return;
    const watch = new IntersectionObserver(([entry]) => entry.isIntersecting && more.current(), { rootMargin: "200px" });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <button type="button" class="more-rows" ref={end} data-busy={busy} onClick={onMore}>
      {t("more")}
    </button>
  );
}
