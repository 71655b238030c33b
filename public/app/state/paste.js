// What was copied from a page or a document, as Markdown. Only reads the tree it is given: nothing of that is ever shown.
//
// A tree becomes blocks, and the text in a block becomes runs of the same look, so that it does not matter how many
// elements were used to say "bold".

/**
 * As much of a DOM node as is read.
 * @typedef {object} Tree
 * @property {number} nodeType
 * @property {string} nodeName
 * @property {string | null} [nodeValue]
 * @property {ArrayLike<Tree> & Iterable<Tree>} childNodes
 * @property {(name: string) => string | null} [getAttribute]
 *
 * @typedef {object} Look
 * @property {boolean} [bold]
 * @property {boolean} [italic]
 * @property {boolean} [strike]
 * @property {boolean} [code]
 * @property {{href: string}} [link]  the same object for all that is in one link
 *
 * @typedef {Look & {text: string, raw?: boolean}} Run  `raw`: is Markdown already
 * @typedef {{text: string, kind: "line" | "paragraph" | "list"}} Block  lines stand below each other, paragraphs apart
 */

const ELEMENT = 1;
const TEXT = 3;
const LEFT_OUT = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "NOSCRIPT", "SVG", "IFRAME", "OBJECT", "SELECT", "O:P"]);
const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE UL".split(" "),
);

/**
 * null: it has no more to it than its plain text.
 * @param {Tree} tree @returns {string | null}
 */
export function markdownOf(tree) {
  const converter = new Converter();
  const text = joined(converter.blocks(tree.childNodes)).replace(/\n{3,}/g, "\n\n").trim();
  return converter.rich && text !== "" ? text : null;
}

class Converter {
  /** Whether there was anything that plain text does not say. */
  rich = false;

  /** @param {Iterable<Tree>} nodes @returns {Block[]} */
  blocks(nodes) {
    /** @type {Block[]} */
    const blocks = [];
    /** @type {Tree[]} */
    let loose = [];
    const flush = () => {
      const text = this.#inline(loose);
      // A break by itself in a line of its own is an empty line.
      if (text.trim() !== "" || loose.some(({ nodeName }) => nodeName === "BR")) blocks.push({ text: startEscaped(text.trim()), kind: "line" });
      loose = [];
    };
    for (const node of nodes) {
      if (!isBlock(node)) {
        loose.push(node);
        continue;
      }
      flush();
      blocks.push(...this.#block(node));
    }
    flush();
    return blocks;
  }

  /** @param {Tree} node @returns {Block[]} */
  #block(node) {
    const { nodeName: name, childNodes } = node;
    const heading = /^H([1-6])$/.exec(name);
    if (heading) {
      const text = this.#inline(childNodes).replace(/\s+/g, " ").trim();
      if (text === "") return [];
      this.rich = true;
      return [{ text: `${"#".repeat(Number(heading[1]))} ${text}`, kind: "paragraph" }];
    }
    switch (name) {
      case "HR":
        return [{ text: "---", kind: "paragraph" }];
      case "PRE":
        return this.#pre(node);
      case "BLOCKQUOTE": {
        const quoted = joined(this.blocks(childNodes)).trim();
        if (quoted === "") return [];
        this.rich = true;
        return [{ text: quoted.replace(/^/gm, "> ").replace(/ +$/gm, ""), kind: "paragraph" }];
      }
      case "UL":
      case "OL":
        return [{ text: this.#list(node), kind: "list" }];
      case "LI":
        return this.blocks(childNodes);
      case "TABLE":
        return this.#table(node);
      case "P": {
        const item = this.#wordItem(node);
        if (item) return [item];
        return this.blocks(childNodes).map(({ text }) => ({ text, kind: "paragraph" }));
      }
      default:
        return this.blocks(childNodes);
    }
  }

  /** @param {Tree} node @returns {Block[]} */
  #pre(node) {
    const text = textIn(node).replace(/\u00a0/g, " ").replace(/\n+$/, "");
    if (text.trim() === "") return [];
    this.rich = true;
    const code = elements(node).find(({ nodeName }) => nodeName === "CODE") ?? node;
    const [, language = ""] = /(?:language|lang|highlight-source)-([\w+#-]+)/.exec(`${attribute(code, "class")} ${attribute(node, "class")}`) ?? [];
    const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    return [{ text: `${fence}${language}\n${text}\n${fence}`, kind: "paragraph" }];
  }

  /** @param {Tree} node */
  #list(node) {
    this.rich = true;
    let number = Number(attribute(node, "start")) || 1;
    /** @type {string[]} */
    const items = [];
    for (const child of elements(node)) {
      const marker = node.nodeName === "OL" ? `${number}. ` : "- ";
      const text = joined(this.blocks(child.nodeName === "LI" ? child.childNodes : [child]), "\n").trim();
      if (text === "") continue;
      const indented = text.replace(/\n(?=.)/g, `\n${" ".repeat(marker.length)}`);
      // A list that is not in an item, as some editors have it, belongs to the one before.
      if (child.nodeName !== "LI" && items.length > 0) {
        items.push(`${" ".repeat(marker.length)}${indented}`);
        continue;
      }
      items.push(marker + indented);
      number += 1;
    }
    return items.join("\n");
  }

  /** Word has no lists in what it copies, only paragraphs that look like it. @param {Tree} node @returns {Block | null} */
  #wordItem(node) {
    const level = /mso-list:\s*l\d+ level(\d)/.exec(attribute(node, "style"));
    if (!level) return null;
    this.rich = true;
    const mark = textIn(elements(node).find(isWordMark) ?? { ...node, childNodes: [] }).trim();
    const number = /^\(?(\d+)[.)]/.exec(mark);
    const text = this.#inline(node.childNodes).trim();
    return { text: `${"   ".repeat(Number(level[1]) - 1)}${number ? `${number[1]}.` : "-"} ${text}`, kind: "list" };
  }

  /** @param {Tree} node @returns {Block[]} */
  #table(node) {
    const rows = descendants(node, "TR").map((row) => elements(row).filter(({ nodeName }) => nodeName === "TD" || nodeName === "TH"));
    const width = Math.max(0, ...rows.map(({ length }) => length));
    // Tables that only set things beside each other.
    if (width < 2 || rows.length < 2) return rows.flat().flatMap((cell) => this.blocks(cell.childNodes));
    this.rich = true;
    const lines = rows.map((row) => {
      const cells = Array.from({ length: width }, (_, at) => {
        const cell = row[at];
        return cell ? joined(this.blocks(cell.childNodes), "\n").replace(/\s+/g, " ").replaceAll("|", "\\|").trim() : "";
      });
      return `| ${cells.join(" | ")} |`;
    });
    lines.splice(1, 0, `|${" --- |".repeat(width)}`);
    return [{ text: lines.join("\n"), kind: "paragraph" }];
  }

