// Puts the Node that came as an npm package where npm and npx look first. After `npm install`.
//
// Wrangler wants a newer Node than many systems have. The packages for all platforms name the same command, and npm 9
// and 10, leaving out those for other platforms, take the link to it away again.

import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules', import.meta.url));
const platform = `${process.platform}-${process.arch}`;
const node = [`node-${platform}`, `node-bin-${platform}`]
  .map((name) => join(name, 'bin', 'node'))
  .find((path) => existsSync(join(packages, path)));
if (node) {
  const link = join(packages, '.bin', 'node');
  rmSync(link, { force: true });
  symlinkSync(join('..', node), link);
}
