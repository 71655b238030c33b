// People and rooms named in a message. On the wire they are `<@id>` and `<#id>`, so that they go on meaning the same
// whatever they are called later; in a text box they are "@Name" and "#name", as one reads it.

/** @typedef {"@" | "#"} Sign  of a person, or of a room */
/** @typedef {(id: string, sign: Sign) => string | undefined} Naming  what somebody, or a room, is called now */
/** @typedef {{sign: Sign | ":" | "/", at: number, sought: string}} Sought  what is being typed, and where it begins */

/** What stands for a person or a room on the wire. */
const NAMED = /<([@#])([\w-]{1,64})>/g;
/** A name ends where no letter or digit follows: "@Ann" is not in "@Annabel". */
const NAME_GOES_ON = /^[\p{L}\p{N}_]/u;
/** Longer than any name that is looked for. */
const SOUGHT_MAX = 40;
/** Not people: whoever is there, and all who have a seat. They mean themselves. */
export const CALLS = ["here", "everyone"];

/**
 * Names that were put into a text box, and what they mean. Kept beside the text rather than as places in it, so that
 * nothing one does to the text (cutting, pasting, undoing) can make them mean something else.
 */
export class Mentions {
  /** By sign and name. @type {Map<string, string>} */
  #ids;

  /** @param {Iterable<[string, string]>} [names] from an earlier time, when people were kept without their sign */
  constructor(names = []) {
    this.#ids = new Map([...names].map(([label, id]) => [/^[@#]/.test(label) ? label : `@${label}`, id]));
  }

  /** The names in use, to be kept with the text. @returns {[string, string][]} */
  get names() {
    return [...this.#ids];
  }

  /**
   * The words that mean this person, or this room, in this text. Two of the same name are told apart.
   * @param {{id: string, name: string}} named @param {Sign} [sign]
   */
  add({ id, name }, sign = "@") {
    let label = sign + name;
    for (let count = 2; (this.#ids.get(label) ?? id) !== id; count += 1) label = `${sign}${name} (${count})`;
    this.#ids.set(label, id);
    return label;
  }

  /** As it is read → as it travels. @param {string} text */
  toWire(text) {
    // The longest first: "@Ann Lee" is not "@Ann" and a word.
    const labels = [...this.#ids.keys()].sort((a, b) => b.length - a.length);
    let wire = "";
    for (let at = 0; at < text.length; ) {
      const label = (text[at] === "@" || text[at] === "#") && labels.find((label) => isAt(text, at, label));
      if (label) {
        wire += `<${label[0]}${this.#ids.get(label)}>`;
        at += label.length;
      } else {
        wire += text[at];
        at += 1;
      }
    }
    return wire;
  }

  /** As it travels → as it is read. @param {string} wire @param {Naming} nameOf */
  fromWire(wire, nameOf) {
    return wire.replace(NAMED, (whole, sign, id) => {
      const name = isCall(sign, id) ? id : nameOf(id, sign);
      return name === undefined ? whole : this.add({ id, name }, sign);
    });
  }
}

/** @param {string} text @param {number} at @param {string} label */
function isAt(text, at, label) {
  return text.startsWith(label, at) && !NAME_GOES_ON.test(text.slice(at + label.length));
}

/** @param {string} sign @param {string} id */
const isCall = (sign, id) => sign === "@" && CALLS.includes(id);

/** A text with names in it, for where it is only read out or quoted. @param {string} wire @param {(id: string, sign: Sign) => string} nameOf */
export const spoken = (wire, nameOf) =>
  wire.replace(NAMED, (_, sign, id) => `${sign}${isCall(sign, id) ? id : nameOf(id, sign)}`);

/** The same without the signs that make words bold and the like, which are not shown there. @param {string} wire @param {(id: string, sign: Sign) => string} nameOf */
export const spokenPlainly = (wire, nameOf) => spoken(wire, nameOf).replace(/\*\*|__|~~|`/g, "");

/** Whom a text names. @param {string} wire */
export const namedIn = (wire) =>
  [...wire.matchAll(NAMED)].filter(([, sign, id]) => sign === "@" && !isCall(sign, id)).map(([, , id]) => id);

/**
 * What is being typed before the caret that can be completed: a person ("@"), a room ("#"), an emoji (":", from two letters
 * on), or a command ("/", at the very beginning). Names may have spaces in them, but not at their start: "@ " and "# " are
 * no longer the beginning of one.
 * @param {string} text @param {number} caret @returns {Sought | null}
 */
export function soughtAt(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/(\w*)$/.exec(before);
  if (command) return { sign: "/", at: 0, sought: command[1] };
  const at = Math.max(before.lastIndexOf("@"), before.lastIndexOf("#"), before.lastIndexOf(":"));
  if (at < 0 || caret - at > SOUGHT_MAX || /[\p{L}\p{N}_:]$/u.test(before.slice(0, at))) return null;
  const sign = /** @type {Sign | ":"} */ (before[at]);
  const sought = before.slice(at + 1);
  const fits = sign === ":" ? /^[\w+-]{2,}$/.test(sought) && !isInCode(before) : !/\n|^\s/.test(sought);
  return fits ? { sign, at, sought } : null;
}

/** Colons in code are its own. @param {string} before */
export const isInCode = (before) => (before.match(/`/g)?.length ?? 0) % 2 === 1;
