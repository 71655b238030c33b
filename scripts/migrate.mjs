// Brings the tables of a local D1 database up to date.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { inProject, run, wrangler } from './programs.mjs';
import { step } from './steps.mjs';

/** Where `wrangler dev` keeps its state unless told otherwise. */
export const LOCAL_STATE = inProject('.wrangler', 'state');

/**
 * Migrates the state unless it has had these migrations.
 * @param {string} [state] the folder given to wrangler as --persist-to
 */
export function migrate(state = LOCAL_STATE) {
  const folder = inProject(state);
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return step({
    name: folder === LOCAL_STATE ? 'database tables' : `database tables (${id})`,
    inputs: ['migrations'],
    outputs: [join(folder, 'v3', 'd1')],
    run: () => applyMigrations(folder),
  });
}

/** @param {string} folder */
export const applyMigrations = (folder) =>
  run(wrangler('d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder), {
    env: { CI: 'true', WRANGLER_LOG: 'warn' },
    failure: 'The database tables could not be made; wrangler says why above.',
  });
