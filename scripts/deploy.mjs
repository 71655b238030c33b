// `npm run deploy`: from a clone and a Cloudflare account to a running site, and from one version to the next.
//
// Run again it finds what it made before: wrangler knows the database and the bucket by their names in wrangler.toml,
// and makes the bucket itself. No secret is needed, and none is written to a file.

import { readFileSync } from 'node:fs';
import { Trouble, ask, inProject, main, run, wrangler } from './programs.mjs';
import { setUp } from './setup.mjs';

const DATABASE = /database_name = "(.+)"/.exec(readFileSync(inProject('wrangler.toml'), 'utf8'))?.[1] ?? '';

await main(async () => {
  await setUp();
  requireLogin();
  if (!databases().includes(DATABASE)) createDatabase();
  // Before the code that needs them: migrations only add, so the version still running does not mind.
  await run(wrangler('d1', 'migrations', 'apply', 'DB', '--remote'), {
    env: { CI: 'true' },
    failure: 'The tables could not be brought up to date, so nothing was deployed; wrangler says why above.',
  });
  await run([...wrangler('deploy'), ...process.argv.slice(2)], {
    // A new account is asked for the name under workers.dev that its sites get.
    asks: true,
    failure: 'The deployment did not finish; wrangler says why above.',
  });
  console.log('\nDeployed; its address is above. On a new site, sign up first: the first account is the owner.');
});

function requireLogin() {
  const account = ask(wrangler('whoami', '--json'));
  if (account === undefined || !JSON.parse(account).loggedIn) {
    throw new Trouble(
      'Wrangler is not logged in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and ' +
        'CLOUDFLARE_ACCOUNT_ID, then run this again.',
    );
  }
}

/** @returns {string[]} the names of the account's databases */
function databases() {
  const list = ask(wrangler('d1', 'list', '--json'));
  if (list === undefined) {
    throw new Trouble(
      'The databases of the account could not be listed; `npx wrangler d1 list` says why. With more than one account, ' +
        'say which in CLOUDFLARE_ACCOUNT_ID; a token must allow D1.',
    );
  }
  return JSON.parse(list).map((/** @type {{name: string}} */ { name }) => name);
}

function createDatabase() {
  console.log(`• database ${DATABASE}`);
  // Unseen: wrangler would tell the reader to note the id in wrangler.toml, and here it needs none.
  if (ask(wrangler('d1', 'create', DATABASE)) === undefined) {
    throw new Trouble(`The database could not be made; \`npx wrangler d1 create ${DATABASE}\` says why.`);
  }
}
