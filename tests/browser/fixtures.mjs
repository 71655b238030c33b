// What every browser test starts from: a browser, people with names nobody else has, and words for what they do.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { after, before, test } from 'node:test';

/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */

// Required, and not imported, which would read through three megabytes for their names, and compiled only once: with each file
// it would take a second of a processor.
enableCompileCache();
const require = createRequire(import.meta.url);
const { chromium } = /** @type {typeof import('playwright-core')} */ (require('playwright-core'));
// Half as much to be parsed in each page as what `axe-core` says it is.
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const SITE = process.env.CONFAB_URL ?? assert.fail('CONFAB_URL says where the site to be tested is');
export const PASSWORD = 'correct horse battery';
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Long enough for a loaded machine; a test that waits for it has failed. */
const PATIENCE_MS = 15_000;
// A microphone that hums, and is never asked for in a window of its own.
const ARGS = ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const OWNER = 'the.owner';
const FAILURES = 'test-results';

/** @type {Browser} */
let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGS });
  await makeOwner();
});
after(() => browser?.close());

/** The first account of a site is its owner's: that must not be whoever a test happens to sign up first. */
async function makeOwner() {
  const context = await browser.newContext();
  const headers = { origin: new URL(SITE).origin };
  await context.request.post(`${SITE}/api/signup`, { headers, data: { username: OWNER, password: PASSWORD, display_name: 'The Owner' } });
  await context.close();
}

let people = 0;
/** @param {string} name */
const unique = (name) => `${name.toLowerCase()}-${Date.now().toString(36)}${(people += 1)}`;

/**
 * A test with a stage of its own: everybody who comes on leaves at the end, and what they saw is kept if it failed.
 * @param {string} name @param {(stage: Stage) => Promise<void>} play
 */
export function scene(name, play) {
  test(name, async () => {
    const stage = new Stage();
    try {
      await play(stage);
      assert.deepEqual(stage.faults, [], 'no script failed');
    } catch (error) {
      await stage.keep(name);
      throw error;
    } finally {
      await stage.clear();
    }
  });
}

class Stage {
  /** @type {Page[]} */
  #pages = [];
  /** @type {string[]} */
  faults = [];

  /** A browser of its own before the door. @param {BrowserContextOptions} [options] @param {string} [path] */
  async newcomer(options, path = '/') {
    const page = await this.#page(options);
    await page.goto(path);
    return page;
  }

  /** Somebody with an account, in the first room. @param {string} name @param {BrowserContextOptions} [options] */
  async member(name, options) {
    const username = unique(name);
    const page = await this.#enter('/api/signup', { username, password: PASSWORD, display_name: name }, options);
    return Object.assign(page, { username, displayName: name });
  }

  /** Whoever runs the site. @param {BrowserContextOptions} [options] */
  async owner(options) {
    return this.#enter('/api/login', { username: OWNER, password: PASSWORD }, options);
  }

  /** @param {BrowserContextOptions} [options] */
  async #page(options) {
    // The service worker has a test of its own; elsewhere it would only stand between the test and the network.
    const context = await browser.newContext({ baseURL: SITE, serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(String(error.stack)));
    this.#pages.push(page);
    return page;
  }

  /** Without the forms at the door, which have tests of their own. @param {string} door @param {object} data @param {BrowserContextOptions} [options] */
  async #enter(door, data, options) {
    const page = await this.#page(options);
    await ask(page, 'POST', door, data);
    const me = JSON.stringify(await ask(page, 'GET', '/api/me'));
    // What the client goes by, once: who logs out is out.
    await page.addInitScript((me) => {
      if (sessionStorage.getItem('entered')) return;
      sessionStorage.setItem('entered', 'yes');
      localStorage.setItem('confab.me', me);
    }, me);
    await page.goto('/');
    await composer(page).waitFor();
    return page;
  }

  /** @param {string} name */
  async keep(name) {
    mkdirSync(FAILURES, { recursive: true });
    const file = name.replace(/[^a-z0-9]+/gi, '-');
    await Promise.all(
      this.#pages.map((page, index) => page.screenshot({ path: `${FAILURES}/${file}-${index + 1}.png` }).catch(() => {})),
    );
  }

  async clear() {
    await Promise.all(this.#pages.map((page) => page.context().close()));
  }
}

// What people do

/** @param {Page} page @param {string} name @returns {Promise<string>} the username */
export async function signUp(page, name, username = unique(name)) {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Display name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await composer(page).waitFor();
  return username;
}

/** @param {Page} page @param {string} username */
export async function logIn(page, username, password = PASSWORD) {
  await page.getByRole('tab', { name: 'Log in' }).click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
}

