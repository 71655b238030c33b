// Takes the pictures of the README: a fresh site, five people, a conversation, and four looks at it.
//
//   node docs/screenshots/take.mjs
//
// Emoji need a font that has them: on Debian, fonts-noto-color-emoji.

import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromium as installed } from '../../scripts/chromium.mjs';
import { main } from '../../scripts/programs.mjs';
import { startServer } from '../../scripts/server.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { Visitor } from '../../scripts/visitor.mjs';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What is to be seen on the one picture. */
const PICTURE = 'Hills in the morning, the sun just above them';

const PASSWORD = 'as long as it needs to be';

/** @type {Record<string, string>} */
const PEOPLE = { mira: 'Mira Novák', jonas: 'Jonas Weber', aisha: 'Aisha Rahman', tomas: 'Tomás Silva', yuki: 'Yuki Tanaka' };

const ROOMS = [
  { name: 'field-notes', topic: 'What the stations saw' },
  { name: 'firmware', topic: 'The code on the stations' },
  { name: 'kitchen', topic: 'Whose turn is it to bring cake' },
  { name: 'weather-station', topic: 'Forty stations on roofs and fences, one open map' },
];

/** Who says what, and which earlier message it answers. @type {{who: string, text: string, to?: number}[]} */
const TALK = [
  { who: 'jonas', text: 'Morning! Station 31 on the old mill is back, after two weeks of silence.' },
  { who: 'aisha', text: 'Finally. What was it?' },
  { who: 'jonas', text: 'A spider. It had spun the rain gauge shut, so the tipping bucket never tipped.' },
  { who: 'jonas', text: 'I relocated her to the south side. She can have the barometer.' },
  { who: 'mira', text: 'Put it into the checklist, please: *look into the funnel before you drive out* 🕷️' },
  { who: 'tomas', text: 'While we are at it, the median over five readings is in. It throws out the spikes we saw in March:' },
  {
    who: 'tomas',
    text: '```rust\nfn median(mut readings: [f32; 5]) -> f32 {\n    readings.sort_by(f32::total_cmp);\n    readings[2]\n}\n```',
  },
  { who: 'yuki', text: 'That is lovely and short. Does it cost us battery?', to: 6 },
  { who: 'tomas', text: 'About **0.3 mAh a day**. The radio still takes a hundred times that.' },
  { who: 'aisha', text: 'Then let us ship it on Thursday, before the school visit. I would love the map to be honest when thirty children look at it.' },
  { who: 'mira', text: 'Thursday it is. I will bring the ladder, Yuki brings cake.', to: 10 },
  { who: 'yuki', text: 'Lemon or poppy seed?' },
];

const REACTIONS = [
  { who: 'mira', to: 3, emoji: '😂' },
  { who: 'tomas', to: 3, emoji: '😂' },
  { who: 'yuki', to: 3, emoji: '🕷️' },
  { who: 'aisha', to: 9, emoji: '👍' },
  { who: 'mira', to: 9, emoji: '👍' },
  { who: 'jonas', to: 11, emoji: '🎉' },
  { who: 'aisha', to: 11, emoji: '🎉' },
  { who: 'tomas', to: 12, emoji: '🍋' },
];

await main(async () => {
  await setUp();
  const site = await startServer({ vars: { RATE_LIMITS: 'off' } });
  const browser = await chromium.launch({ executablePath: await installed(), args: ['--no-sandbox'] });
  try {
    const room = await furnish(site.url);
    for (const who of ['aisha', 'yuki']) await enter(who, { viewport: DESK });
    await sendPicture(await enter('jonas', { viewport: DESK }));
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await look(`desk-${colorScheme}`, { viewport: DESK, colorScheme });
      await look(`phone-${colorScheme}`, { viewport: PHONE, colorScheme, isMobile: true, hasTouch: true });
    }

    /** @param {string} name @param {import('playwright-core').BrowserContextOptions} options */
    async function look(name, options) {
      const page = await enter('mira', options);
      await page.evaluate(() => document.fonts.ready);
      await page.getByAltText(PICTURE).waitFor();
      await page.waitForLoadState('networkidle');
      writeFileSync(new URL(`${name}.png`, import.meta.url), await page.screenshot());
      await page.context().close();
      console.log(`• ${name}`);
    }

    /** Logs in and opens the room. @param {string} who @param {import('playwright-core').BrowserContextOptions} options */
    async function enter(who, options) {
      const context = await browser.newContext({ ...options, locale: 'en-GB', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`${site.url}/r/${room}`);
      await page.getByRole('tab', { name: 'Log in' }).click();
      await page.getByLabel('Username').fill(who);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      // Off the timeline, where it would bring up the buttons of a message.
      await page.mouse.move(0, 0);
      await page.getByText('Lemon or poppy seed?').waitFor();
      return page;
    }
  } finally {
    await browser.close();
    await site.stop();
  }
});

/** Draws hills in the morning and sends them. @param {import('playwright-core').Page} page */
async function sendPicture(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1440, height: 720 });
    const { width, height } = canvas;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const sky = pen.createLinearGradient(0, 0, 0, height);
    for (const [at, colour] of /** @type {const} */ ([[0, '#9db7d5'], [0.45, '#f0c9a4'], [0.7, '#f3dfb7']])) sky.addColorStop(at, colour);
    pen.fillStyle = sky;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = '#fff6df';
    pen.arc(width * 0.7, height * 0.36, height * 0.07, 0, 7);
    pen.fill();
    ['#8fa7a4', '#6d8d88', '#4c716b', '#2c5049'].forEach((colour, ridge) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.moveTo(0, height);
      for (let x = 0; x <= width; x += 8) {
        const wave = Math.sin(x / 170 + ridge * 2.1) + Math.sin(x / 71 + ridge * 1.3) * 0.35;
        pen.lineTo(x, height * (0.5 + ridge * 0.11) + wave * height * 0.05);
      }
      pen.lineTo(width, height);
      pen.fill();
    });
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, 'image/jpeg', 0.9));
    return [...new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer())];
  });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles({ name: 'station-31.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) });
  await page.getByRole('button', { name: 'Describe station-31.jpg' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill(PICTURE);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: /^Message/ }).fill('Lemon, for this view from station 31:');
  await page.keyboard.press('Enter');
  await page.getByAltText(PICTURE).waitFor();
}

/** People, rooms and what they said; answers the room to look at. @param {string} origin */
async function furnish(origin) {
  /** @type {Record<string, Visitor>} */
  const people = {};
  for (const [username, display_name] of Object.entries(PEOPLE)) {
    people[username] = new Visitor(origin);
    await people[username].ask('POST', 'signup', { username, display_name, password: PASSWORD });
  }
  const everybody = Object.values(people);
  await people.mira.ask('PATCH', 'admin/settings', { name: 'Roof & Rain' });
  let room = '';
  for (const { name, topic } of ROOMS) {
    ({ room: { id: room } } = await people.mira.ask('POST', 'rooms', { name, topic, kind: 'public' }));
    for (const visitor of everybody) await visitor.ask('POST', `rooms/${room}/join`);
  }
  for (const { who, text, to } of TALK) await people[who].ask('POST', `rooms/${room}/messages`, { text, reply_to: to });
  for (const { who, to, emoji } of REACTIONS) {
    await people[who].ask('PUT', `rooms/${room}/messages/${to}/reactions/${encodeURIComponent(emoji)}`);
  }
  return room;
}