  /** @param {Iterable<Tree>} nodes */
  #inline(nodes) {
    /** @type {Run[]} */
    const runs = [];
    for (const node of nodes) this.#collect(node, {}, runs);
    return written(runs);
  }

  /** @param {Tree} node @param {Look} look @param {Run[]} runs */
  #collect(node, look, runs) {
    if (node.nodeType === TEXT) {
      add(runs, look, (node.nodeValue ?? "").replace(/[\s\u00a0]+/g, " "));
      return;
    }
    if (node.nodeType !== ELEMENT || LEFT_OUT.has(node.nodeName.toUpperCase()) || isWordMark(node)) return;
    switch (node.nodeName) {
      case "BR":
        add(runs, {}, "\n");
        return;
      case "IMG": {
        // On some pages an emoji is a picture.
        const alt = attribute(node, "alt");
        if (/^\p{RGI_Emoji}$/v.test(alt)) add(runs, look, alt);
        return;
      }
      case "INPUT":
        if (attribute(node, "type") === "checkbox") runs.push({ raw: true, text: node.getAttribute?.("checked") === null ? "[ ] " : "[x] " });
        return;
    }
    const own = this.#lookOf(node, look);
    for (const child of node.childNodes) this.#collect(child, own, runs);
  }

  /** @param {Tree} node @param {Look} look @returns {Look} */
  #lookOf(node, look) {
    const style = attribute(node, "style").toLowerCase();
    const own = { ...look };
    if (/^(B|STRONG)$/.test(node.nodeName)) own.bold = true;
    if (/^(I|EM)$/.test(node.nodeName)) own.italic = true;
    if (/^(S|DEL|STRIKE)$/.test(node.nodeName)) own.strike = true;
    if (/^(CODE|KBD|SAMP|TT)$/.test(node.nodeName)) own.code = true;
    // What an element is called counts less than what it looks like: Google Docs wraps everything in a "b" that is not bold.
    const weight = /font-weight:\s*(bold|normal|\d+)/.exec(style)?.[1];
    if (weight) own.bold = weight === "bold" || Number(weight) >= 600;
    const slant = /font-style:\s*(italic|normal)/.exec(style)?.[1];
    if (slant) own.italic = slant === "italic";
    if (/text-decoration[\w-]*:[^;]*line-through/.test(style)) own.strike = true;
    const href = node.nodeName === "A" ? attribute(node, "href").trim() : "";
    if (/^(https?:\/\/|mailto:)\S+$/i.test(href)) own.link = { href };
    this.rich ||= Boolean((own.bold && !look.bold) || (own.italic && !look.italic) || (own.strike && !look.strike) || (own.code && !look.code) || (own.link && own.link !== look.link && textIn(node).trim() !== href));
    return own;
  }
}

