// What people wait for: the Worker's upload and the client's first load stay within their budgets.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { environment, inProject, root, wrangler } from '../scripts/programs.mjs';

// Why not less: docs/decisions/0011-a-small-worker.md.
const WORKER_BYTES = 400_000;
const FIRST_LOAD_SCRIPT_BYTES = 60_000;
const FIRST_LOAD_STYLE_BYTES = 15_000;

const SITE = inProject('build', 'site');
const page = readFileSync(join(SITE, 'index.html'), 'utf8');

test('Worker upload', () => {
  const [program, ...args] = wrangler('deploy', '--dry-run');
  const report = execFileSync(program, args, { cwd: root, env: environment(), encoding: 'utf8' });
  const [, kib] = /gzip: ([\d.]+) KiB/.exec(report) ?? assert.fail(report);
  within(Number(kib) * 1024, WORKER_BYTES);
});

test('scripts of the first load', () => {
  const entries = [...page.matchAll(/<script[^>]*\ssrc="?([^"\s>]+)/g)].map(([, path]) => path);
  within(gzipped(withStaticImports(entries)), FIRST_LOAD_SCRIPT_BYTES);
});

test('styles of the first load', () => {
  const links = page.match(/<link[^>]*stylesheet[^>]*>/g) ?? [];
  within(gzipped(links.flatMap((link) => /href="?([^"\s>]+)/.exec(link)?.[1] ?? [])), FIRST_LOAD_STYLE_BYTES);
});

/** What the browser fetches before it can run these. @param {string[]} paths */
function withStaticImports(paths) {
  const all = new Set(paths);
  // A set may grow while it is walked. A call, `import("./x.js")`, is lazy and does not match.
  for (const path of all) {
    for (const [, imported] of readFileSync(join(SITE, path), 'utf8').matchAll(/(?:import|from)\s*"(\.\/[^"]+)"/g)) {
      all.add(join(dirname(path), imported));
    }
  }
  return [...all];
}

/** @param {string[]} paths */
function gzipped(paths) {
  assert.notEqual(paths.length, 0, 'index.html names none');
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(SITE, path))).length, 0);
}

/** @param {number} bytes @param {number} budget */
function within(bytes, budget) {
  console.log(`  ${(bytes / 1000).toFixed(1)} of ${budget / 1000} kB`);
  assert.ok(bytes <= budget, `${Math.round(bytes)} bytes gzipped, ${budget} allowed`);
}
