// Many contacts, written straight into the database by the program crates/store/examples/seed_contacts.rs.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OTKLIK } from './server.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** Adds so many contacts to the only company of a data folder. */
export async function seedContacts(data, count) {
  const built = dirname(OTKLIK);
  const program = join(built, 'examples', 'seed_contacts');
  if (!existsSync(program)) {
    const profile = basename(built) === 'release' ? ['--release'] : [];
    await run('cargo', ['build', ...profile, '-p', 'otklik-store', '--example', 'seed_contacts'], { cwd: ROOT });
  }
  await run(program, [data, String(count)]);
}

/** The number of a seeded contact, as the program counts them. */
export function numberOf(index) {
  return `+7926${String(index).padStart(7, '0')}`;
}
