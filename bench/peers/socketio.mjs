// Peer: a one-room chat on Socket.IO and SQLite, as its own 'getting started' guide leads one to write it. WebSocket only, no
// compression (its default); the adapter encodes a broadcast once for all sockets.
// Usage: node socketio.mjs DIRECTORY; prints {'port'} when it listens.
// @ts-nocheck: this package is installed by `npm run bench` only, and the type check runs without it.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { openStore } from './store.mjs';

const store = openStore(process.argv[2]);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  const author = String(socket.handshake.query.author);
  socket.join('general');
  socket.on('send', ({ text }) => io.to('general').emit('message', store.append(author, text)));
});

http.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: http.address().port })));
