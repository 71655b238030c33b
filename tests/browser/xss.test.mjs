// Nothing that a person writes, or calls themselves, or calls a room, becomes anything but text: nothing runs, nothing is
// fetched from elsewhere, and the policy that would stop it has nothing to report.

import assert from 'node:assert/strict';
import { SITE, ask, composer, createRoom, eventually, isLive, joinRoom, scene, timeline, visit } from './fixtures.mjs';
import { PAYLOADS } from './xss-payloads.mjs';

/** @import { Page } from 'playwright-core' */

/** As the site allows. */
const DISPLAY_NAME_MAX = 64;
const ROOM_NAME_MAX = 80;
const TOPIC_MAX = 250;
/** Messages that are fetched around the one a link leads to. */
const PAGE = 50;
/** Sent at the same time. */
const AT_ONCE = 8;
/** Rooms that are called like one of these are made from so many, evenly spread. */
const ROOMS = 60;
const NAMES = 40;
const SCHEMES = ['http:', 'https:', 'mailto:'];

/** Before any script of the page: what notices if one ran that should not. @param {Page} page */
async function watch(page) {
  /** @type {string[]} */
  const found = [];
  page.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== new URL(SITE).origin && !['blob:', 'data:'].includes(protocol)) found.push(`a request: ${request.url()}`);
  });
  page.on('popup', (popup) => found.push(`a window: ${popup.url()}`));
  await page.addInitScript(() => {
    const ran = /** @type {string[]} */ ([]);
    Object.assign(window, { ran, xss: () => ran.push('xss()') });
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) Object.assign(window, { [name]: () => ran.push(`${name}()`) });
    document.addEventListener('securitypolicyviolation', (event) => ran.push(`${event.effectiveDirective} broken by ${event.blockedURI || event.sample}`));
    Object.defineProperty(Object.prototype, 'isAdmin', { get: () => undefined, set: () => {
      ran.push('a prototype was changed');
    }, configurable: true });
  });
  await page.reload();
  await composer(page).waitFor();
  return found;
}

/** What there is on the page that should not be. @param {Page} page */
const suspicious = (page) =>
  page.evaluate((schemes) => {
    const found = [.../** @type {any} */ (window).ran];
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on') || ['srcdoc', 'ping', 'formaction', 'action', 'background'].includes(name)) found.push(`${element.localName}[${name}=${value}]`);
        const isAddress = ['href', 'src', 'xlink:href', 'data', 'poster'].includes(name);
        if (isAddress && URL.canParse(value, location.href) && !schemes.includes(new URL(value, location.href).protocol)) found.push(`${element.localName}[${name}=${value}]`);
        if (isAddress && element.localName !== 'a' && new URL(value, location.href).origin !== location.origin) found.push(`${element.localName}[${name}=${value}]`);
      }
      if (element.closest('#app') && /^(script|style|iframe|object|embed|base|meta|link|frame|video|audio|math|marquee|template|foreignObject|animate|set)$/i.test(element.localName)) found.push(`<${element.localName}>`);
    }
    return found;
  }, SCHEMES);

/** @param {Page} page @param {string[]} outside @param {string} where */
async function isClean(page, outside, where) {
  assert.deepEqual(await suspicious(page), [], where);
  assert.deepEqual(outside, [], where);
}

/** @template T @param {readonly T[]} all @param {number} count @returns {T[]} */
const spread = (all, count) => all.filter((_, at) => at % Math.max(1, Math.floor(all.length / count)) === 0);

/** @template T @param {readonly T[]} all @param {(one: T, at: number) => Promise<unknown>} work */
async function inBatches(all, work) {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map((one, index) => work(one, at + index)));
}

/** What the site takes of these: it may refuse signs that are no text, but nothing else. @param {Page} page @param {string} method @param {string} path @param {object} data */
async function offer(page, method, path, data) {
  const response = await page.request.fetch(path, { method, data, headers: { origin: new URL(SITE).origin } });
  if (response.ok()) return response.json();
  assert.ok([400, 413].includes(response.status()), `${response.status()} for ${JSON.stringify(data).slice(0, 200)}: ${await response.text()}`);
  return null;
}

scene('there are many of them, each another one', async () => {
  assert.ok(PAYLOADS.length >= 200, String(PAYLOADS.length));
  assert.equal(new Set(PAYLOADS).size, PAYLOADS.length);
});

scene('what would be found is found', async (stage) => {
  const ann = await stage.member('Ann');
  const outside = await watch(ann);
  await createRoom(ann);
  await ann.evaluate(() => {
    const hole = /** @type {HTMLElement} */ (document.querySelector('main')).appendChild(document.createElement('div'));
    hole.innerHTML = '<img src=x onerror=xss()><a href="javascript:xss()">a</a><iframe></iframe><img src="https://evil.test/p.png">';
    alert(1);
  });
  const isComplete = (/** @type {string[]} */ found) => ['script-src-attr', 'img[onerror', 'a[href=javascript', '<iframe>', 'img[src=https://evil.test', 'img-src', 'alert()'].every((one) => found.some((line) => line.includes(one)));
  await eventually(() => suspicious(ann), isComplete, 'all of it');
  assert.deepEqual(outside, ['a request: https://evil.test/p.png']);
});

