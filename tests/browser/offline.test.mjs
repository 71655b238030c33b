// Without a network: what one sees, what one can still do, and that nothing is lost or doubled by it.

import assert from 'node:assert/strict';
import { ask, composer, createRoom, eventually, isLive, isSent, joinRoom, message, order, say, scene } from './fixtures.mjs';

scene('what is written offline is sent afterwards, once and in order', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  await ann.context().setOffline(true);
  await ann.getByText('You are offline.').waitFor();
  const lines = ['first, offline', 'second, offline', 'third, offline'];
  for (const line of lines) {
    await say(ann, line);
    await message(ann, line).getByText('Will be sent when you are back online').waitFor();
  }
  await say(ben, 'are you there?');
  await ann.context().setOffline(false);
  await isSent(ann, 'third, offline');
  await message(ben, 'third, offline').waitFor();
  const expected = ['are you there?', ...lines];
  assert.deepEqual(await order(ben, expected), expected);
  assert.deepEqual(await order(ann, expected), expected);
  await ann.getByText('You are offline.').waitFor({ state: 'detached' });
});

scene('what was not sent survives a reload', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  let blocked = true;
  await ann.routeWebSocket(/\/socket/, (socket) => {
    if (blocked) void socket.close({ code: 1011 });
    else socket.connectToServer();
  });
  await ann.reload();
  await say(ann, 'written before the reload');
  await message(ann, 'written before the reload').waitFor();
  await ann.reload();
  await message(ann, 'written before the reload').waitFor();
  await ann.getByText('Reconnecting.').waitFor();
  blocked = false;
  await ann.getByRole('button', { name: 'Try now' }).click();
  await isSent(ann, 'written before the reload');
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages`);
  assert.equal(messages.length, 1);
});

scene('an answer that got lost does not double the message', async (stage) => {
  const ann = await stage.member('Ann');
  const room = await createRoom(ann);
  let cut = true;
  await ann.routeWebSocket(/\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      server.send(frame);
      // The room has it; the connection breaks before anybody hears so.
      if (cut && String(frame).includes('"send"')) {
        cut = false;
        server.onMessage(() => {});
        void eventually(
          async () => (await ask(ann, 'GET', `/api/rooms/${room.id}/messages`)).messages.length,
          (count) => count === 1,
          'the room has it',
        ).then(() => socket.close({ code: 1011 }));
      }
    });
  });
  await ann.reload();
  await isLive(ann);
  await say(ann, 'exactly once');
  await isSent(ann, 'exactly once');
  assert.deepEqual(await order(ann, ['exactly once']), ['exactly once']);
  await say(ann, 'and then on');
  await isSent(ann, 'and then on');
  const { messages } = await ask(ann, 'GET', `/api/rooms/${room.id}/messages`);
  assert.deepEqual(messages.map((/** @type {any} */ { text }) => text), ['exactly once', 'and then on']);
});

scene('a refused message waits for retry or discard', async (stage) => {
  const ann = await stage.member('Ann');
  await createRoom(ann);
  let refuse = true;
  await ann.routeWebSocket(/\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const command = String(frame).startsWith('{') ? JSON.parse(String(frame)) : {};
      if (refuse && command.type === 'send') {
        socket.send(JSON.stringify([{ type: 'error', id: command.id, code: 'forbidden', detail: 'You are muted in this room for now.' }]));
      } else server.send(frame);
    });
  });
  await ann.reload();
  await isLive(ann);
  await say(ann, 'one to retry');
  await say(ann, 'one to discard');
  const [retry, discard] = [message(ann, 'one to retry'), message(ann, 'one to discard')];
  await retry.getByText('Not sent. You are muted in this room for now.').waitFor();
  await discard.getByRole('button', { name: 'Discard' }).click();
  await discard.waitFor({ state: 'detached' });
  refuse = false;
  await retry.getByRole('button', { name: 'Retry' }).click();
  await retry.getByText('Sent', { exact: true }).waitFor();
});

scene('the app opens without a network, with what was said before', async (stage) => {
  const ann = await stage.member('Ann', { serviceWorkers: 'allow' });
  await createRoom(ann);
  await say(ann, 'still here');
  await isSent(ann, 'still here');
  await ann.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await eventually(
    () => ann.evaluate(async () => (await indexedDB.databases()).length > 0 && navigator.serviceWorker.controller !== null),
    Boolean,
    'the shell is kept',
  );
  // Leaving the room stores what is held of it.
  await ann.getByRole('link', { name: 'Browse rooms' }).click();
  await ann.getByRole('searchbox').waitFor();
  await ann.goBack();
  await message(ann, 'still here').waitFor();
  await ann.context().setOffline(true);
  await ann.reload();
  await message(ann, 'still here').waitFor();
  // A page that was loaded anew is not told by every Chromium that there is no network.
  await ann.getByText(/^(You are offline|Reconnecting)\./).waitFor();
  await ann.context().setOffline(false);
  await isLive(ann);
  await composer(ann).waitFor();
});
