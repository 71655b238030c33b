// What must be true when the dust has settled. Pure: takes what was seen, returns what is wrong with it.

/**
 * @typedef {{seq: number, author: string, text: string}} Line one message, as far as it matters here
 * @typedef {{name: string, author: string, said: string[], acks: {nonce: string, text: string, seq: number}[], list: Line[],
 *   complaints: string[]}} Witness one client: what it said, what it was told was stored, and what it holds
 */

/**
 * Each text is said once only, so a text that is stored twice is a message doubled.
 * @param {Line[]} stored the room's history as the server tells it, oldest first
 * @param {Witness[]} witnesses
 * @returns {string[]}
 */
export function violations(stored, witnesses) {
  return [
    ...gaps(stored),
    ...doubles(stored),
    ...strangers(stored, witnesses),
    ...witnesses.flatMap((witness) => [
      ...witness.complaints.map((complaint) => `${witness.name}: ${complaint}`),
      ...lostAcknowledged(stored, witness),
      ...nonceConfusion(witness),
      ...difference(stored, witness),
    ]),
  ];
}

/** @param {Line[]} stored */
function gaps(stored) {
  const wrong = stored.findIndex(({ seq }, index) => seq !== index + 1);
  return wrong < 0 ? [] : [`the history is not dense: place ${wrong + 1} holds seq ${stored[wrong].seq}`];
}

/** @param {Line[]} stored */
function doubles(stored) {
  const first = new Map();
  return stored.flatMap(({ seq, text }) => {
    if (first.has(text)) return [`"${text}" is stored twice, as seq ${first.get(text)} and ${seq}`];
    first.set(text, seq);
    return [];
  });
}

/** @param {Line[]} stored @param {Witness[]} witnesses */
function strangers(stored, witnesses) {
  const said = new Map(witnesses.flatMap(({ author, said }) => said.map((text) => [text, author])));
  return stored
    .filter(({ text, author }) => said.get(text) !== author)
    .map(({ seq, text }) => `seq ${seq}, "${text}", is stored under the name of somebody who never said it`);
}

/** @param {Line[]} stored @param {Witness} witness */
function lostAcknowledged(stored, { name, acks }) {
  return acks
    .filter(({ seq, text }) => stored[seq - 1]?.text !== text)
    .map(({ seq, text }) => `${name} was told "${text}" is stored as seq ${seq}; there is ${JSON.stringify(stored[seq - 1]?.text)}`);
}

/** @param {Witness} witness */
function nonceConfusion({ name, acks }) {
  const seqOf = new Map();
  return acks.flatMap(({ nonce, seq }) => {
    const earlier = seqOf.get(nonce) ?? seq;
    seqOf.set(nonce, earlier);
    return earlier === seq ? [] : [`${name}: one nonce was acknowledged as seq ${earlier} and as ${seq}`];
  });
}

/** @param {Line[]} stored @param {Witness} witness */
function difference(stored, { name, list }) {
  if (list.length !== stored.length) return [`${name} holds ${list.length} messages of ${stored.length}`];
  const wrong = stored.findIndex(
    ({ seq, author, text }, index) => list[index].seq !== seq || list[index].author !== author || list[index].text !== text,
  );
  return wrong < 0 ? [] : [`${name} holds ${JSON.stringify(list[wrong])} where the history has ${JSON.stringify(stored[wrong])}`];
}
