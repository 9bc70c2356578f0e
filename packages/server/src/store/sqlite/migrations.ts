/** The numbered, forward-only steps that bring a store's tables to what this version of Parley needs. */
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

/** Step n brings a store from version n-1 to n. A step that was released never changes. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE store (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE project (
    project_row        INTEGER PRIMARY KEY,
    tenant             TEXT NOT NULL,
    project_id         INTEGER NOT NULL,
    name               TEXT NOT NULL,
    time_zone          TEXT NOT NULL,
    created_at         INTEGER NOT NULL,
    chat_count         INTEGER NOT NULL DEFAULT 0,
    highest_chat_id    INTEGER NOT NULL DEFAULT 0,
    max_document_bytes INTEGER NOT NULL DEFAULT 0,
    blocks_checked_to  INTEGER NOT NULL DEFAULT -1,
    feed_horizon       INTEGER NOT NULL DEFAULT 0,
    feed_horizon_at    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, project_id)
  ) STRICT;

  CREATE TABLE api_key (
    prefix        TEXT PRIMARY KEY,
    tenant        TEXT NOT NULL,
    name          TEXT NOT NULL,
    sha256        BLOB NOT NULL,
    project_ids   TEXT,
    scopes        TEXT NOT NULL,
    start_meaning TEXT NOT NULL,
    allowed_ips   TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    revoked_at    INTEGER,
    last_used_at  INTEGER
  ) STRICT;

  CREATE TABLE chat_event (
    project_row    INTEGER NOT NULL,
    chat_id        INTEGER NOT NULL,
    seq            INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    type           TEXT NOT NULL,
    body           TEXT NOT NULL,
    PRIMARY KEY (project_row, chat_id, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE chat (
    chat_row          INTEGER PRIMARY KEY,
    project_row       INTEGER NOT NULL,
    chat_id           INTEGER NOT NULL,
    position          INTEGER NOT NULL,
    revision          INTEGER NOT NULL,
    changed_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    last_seq          INTEGER NOT NULL,
    is_imported       INTEGER NOT NULL,
    is_open           INTEGER NOT NULL,
    is_spam           INTEGER NOT NULL,
    started_at        INTEGER NOT NULL,
    next_due_at       INTEGER,
    last_agent        INTEGER NOT NULL,
    entity_id         INTEGER NOT NULL,
    contact_id        INTEGER NOT NULL,
    ticket_id         INTEGER NOT NULL,
    type              TEXT NOT NULL,
    disposition       TEXT NOT NULL,
    sla_status        TEXT NOT NULL,
    sum_response_time INTEGER NOT NULL,
    transfers         TEXT,
    transfer_count    INTEGER NOT NULL,
    document_bytes    INTEGER NOT NULL,
    content_hash      BLOB,
    digest            BLOB NOT NULL,
    mark              BLOB NOT NULL,
    segment           BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chat_by_id ON chat (project_row, chat_id);
  CREATE UNIQUE INDEX chat_by_position ON chat (project_row, position, chat_id);
  CREATE INDEX chat_by_agent ON chat (project_row, last_agent, chat_id);
  CREATE INDEX chat_by_entity ON chat (project_row, entity_id, chat_id) WHERE entity_id > 0;
  CREATE INDEX chat_by_contact ON chat (project_row, contact_id, chat_id) WHERE contact_id > 0;
  CREATE INDEX chat_by_ticket ON chat (project_row, ticket_id, chat_id) WHERE ticket_id > 0;
  CREATE INDEX chat_by_disposition ON chat (project_row, disposition, chat_id);
  CREATE INDEX chat_open ON chat (project_row, chat_id) WHERE is_open = 1;
  CREATE INDEX chat_spam ON chat (project_row, chat_id) WHERE is_spam = 1;
  CREATE INDEX chat_due ON chat (next_due_at) WHERE next_due_at IS NOT NULL;

  CREATE TABLE chat_ext (
    chat_row INTEGER PRIMARY KEY,
    ext      BLOB NOT NULL
  ) STRICT;

  CREATE TABLE chat_block (
    block_row         INTEGER PRIMARY KEY,
    project_row       INTEGER NOT NULL,
    first_chat_id     INTEGER NOT NULL,
    last_chat_id      INTEGER NOT NULL,
    chat_count        INTEGER NOT NULL,
    sum_response_time INTEGER NOT NULL,
    transfers         TEXT,
    transfer_count    INTEGER NOT NULL,
    mark              BLOB NOT NULL,
    segment           BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chat_block_by_id ON chat_block (project_row, first_chat_id);

  CREATE TABLE chat_participant (
    project_row    INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    participant_id INTEGER NOT NULL,
    chat_id        INTEGER NOT NULL,
    PRIMARY KEY (project_row, kind, participant_id, chat_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE start_day (
    project_row  INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    min_chat_id  INTEGER NOT NULL,
    max_chat_id  INTEGER NOT NULL,
    PRIMARY KEY (project_row, day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tombstone (
    project_row INTEGER NOT NULL,
    chat_id     INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    deleted_at  INTEGER NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX tombstone_by_position ON tombstone (project_row, position);

  CREATE TABLE ledger (
    project_row INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    hash        BLOB NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (project_row, kind, hash)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    audit_row   INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    project_row INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    action      TEXT NOT NULL,
    target      TEXT NOT NULL
  ) STRICT;
  `,
];

export const SCHEMA_VERSION = STEPS.length;

/**
 * Brings the store up to date, each step in a commit of its own.
 * @throws StoreError `newer` when a later Parley wrote the store.
 */
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
      const step = STEPS[version];
      if (step !== undefined) {
        database.exec(step);
        if (version === 0) initialise(database, newEpoch());
        database.exec(`PRAGMA user_version = ${version + 1}`);
      }
      database.exec('COMMIT');
      if (step === undefined) return;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The store's version; 0 for an empty one. */
export function readVersion(database: DatabaseSync): number {
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
