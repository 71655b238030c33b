// Peer: the least a chat on `ws` and SQLite can do, and so about the fastest a Node server can be: one JSON text made once per
// message, handed to every socket.
// Usage: node ws.mjs DIRECTORY; prints {'port'} when it listens.
// @ts-nocheck: this package is installed by `npm run bench` only, and the type check runs without it.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { openStore } from './store.mjs';

const store = openStore(process.argv[2]);
const http = createServer();
const sockets = new WebSocketServer({ server: http });

sockets.on('connection', (socket, request) => {
  const author = String(new URL(request.url, 'http://localhost').searchParams.get('author'));
  socket.on('message', (data) => {
    const { text } = JSON.parse(data.toString());
    const frame = Buffer.from(JSON.stringify(store.append(author, text)));
    for (const receiver of sockets.clients) receiver.send(frame, { binary: false });
  });
});

http.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: http.address().port })));
