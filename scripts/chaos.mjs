// `npm run chaos`: twenty clients talk in one room while the server is killed again and again; then everything must add up.
//   --kills N      how often (20)
//   --seed N       repeats the same throws of dice; what the machine does between them stays its own affair
//   --fault double makes the clients retry under fresh nonces: must end with violations, and shows that the check can fail

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { diceFrom } from './chaos/dice.mjs';
import { Talker } from './chaos/talker.mjs';
import { violations } from './chaos/verdict.mjs';
import { Trouble, main } from './programs.mjs';
import { startServer } from './server.mjs';
import { setUp } from './setup.mjs';
import { foundSite, guestIn } from './visitor.mjs';

const CLIENTS = 20;
/** Between a server that answers and its end: some die while clients still catch up, some in full swing. */
const LIFE_MS = { from: 100, to: 3000 };
/** With no kill at all there is still something to check. */
const TALK_MS = 3000;
const SETTLE_LIMIT_MS = 60_000;
const SETTLE_POLL_MS = 100;
const PAGE = 100;
/** More would only repeat the first few. */
const VIOLATIONS_SHOWN = 10;

await main(async () => {
  const { values: options } = parseArgs({
    options: { kills: { type: 'string', default: '20' }, seed: { type: 'string' }, fault: { type: 'string' } },
  });
  const kills = Number(options.kills);
  const seed = Number(options.seed ?? Date.now() % 1_000_000);
  await setUp();
  const state = mkdtempSync(join(tmpdir(), 'confab-chaos-'));
  console.log(`chaos: ${kills} kills, ${CLIENTS} clients, seed ${seed}`);

  const dice = diceFrom(seed);
  let server = await startServer({ vars: { RATE_LIMITS: 'off' }, persistTo: state });
  const restart = async () => {
    await server.kill();
    server = await startServer({ vars: { RATE_LIMITS: 'off' }, persistTo: state, port: server.port });
  };
  try {
    const { owner, room } = await foundSite(server.url);
    const talkers = await seatTalkers(server.url, room, dice, options.fault);
    talkers.forEach((talker) => talker.start());
    await pause(TALK_MS);
    for (let kill = 1; kill <= kills; kill++) {
      await pause(dice.between(LIFE_MS.from, LIFE_MS.to));
      await restart();
      console.log(`chaos: killed and restarted ${kill} of ${kills}; ${sum(talkers, ({ acks }) => acks.length)} messages acknowledged`);
    }

    talkers.forEach((talker) => talker.stopTalking());
    const settled = await settle(talkers, owner, room);
    talkers.forEach((talker) => talker.leave());
    const stored = await history(owner, room);
    const found = [...(settled ? [] : ['not all clients have caught up']), ...violations(stored, talkers)];
    console.log(
      `chaos: ${stored.length} messages stored, ${sum(talkers, ({ said }) => said.length)} said and ` +
        `${sum(talkers, ({ acks }) => acks.length)} times acknowledged; ${sum(talkers, ({ reconnects }) => reconnects)} connections lost, ` +
        `${sum(talkers, ({ retries }) => retries)} retries. ` +
        (found.length === 0
          ? 'Every acknowledged message is stored exactly once, and all clients hold the same list.'
          : `${found.length} violations:\n  ${found.slice(0, VIOLATIONS_SHOWN).join('\n  ')}`),
    );
    if (found.length > 0) throw new Trouble(`chaos: failed with seed ${seed}; the server's state is kept in ${state}`);
    rmSync(state, { recursive: true });
  } finally {
    await server.stop();
  }
});

/** @param {string} url @param {string} room @param {import('./chaos/dice.mjs').Dice} dice @param {string} [fault] */
async function seatTalkers(url, room, dice, fault) {
  const talkers = [];
  for (let index = 0; index < CLIENTS; index++) {
    const name = `talker-${index}`;
    const visitor = await guestIn(url, room, name);
    const { user } = await visitor.ask('GET', 'me');
    talkers.push(new Talker({ name, author: user.id, visitor, room, dice: dice.fork(), fault }));
  }
  return talkers;
}

/** Waits until everyone's messages are acknowledged and everyone holds all of them. @param {Talker[]} talkers
 * @param {import('./visitor.mjs').Visitor} owner @param {string} room
 */
async function settle(talkers, owner, room) {
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  while (Date.now() < deadline) {
    await pause(SETTLE_POLL_MS);
    const { head } = await owner.ask('GET', `rooms/${room}/messages?limit=1`);
    if (talkers.every((talker) => talker.hasCaughtUp(head.seq))) return true;
  }
  return false;
}

/** @param {import('./visitor.mjs').Visitor} reader @param {string} room @returns {Promise<import('./chaos/verdict.mjs').Line[]>} */
async function history(reader, room) {
  const lines = [];
  for (;;) {
    const { messages } = await reader.ask('GET', `rooms/${room}/messages?after=${lines.at(-1)?.seq ?? 0}&limit=${PAGE}`);
    if (messages.length === 0) return lines;
    for (const { seq, author, text } of messages) lines.push({ seq, author: author.id, text });
  }
}

/** @template T @param {T[]} items @param {(item: T) => number} of */
function sum(items, of) {
  return items.reduce((total, item) => total + of(item), 0);
}
