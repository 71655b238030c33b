// People named in a message. On the wire a mention is `<@id>`, so that it goes on meaning the same person whatever they
// are called later; in a text box it is "@Name", as one reads it.

/** What stands for a person on the wire. */
const MENTION = /<@([\w-]{1,64})>/g;
/** A name ends where no letter or digit follows: "@Ann" is not in "@Annabel". */
const NAME_GOES_ON = /^[\p{L}\p{N}_]/u;
/** Longer than any name that is looked for. */
const SOUGHT_MAX = 40;

/**
 * Names that were put into a text box, and whom they mean. Kept beside the text rather than as places in it, so that
 * nothing one does to the text (cutting, pasting, undoing) can make them mean somebody else.
 */
export class Mentions {
  /** By name. @type {Map<string, string>} */
  #ids;

  /** @param {Iterable<[string, string]>} [names] from an earlier time */
  constructor(names) {
    this.#ids = new Map(names);
  }

  /** The names in use, to be kept with the text. @returns {[string, string][]} */
  get names() {
    return [...this.#ids];
  }

  /**
   * The words that mean this person in this text. Two of the same name are told apart.
   * @param {{id: string, name: string}} person
   */
  add({ id, name }) {
    let label = name;
    for (let count = 2; (this.#ids.get(label) ?? id) !== id; count += 1) label = `${name} (${count})`;
    this.#ids.set(label, id);
    return `@${label}`;
  }

  /** As it is read → as it travels. @param {string} text */
  toWire(text) {
    // The longest first: "@Ann Lee" is not "@Ann" and a word.
    const labels = [...this.#ids.keys()].sort((a, b) => b.length - a.length);
    let wire = "";
    for (let at = 0; at < text.length; ) {
      const label = text[at] === "@" && labels.find((label) => isAt(text, at + 1, label));
      if (label) {
        wire += `<@${this.#ids.get(label)}>`;
        at += 1 + label.length;
      } else {
        wire += text[at];
        at += 1;
      }
    }
    return wire;
  }

  /** As it travels → as it is read. @param {string} wire @param {(id: string) => string | undefined} nameOf */
  fromWire(wire, nameOf) {
    return wire.replace(MENTION, (whole, id) => {
      const name = nameOf(id);
      return name === undefined ? whole : this.add({ id, name });
    });
  }
}

/** @param {string} text @param {number} at @param {string} label */
function isAt(text, at, label) {
  return text.startsWith(label, at) && !NAME_GOES_ON.test(text.slice(at + label.length));
}

/** A text with names in it, for where it is only read out or quoted. @param {string} wire @param {(id: string) => string} nameOf */
export const spoken = (wire, nameOf) => wire.replace(MENTION, (_, id) => `@${nameOf(id)}`);

/** Whom a text names. @param {string} wire */
export const namedIn = (wire) => [...wire.matchAll(MENTION)].map(([, id]) => id);

/**
 * The name being typed before the caret: where its "@" stands, and what there is of it. A name may have spaces in it, but
 * not at its start: "@ " is no longer the beginning of one.
 * @param {string} text @param {number} caret
 */
export function soughtAt(text, caret) {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  if (at < 0 || caret - at > SOUGHT_MAX) return null;
  const sought = before.slice(at + 1);
  if (/[\n@]|^\s/.test(sought) || /[\p{L}\p{N}_]$/u.test(before.slice(0, at))) return null;
  return { at, sought };
}
