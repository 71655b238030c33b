// Finding out which ports are free.

import { once } from 'node:events';
import { createServer } from 'node:net';

/** @param {number} port @param {string} [host] */
export async function isFree(port, host = '127.0.0.1') {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    // A machine without IPv6 cannot have the port taken there.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE';
  } finally {
    server.close();
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