scene('texts of messages stay text: in the timeline, quotes and threads, and while they are changed', async (stage) => {
  const ann = await stage.member('Ann');
  const outside = await watch(ann);
  const room = await createRoom(ann);
  /** @type {number[]} */
  const sent = [];
  await inBatches(PAYLOADS, async (text, at) => {
    const posted = await offer(ann, 'POST', `/api/rooms/${room.id}/messages`, { text, nonce: `n${at}` });
    if (posted) sent.push(posted.message?.seq ?? posted.seq);
  });
  assert.ok(sent.length >= 200, `${sent.length} were taken`);
  const last = Math.max(...sent);
  const quoted = spread(sent, NAMES);
  await inBatches(quoted, (seq) => ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: `about ${seq}`, nonce: `r${seq}`, reply_to: seq }));

  for (let seq = PAGE / 2; seq < last + NAMES; seq += PAGE) {
    await visit(ann, `/r/${room.id}/${Math.min(seq, last)}`);
    await timeline(ann).locator(`[data-seq="${Math.min(seq, last)}"]`).waitFor();
    await isLive(ann);
    await isClean(ann, outside, `around ${seq}`);
  }
  // The room as it opens: a link within it would leave one where one reads.
  await ann.goto(`/r/${room.id}`);
  await isLive(ann);
  await timeline(ann).getByText(`about ${quoted.at(-1)}`).last().waitFor();
  await isClean(ann, outside, 'the newest, with quotes');

  for (const seq of spread(quoted, 5)) {
    await visit(ann, `/r/${room.id}/t/${seq}`);
    await ann.getByRole('complementary', { name: 'Thread' }).getByText(`about ${seq}`).waitFor();
    await isClean(ann, outside, `the thread of ${seq}`);
  }
  await ann.goto(`/r/${room.id}`);
  await isLive(ann);
  const own = await ask(ann, 'POST', `/api/rooms/${room.id}/messages`, { text: '</textarea><img src=x onerror=xss()>', nonce: 'own' });
  const seq = own.message?.seq ?? own.seq;
  await timeline(ann).locator(`[data-seq="${seq}"]`).waitFor();
  await composer(ann).press('ArrowUp');
  await ann.getByRole('textbox', { name: 'Edit message' }).waitFor();
  await isClean(ann, outside, 'changing one');
});

scene('what is found stays text', async (stage) => {
  const ann = await stage.member('Ann');
  const outside = await watch(ann);
  const room = await createRoom(ann);
  await inBatches(PAYLOADS.filter((text) => text.length < 200), (text, at) => offer(ann, 'POST', `/api/rooms/${room.id}/messages`, { text, nonce: `n${at}` }));
  for (const words of ['xss', 'evil.test', '"img src"', 'javascript']) {
    await ann.keyboard.press('Control+Shift+F');
    await ann.getByRole('searchbox', { name: /^Search in/ }).fill(words);
    await ann.getByRole('complementary').locator('mark').first().waitFor();
    await isClean(ann, outside, `what was found for ${words}`);
  }
});

scene('names of people stay names: in the timeline, the list of members, mentions and quotes', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const outside = await watch(ann);
  const room = await createRoom(ann);
  await joinRoom(ben, room.id);
  const { user } = await ask(ben, 'GET', '/api/me');
  await ann.reload();
  await isLive(ann);
  await ann.getByRole('button', { name: /About this room/ }).click();
  const names = spread(PAYLOADS.filter((name) => [...name].length <= DISPLAY_NAME_MAX), NAMES);
  let shown = 0;
  for (const [at, name] of names.entries()) {
    if (!(await offer(ben, 'PATCH', '/api/me', { display_name: name }))) continue;
    const { seq, message } = await ask(ben, 'POST', `/api/rooms/${room.id}/messages`, { text: `I am <@${user.id}>`, nonce: `n${at}`, ...(at > 0 && { reply_to: 1 }) });
    await timeline(ann).locator(`[data-seq="${message?.seq ?? seq}"]`).waitFor();
    shown += 1;
    if (at % 10 === 0) await isClean(ann, outside, name);
  }
  assert.ok(shown >= NAMES / 2, `${shown} names were taken`);
  await composer(ann).fill('@');
  await ann.getByRole('listbox').waitFor();
  await isClean(ann, outside, 'the last of them');
});

scene('names of rooms and their topics stay words: in the sidebar, the title, the switcher, and in what is told', async (stage) => {
  const [ann, ben] = await Promise.all([stage.member('Ann'), stage.member('Ben')]);
  const outside = await watch(ann);
  const short = spread(PAYLOADS.filter((name) => [...name].length <= ROOM_NAME_MAX), ROOMS);
  /** @type {string[]} */
  const rooms = [];
  await inBatches(short, async (name, at) => {
    const topic = PAYLOADS[(at * 7) % PAYLOADS.length].slice(0, TOPIC_MAX / 2);
    const made = (await offer(ann, 'POST', '/api/rooms', { name, topic, kind: 'private' })) ?? (await offer(ann, 'POST', '/api/rooms', { name, topic: '', kind: 'private' }));
    if (made) rooms.push(made.room.id);
  });
  assert.ok(rooms.length >= ROOMS / 2, `${rooms.length} names were taken`);
  for (const id of spread(rooms, 6)) {
    await ann.goto(`/r/${id}`);
    await isLive(ann);
    await ann.getByRole('button', { name: /About this room/ }).click();
    await ann.getByRole('complementary', { name: 'About this room' }).waitFor();
    await isClean(ann, outside, await ann.title());
  }
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').waitFor();
  await isClean(ann, outside, 'the switcher');
  await ann.keyboard.press('Escape');

  // A direct message, while Ann looks elsewhere: told at the edge of the screen.
  const { user } = await ask(ann, 'GET', '/api/me');
  const { room } = await ask(ben, 'POST', '/api/direct', { users: [user.id] });
  for (const [at, text] of spread(PAYLOADS.filter((text) => text.length < 200), 10).entries()) {
    if (!(await offer(ben, 'POST', `/api/rooms/${room.id}/messages`, { text, nonce: `n${at}` }))) continue;
    await eventually(() => ann.getByRole('status').filter({ hasText: 'Ben:' }).count(), (count) => count > 0, 'it is told');
    await isClean(ann, outside, text);
  }
});
