// Finds the Chromium that the browser tests drive, or installs it where that takes no question.

import { existsSync } from 'node:fs';
import { Trouble, find, run } from './programs.mjs';

// The shell, which is the same engine, opens a page for three quarters of what a whole browser takes: it has no windows to draw.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns {Promise<string>} its path */
export async function chromium() {
  const present = installed();
  if (present) return present;
  if (process.getuid?.() === 0 && find('apt-get')) {
    await run(['apt-get', 'update', '-qq']);
    const install = (/** @type {string} */ name) => run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', name]);
    await install('chromium-headless-shell').catch(() => install('chromium'));
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