/** Follows a link within the page, which is not loaded anew: that takes half a second of a processor. @param {Page} page @param {string} path */
export async function visit(page, path) {
  await page.evaluate((path) => {
    const link = document.createElement('a');
    link.href = path;
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await isPainted(page);
}

/** By the second frame nothing is to be seen of what was there before, and what has come is rendered. @param {Page} page */
const isPainted = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Makes a room that is this test's alone, and goes there. @param {Page} page */
export async function createRoom(page, name = unique('room'), topic = '') {
  const { room } = await ask(page, 'POST', '/api/rooms', { name, topic, kind: 'public' });
  await visit(page, `/r/${room.id}`);
  await isLive(page);
  return /** @type {{id: string, name: string}} */ (room);
}

/** @param {Page} page @param {string} id */
export async function joinRoom(page, id) {
  await ask(page, 'POST', `/api/rooms/${id}/join`);
  await visit(page, `/r/${id}`);
  await isLive(page);
}

/** @param {Page} page @param {string} text */
export async function say(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Many messages by a socket of one's own, at once and in their order. @param {Page} page @param {string} room @param {{text: string, reply_to?: number}[]} messages */
export async function fill(page, room, messages) {
  await page.evaluate(
    ([room, messages]) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(new URL(`/api/rooms/${room}/socket`, location.href.replace(/^http/, 'ws')));
        let sent = 0;
        let stored = 0;
        const some = () => {
          for (; sent < messages.length && sent - stored < 200; sent += 1) {
            socket.send(JSON.stringify({ type: 'send', id: sent + 1, nonce: `fill-${sent}`, ...messages[sent] }));
          }
        };
        socket.onerror = reject;
        socket.onmessage = ({ data }) => {
          for (const { type, detail } of JSON.parse(data)) {
            if (type === 'hello') some();
            if (type === 'error') reject(new Error(detail));
            if (type !== 'ack') continue;
            stored += 1;
            some();
            if (stored === messages.length) resolve(socket.close());
          }
        };
      }),
    /** @type {const} */ ([room, messages]),
  );
}

/** What else can be done with a message. @param {Page} page @param {string} text */
export async function openMenu(page, text) {
  const line = message(page, text).first();
  await line.hover();
  await line.getByRole('button', { name: 'More…' }).click();
}

/** @param {Page} page @param {string} text @param {string} what */
export async function choose(page, text, what) {
  await openMenu(page, text);
  await page.getByRole('menuitem', { name: what, exact: true }).click();
}

/** As this person, but without the client. @param {Page} page @param {string} method @param {string} path @param {object} [data] */
export async function ask(page, method, path, data) {
  const headers = { origin: new URL(SITE).origin };
  const response = await page.request.fetch(path, { method, data, headers });
  assert.ok(response.ok(), `${method} ${path}: ${response.status()} ${await response.text()}`);
  return response.status() === 204 ? undefined : response.json();
}

// Where to look

/** @param {Page} page */
export const composer = (page) => page.getByRole('textbox', { name: /^Message / });
/** @param {Page} page */
export const timeline = (page) => page.getByRole('region', { name: /^Messages in / });
/** @param {Page} page @param {string} text */
export const message = (page, text) => timeline(page).getByRole('listitem').filter({ hasText: text });

/** Stored by the room, and shown to be. @param {Page} page @param {string} text */
export const isSent = (page, text) => message(page, text).getByText('Sent', { exact: true }).waitFor();

/** Connected: one sees at least oneself. @param {Page} page */
export const isLive = (page) => page.getByRole('button', { name: /About this room, [1-9]/ }).waitFor();

/** Waits until it is so. @template T @param {() => Promise<T>} look @param {(seen: T) => boolean} isRight @param {string} what */
export async function eventually(look, isRight, what, patience = PATIENCE_MS) {
  const until = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > until) assert.fail(`${what}; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The lines of the timeline that contain any of these, in their order. @param {Page} page @param {string[]} texts */
export async function order(page, texts) {
  await isPainted(page);
  const lines = await timeline(page).getByRole('listitem').allInnerTexts();
  return lines.flatMap((line) => texts.filter((text) => line.includes(text)));
}

/** In both themes. @param {Page} page @param {string} where @param {string[]} parts of the page, where the whole is too much of the same */
export async function isAccessible(page, where, parts = []) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const [mine, other] = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? ['dark', 'light'] : ['light', 'dark']));
  await violatesNothing(page, `${where}, ${mine}`, parts, {});
  await page.emulateMedia({ colorScheme: /** @type {'light' | 'dark'} */ (other) });
  await violatesNothing(page, `${where}, ${other}`, parts, { runOnly: ['color-contrast', 'link-in-text-block'] });
  await page.emulateMedia({ colorScheme: /** @type {'light' | 'dark'} */ (mine) });
}

/** @param {Page} page @param {string} where @param {string[]} parts @param {import('axe-core').RunOptions} options */
async function violatesNothing(page, where, parts, options) {
  const violations = await page.evaluate(
    async ([parts, options]) => {
      // Colours are judged as they will be, not half faded in.
      const endless = (/** @type {Animation} */ { effect }) => effect?.getTiming().iterations === Infinity;
      await Promise.all(document.getAnimations().map((animation) => endless(animation) || animation.finished.catch(() => {})));
      const { axe } = /** @type {{axe: typeof import('axe-core')}} */ (/** @type {unknown} */ (window));
      const { violations } = await axe.run(parts.length > 0 ? { include: parts } : document, { ...options, resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
    },
    /** @type {const} */ ([parts, options]),
  );
  assert.deepEqual(violations, [], where);
}
