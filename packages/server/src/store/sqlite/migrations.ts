/** Makes the tables of a SQLite store and brings them to what this version of Parley needs. */
import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA_VERSION, stepAfter } from '../sql/schema-steps.ts';
import { StoreError } from '../store-error.ts';

/** Brings the store up to date, a commit for each step. @throws StoreError `newer` when a later Parley wrote it. */
export function migrate(database: DatabaseSync, newEpoch: () => string): void {
  for (;;) {
    database.exec('BEGIN IMMEDIATE');
    try {
      const version = readVersion(database);
      if (version > SCHEMA_VERSION) {
        throw new StoreError(
          'newer',
          `the store has version ${version}, this Parley knows ${SCHEMA_VERSION}: update Parley`,
        );
      }
      const step = stepAfter(version, 'sqlite');
      if (step !== null) {
        database.exec(step);
        if (version === 0) initialise(database, newEpoch());
        database.exec(`PRAGMA user_version = ${version + 1}`);
      }
      database.exec('COMMIT');
      if (step === null) return;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The store's version; 0 for an empty one. */
function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function initialise(database: DatabaseSync, epoch: string): void {
  const insert = database.prepare('INSERT INTO store (name, value) VALUES (?, ?)');
  insert.run('epoch', epoch);
  insert.run('position', 0);
  insert.run('changed_at', 0);
  database.exec(
    "INSERT INTO store (name, value) VALUES ('cursor_key', randomblob(32)), ('ledger_salt', randomblob(32))",
  );
}
