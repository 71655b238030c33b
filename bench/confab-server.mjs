// Confab as it is measured.
// Usage: node confab-server.mjs DIRECTORY; prints {"port"} when it listens.
// The database tables must be in DIRECTORY already.

import { startWorkerd } from '../scripts/workerd.mjs';

const [directory] = process.argv.slice(2);
const { port, stop } = await startWorkerd(directory);
console.log(JSON.stringify({ port }));

process.on('SIGTERM', async () => {
  await stop();
  process.exit();
});
