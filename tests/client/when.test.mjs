// Times and days in the reader's language, which is chosen after this code was read.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const APP = new URL('../../public/app/', import.meta.url);

test('dates are in the language that was chosen', async (t) => {
  // With a language of its own, and put together as the client is.
  const folder = mkdtempSync(join(tmpdir(), 'confab-when-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const part of ['i18n', 'i18n.js', 'views/when.js']) cpSync(new URL(part, APP), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'i18n/de.json'), '{}');
  writeFileSync(join(folder, 'all.js'), 'export * from "./i18n.js"; export * from "./views/when.js";');
  const outfile = join(folder, 'built.mjs');
  await build({ entryPoints: [join(folder, 'all.js')], outfile, bundle: true, format: 'esm', logLevel: 'error' });
  const { chooseLanguage, dateOf, dayOf, momentOf, spanOf } = await import(pathToFileURL(outfile).href);

  await chooseLanguage(['xx', 'de-AT', 'en']);
  const noon = Date.UTC(2024, 2, 5, 12);
  assert.equal(dateOf(noon), '05.03.2024');
  assert.equal(dayOf(noon), '5. März 2024');
  assert.match(momentOf(noon), /^Dienstag, 5. März 2024/);
  assert.equal(spanOf(7_200_000), '2 Stunden');
});