// Runs

/** @param {Run[]} runs @param {Look} look @param {string} text */
function add(runs, look, text) {
  const last = runs.at(-1);
  if (last && !last.raw && sameLook(last, look)) last.text += text;
  else runs.push({ ...look, text });
}

/** @param {Look} a @param {Look} b */
const sameLook = (a, b) =>
  Boolean(a.bold) === Boolean(b.bold) && Boolean(a.italic) === Boolean(b.italic) && Boolean(a.strike) === Boolean(b.strike) && Boolean(a.code) === Boolean(b.code) && a.link === b.link;

/** @param {Run[]} runs */
function written(runs) {
  let text = "";
  for (let at = 0; at < runs.length; ) {
    const { link } = runs[at];
    let end = at + 1;
    while (link && end < runs.length && runs[end].link === link) end += 1;
    const words = runs.slice(at, end).map(marked).join("");
    text += link ? linked(words, link.href, runs.slice(at, end).map((run) => run.text).join("")) : words;
    at = end;
  }
  return text.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ");
}

/** @param {string} words @param {string} href @param {string} plain */
function linked(words, href, plain) {
  const [, before, , after] = /^(\s*)([^]*?)(\s*)$/.exec(words) ?? ["", "", "", ""];
  if (plain.trim() === "") return plain;
  if (plain.trim() === href || `mailto:${plain.trim()}` === href) return before + plain.trim() + after;
  return `${before}[${words.trim().replaceAll("\n", " ")}](${/[()]/.test(href) ? `<${href}>` : href})${after}`;
}

/** With its signs, which must touch the words. @param {Run} run */
function marked({ text, bold, italic, strike, code, raw }) {
  if (raw) return text;
  const [, before, inner, after] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? ["", "", "", ""];
  if (inner === "") return text;
  const mark = (bold ? "**" : "") + (italic ? "*" : "") + (strike ? "~~" : "");
  const end = (strike ? "~~" : "") + (italic ? "*" : "") + (bold ? "**" : "");
  return `${before}${mark}${code ? fenced(inner) : escaped(inner)}${end}${after}`;
}

/** @param {string} text */
function fenced(text) {
  const fence = "`".repeat(longestRun(text) + 1);
  const gap = /^`|`$/.test(text) ? " " : "";
  return fence + gap + text.replaceAll("\n", " ") + gap + fence;
}

/** @param {string} text */
const longestRun = (text) => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/** What would be a sign is a letter again. @param {string} text */
const escaped = (text) =>
  text
    .replace(/[\\`*[]|~(?=~)|<(?=[a-z/!@#])|&(?=#?\w+;)/gi, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");

/** ... as at the beginning of a line. @param {string} text */
const startEscaped = (text) => text.replace(/^(#{1,6}|>|[+-])(?=\s|$)|^(\d{1,9})(?=[.)]\s)|^(?=[-=]{2,}$)/gm, (_, sign, number) => (number ? `${number}\\` : `\\${sign ?? ""}`));

// Blocks

/** @param {Block[]} blocks @param {string} [apart] what stands between paragraphs */
function joined(blocks, apart = "\n\n") {
  let text = "";
  blocks.forEach((block, at) => {
    const before = blocks[at - 1];
    const isClose = before && before.kind === block.kind && block.kind !== "paragraph";
    text += (before ? (isClose ? "\n" : apart) : "") + block.text;
  });
  return text;
}

/** @param {Tree} node */
function isBlock(node) {
  if (node.nodeType !== ELEMENT) return false;
  // Whatever is wrapped around blocks is as good as one.
  return BLOCKS.has(node.nodeName) || (!LEFT_OUT.has(node.nodeName) && [...node.childNodes].some(isBlock));
}

// Trees

/** Word's own bullet or number, which stands in the text. @param {Tree} node */
const isWordMark = (node) => /mso-list:\s*ignore/i.test(attribute(node, "style"));

/** @param {Tree} node @param {string} name */
const attribute = (node, name) => node.getAttribute?.(name) ?? "";

/** @param {Tree} node */
const elements = (node) => [...node.childNodes].filter(({ nodeType }) => nodeType === ELEMENT);

/** @param {Tree} node @param {string} name @returns {Tree[]} those that are not within another of them */
const descendants = (node, name) => elements(node).flatMap((child) => (child.nodeName === name ? [child] : descendants(child, name)));

/** @param {Tree} node @returns {string} */
function textIn(node) {
  if (node.nodeType === TEXT) return node.nodeValue ?? "";
  if (node.nodeName === "BR") return "\n";
  return [...node.childNodes].map(textIn).join("");
}
