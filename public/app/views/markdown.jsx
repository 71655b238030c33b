// Message text as elements. marked finds the structure; elements are made here, one kind at a time, so nothing a person
// writes can become anything else: no HTML, no pictures from elsewhere, no addresses but the three kinds allowed.

import { Lexer } from "marked";
import { isNestedTooDeep } from "../state/nesting.js";
import { lazyPart } from "./lazy.jsx";
import { internalLink } from "./own-links.js";

/** @import { Token, Tokens } from "marked" */
/** @import { ComponentChildren } from "preact" */

/**
 * Makes an element of who or what is named: with "@" a person's id, or "here", or "everyone"; with "#" a room's id.
 * @typedef {(id: string, sign: string) => ComponentChildren} Naming
 */

/** `<@id>` and `<#id>`. @type {import("marked").TokenizerExtensionFunction} */
function named(text) {
  const found = /^<([@#])([\w-]{1,64})>/.exec(text);
  return found ? { type: "mention", raw: found[0], sign: found[1], id: found[2] } : undefined;
}
const OPTIONS = {
  gfm: true,
  breaks: true,
  extensions: { inline: [named], startInline: [(/** @type {string} */ text) => text.search(/<[@#]/)], renderers: {}, childTokens: {} },
};
/** Elements are made one text at a time, in one go: whose names are meant need not be handed down through each of them. @type {Naming} */
let naming = (id, sign) => sign + id;
/** Said as something one does: `/me waves`. */
const ACTION = /^\/me\s+(?=\S)/;

/** The coloured form, with a button to copy it: fetched when there is some code to be seen. */
const Fence = lazyPart(
  () => import("./fence.jsx").then((module) => module.Fence),
  () => {},
  ({ children }) => <Plain>{children}</Plain>,
);
const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** @param {string} text @param {Naming} mention */
export function markdown(text, mention) {
  naming = mention;
  if (isNestedTooDeep(text)) return [<p dir="auto">{text}</p>];
  return blocks(Lexer.lex(text, OPTIONS));
}

/** What is said to be done, without the sign for that; null: nothing is. @param {string} text */
export const actionOf = (text) => (ACTION.test(text) ? text.replace(ACTION, "") : null);

/** Large, when there is nothing else. @param {string} text */
export function isOnlyEmoji(text) {
  return text.length <= 40 && /^(\p{RGI_Emoji}\s*){1,6}$/v.test(text);
}

/** @param {Token[]} tokens @returns {ComponentChildren[]} */
const blocks = (tokens) => tokens.map((token) => block(token));

/** @param {Token[] | undefined} tokens @returns {ComponentChildren[]} */
const inlines = (tokens) => (tokens ?? []).map((token) => inline(token));

/** @param {Token} token @returns {ComponentChildren} */
function block(token) {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "paragraph":
      return <p dir="auto">{inlines(token.tokens)}</p>;
    case "heading":
      // A message is no document: its headings stand out, but are none to whoever lists the page's.
      return (
        <p dir="auto">
          <strong>{inlines(token.tokens)}</strong>
        </p>
      );
    case "code":
      return (
        <Fence text={token.text} language={token.lang?.match(/^[\w+#-]*/)?.[0].toLowerCase() ?? ""}>
          {verbatim(token.text)}
        </Fence>
      );
    case "blockquote":
      return <blockquote dir="auto">{blocks(token.tokens ?? [])}</blockquote>;
    case "list":
      return list(/** @type {Tokens.List} */ (token));
    case "hr":
      return <hr />;
    case "table":
      return table(/** @type {Tokens.Table} */ (token));
    case "html":
      return <p dir="auto">{token.raw.trimEnd()}</p>;
    default:
      return inline(token);
  }
}

/** @param {Token} token @returns {ComponentChildren} */
function inline(token) {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token.tokens)}</strong>;
    case "em":
      return <em>{inlines(token.tokens)}</em>;
    case "del":
      return <del>{inlines(token.tokens)}</del>;
    case "codespan":
      return <code>{verbatim(token.text)}</code>;
    case "mention":
      return naming(token.id, token.sign);
    case "checkbox":
      return <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? "☑" : "☐"} />;
    case "br":
      return <br />;
    case "link":
      return link(token.href, token.raw, inlines(token.tokens));
    case "image":
      return link(token.href, token.raw, [token.text || token.href]);
    case "text":
      return token.tokens ? inlines(token.tokens) : token.text;
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

/** Code is shown as it was written, and nobody writes an id. @param {string} text @returns {ComponentChildren[]} */
function verbatim(text) {
  const parts = text.split(/<([@#])([\w-]{1,64})>/);
  return parts.map((part, index) => (index % 3 === 0 ? part : index % 3 === 1 ? naming(parts[index + 1], part) : null));
}

/** @param {{children: ComponentChildren}} props */
const Plain = ({ children }) => (
  <pre tabIndex={0} dir="ltr">
    <code>{children}</code>
  </pre>
);

/** @param {string} href @param {string} raw @param {ComponentChildren[]} children */
function link(href, raw, children) {
  const address = URL.canParse(href) && new URL(href);
  if (!address || !SCHEMES.has(address.protocol)) return raw;
  const own = internalLink(address.href);
  if (own) return <a href={own.path}>{raw === href ? (own.label ?? children) : children}</a>;
  return (
    <a href={address.href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** @param {Tokens.List} token */
function list(token) {
  const items = token.items.map((item) => (
    <li data-task={item.task}>
      {blocks(item.tokens)}
    </li>
  ));
  return token.ordered ? (
    <ol dir="auto" start={Number(token.start) || 1}>
      {items}
    </ol>
  ) : (
    <ul dir="auto">{items}</ul>
  );
}

/** @param {Tokens.Table} token */
function table({ header, rows, align }) {
  /** @param {Tokens.TableCell} cell @param {number} column */
  const style = (cell, column) => ({ textAlign: align[column] ?? "start" });
  return (
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th dir="auto" style={style(cell, column)}>{inlines(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td dir="auto" style={style(cell, column)}>{inlines(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
