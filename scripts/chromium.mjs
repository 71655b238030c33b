// Finds the Chromium that the browser tests drive, or installs it where that takes no question.

import { existsSync } from 'node:fs';
import { Trouble, find, run } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns {Promise<string>} its path */
export async function chromium() {
  const present = installed();
  if (present) return present;
  if (process.getuid?.() === 0 && find('apt-get')) {
    await run(['apt-get', 'update', '-qq']);
    await run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  const fresh = installed();
  if (fresh) return fresh;
  throw new Trouble(
    'The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`), or give its path in CHROMIUM.',
  );
}

function installed() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return NAMES.map(find).find(Boolean) ?? (existsSync(MAC) ? MAC : undefined);
}
