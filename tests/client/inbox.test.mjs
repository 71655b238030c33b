// What waits in all one's rooms: counts, what is looked at, what is stored, what is passed on.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Inbox } from '../../public/app/state/inbox.js';
import { memoryStore } from '../../public/app/state/store.js';
import { ROOM, fakeClock, fakeSockets, settled } from './surroundings.mjs';

/** @param {string} room @param {Partial<import('../../public/app/wire.js').InboxRoom>} [more] */
const counts = (room, more = {}) => ({ room, unread: 0, mentions: 0, last: 5, last_at: 5000, ...more });

async function openInbox(store = memoryStore()) {
  const clock = fakeClock();
  const sockets = fakeSockets();
  /** @type {[string, any][]} */
  const told = [];
  const tells = (/** @type {string} */ what) => (/** @type {any} */ value = undefined) => void told.push([what, value]);
  const inbox = new Inbox({
    store,
    clock,
    random: () => 0.5,
    isOnline: () => true,
    openSocket: sockets.open,
    onRefused: tells('refused'),
    onSignedOut: tells('signed out'),
    onRoom: tells('room'),
    onLost: tells('lost'),
    onBack: tells('back'),
    onNotice: tells('notice'),
    onReport: tells('report'),
  });
  await inbox.open();
  return { inbox, clock, sockets, store, told };
}

test('counts are as the inbox tells them; the title counts what is meant for one', async () => {
  const { inbox, sockets } = await openInbox();
  assert.equal(sockets.last.address, '/api/inbox/socket');
  sockets.last.says({ type: 'inbox', rooms: [counts('a', { unread: 3 }), counts('b', { unread: 2, mentions: 2 })] });
  assert.deepEqual(inbox.countsOf('a'), { unread: 3, mentions: 0 });
  assert.deepEqual(inbox.countsOf('nothing is known of it'), { unread: 0, mentions: 0 });
  sockets.last.says({ type: 'unread', ...counts('c', { unread: 1, mentions: 1 }) });
  assert.equal(inbox.mentions.value, 3);
  sockets.last.says({ type: 'unread', ...counts('b') });
  assert.equal(inbox.mentions.value, 1);
});

test('the room that is looked at counts as read, until one looks away with something unread in it', async () => {
  const { inbox, sockets } = await openInbox();
  sockets.last.says({ type: 'inbox', rooms: [counts('a', { unread: 3, mentions: 1 })] });
  inbox.looking.value = 'a';
  assert.deepEqual(inbox.countsOf('a'), { unread: 0, mentions: 0 });
  assert.equal(inbox.mentions.value, 0);
  inbox.looking.value = null;
  assert.deepEqual(inbox.countsOf('a'), { unread: 3, mentions: 1 });
});

test('what was before one’s eyes is read before the inbox says so; what came after is not', async () => {
  const { inbox, sockets } = await openInbox();
  sockets.last.says({ type: 'inbox', rooms: [counts('a', { unread: 3, mentions: 1, last: 5 })] });
  inbox.saw('a', 4);
  assert.equal(inbox.countsOf('a').unread, 3);
  inbox.saw('a', 5);
  assert.deepEqual(inbox.countsOf('a'), { unread: 0, mentions: 0 });
});

test('one is told of a message elsewhere, and not of one in the room one looks at', async () => {
  const { inbox, sockets, told } = await openInbox();
  const notice = { type: 'notice', room: 'a', seq: 6, author: 'ben', name: 'Ben', text: 'psst', why: 'direct' };
  sockets.last.says({ type: 'inbox', rooms: [] }, notice);
  inbox.looking.value = 'a';
  sockets.last.says(notice);
  assert.deepEqual(told.map(([what]) => what), ['notice']);
});

test('seats that come and go, and reports that were dealt with, are passed on', async () => {
  const { sockets, told } = await openInbox();
  sockets.last.says(
    { type: 'inbox', rooms: [] },
    { type: 'membership', room: ROOM, joined: true },
    { type: 'membership', room: ROOM, joined: false },
    { type: 'report', report: { id: 'r' } },
  );
  assert.deepEqual(told.map(([what]) => what), ['room', 'lost', 'report']);
});

test('after a loss one asks what one may have missed; after the end of the session it does not come back by itself', async () => {
  const { clock, sockets, told, inbox } = await openInbox();
  sockets.last.says({ type: 'inbox', rooms: [] });
  sockets.last.breaks();
  clock.pass(500);
  sockets.last.says({ type: 'inbox', rooms: [] });
  assert.deepEqual(told.map(([what]) => what), ['back']);
  sockets.last.breaks(4401);
  clock.pass(60_000);
  assert.deepEqual(told.map(([what]) => what), ['back', 'signed out']);
  assert.equal(sockets.opened.length, 2);
  inbox.reopen();
  assert.equal(sockets.opened.length, 3);
});

test('the last counts are there at the next visit, and offline; the first word of the inbox replaces them', async () => {
  const store = memoryStore();
  const before = await openInbox(store);
  before.sockets.last.says({ type: 'inbox', rooms: [counts('a', { unread: 2, favourite: true }), counts('b')] });
  before.clock.pass(1_000);
  before.inbox.close();
  await settled();
  const after = await openInbox(store);
  assert.equal(after.inbox.countsOf('a').unread, 2);
  assert.equal(after.inbox.rooms.value.get('a')?.favourite, true);
  after.sockets.last.says({ type: 'inbox', rooms: [counts('a')] });
  assert.deepEqual([...after.inbox.rooms.value.keys()], ['a']);
  assert.equal(after.inbox.countsOf('a').unread, 0);
});

test('a mark one sets is seen at once, whatever is known of the room', async () => {
  const { inbox, sockets } = await openInbox();
  sockets.last.says({ type: 'inbox', rooms: [counts('a', { unread: 1 })] });
  inbox.mark('a', { favourite: true });
  inbox.mark('new', { hidden: true });
  assert.deepEqual(inbox.rooms.value.get('a'), counts('a', { unread: 1, favourite: true }));
  assert.equal(inbox.rooms.value.get('new')?.hidden, true);
  inbox.forget('a');
  assert.equal(inbox.rooms.value.has('a'), false);
});

test('what is saved is known at once, on every device', async () => {
  const { inbox, sockets } = await openInbox();
  sockets.last.says({ type: 'inbox', rooms: [], saved: [{ room: 'a', seq: 7 }] });
  assert.equal(inbox.isSaved('a', 7), true);
  sockets.last.says({ type: 'saved', room: 'b', seq: 1, on: true }, { type: 'saved', room: 'a', seq: 7, on: false });
  assert.deepEqual([...inbox.saved.value], ['b/1']);
  inbox.save('a', 8, true);
  assert.equal(inbox.isSaved('a', 8), true);
});
