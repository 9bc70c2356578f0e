/** The numbered, forward-only steps that bring a database's tables to what this version of Parley needs. */
import { StoreError } from '../store-error.ts';
import type { PostgresDatabase, Statements } from './postgres-database.ts';

/** Any number that no other program is likely to lock by. */
const MIGRATION_LOCK = 7_275_394_215;

/**
 * Step n brings a store from version n-1 to n. A step that was released never changes. Tables and columns are named as
 * in the SQLite store. Times are milliseconds since 1970. `chat` and `tombstone` are placed in the feed by transaction
 * and sequence, set anew by every change. Text that is only ever compared is stored by `comparableText`.
 * The planner's statistics would keep samples of content beyond its erasure: columns with content have none.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE parley.store (
    name  text PRIMARY KEY,
    value bytea NOT NULL
  );

  CREATE SEQUENCE parley.change_seq;

  CREATE TABLE parley.project (
    project_row     bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    tenant          text NOT NULL,
    project_id      bigint NOT NULL,
    name            text NOT NULL,
    time_zone       text NOT NULL,
    created_at      bigint NOT NULL,
    chat_count      bigint NOT NULL DEFAULT 0,
    highest_chat_id bigint NOT NULL DEFAULT 0,
    horizon_xid     xid8 NOT NULL DEFAULT '0',
    horizon_seq     bigint NOT NULL DEFAULT 0,
    horizon_at      bigint NOT NULL DEFAULT 0,
    UNIQUE (tenant, project_id)
  );

  CREATE TABLE parley.reading (
    project_row        bigint PRIMARY KEY,
    max_document_bytes bigint NOT NULL DEFAULT 0,
    blocks_checked_to  bigint NOT NULL DEFAULT -1
  );

  CREATE TABLE parley.api_key (
    prefix        text PRIMARY KEY,
    tenant        text NOT NULL,
    name          text NOT NULL,
    sha256        bytea NOT NULL,
    project_ids   text,
    scopes        text NOT NULL,
    start_meaning text NOT NULL,
    allowed_ips   text NOT NULL,
    created_at    bigint NOT NULL,
    expires_at    bigint,
    revoked_at    bigint,
    last_used_at  bigint
  );

  CREATE TABLE parley.chat_event (
    project_row    bigint NOT NULL,
    chat_id        bigint NOT NULL,
    seq            bigint NOT NULL,
    at             bigint NOT NULL,
    offset_minutes bigint NOT NULL,
    type           text NOT NULL,
    body           text NOT NULL,
    PRIMARY KEY (project_row, chat_id, seq)
  );
  ALTER TABLE parley.chat_event ALTER body SET STATISTICS 0;

  CREATE TABLE parley.chat (
    project_row       bigint NOT NULL,
    chat_id           bigint NOT NULL,
    xid               xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq               bigint NOT NULL DEFAULT nextval('parley.change_seq'),
    changed_at        bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    revision          bigint NOT NULL,
    updated_at        bigint NOT NULL,
    last_seq          bigint NOT NULL,
    is_imported       bigint NOT NULL,
    is_open           bigint NOT NULL,
    is_spam           bigint NOT NULL,
    started_at        bigint NOT NULL,
    next_due_at       bigint,
    last_agent        bigint NOT NULL,
    entity_id         bigint NOT NULL,
    contact_id        bigint NOT NULL,
    ticket_id         bigint NOT NULL,
    type              text NOT NULL,
    disposition       text NOT NULL,
    sla_status        text NOT NULL,
    sum_response_time bigint NOT NULL,
    transfers         text,
    transfer_count    bigint NOT NULL,
    document_bytes    bigint NOT NULL,
    content_hash      bytea,
    digest            bytea NOT NULL,
    mark              bytea NOT NULL,
    segment           bytea NOT NULL,
    ext               bytea NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  );
  ALTER TABLE parley.chat ALTER segment SET STORAGE EXTERNAL, ALTER ext SET STORAGE EXTERNAL, ALTER mark SET STORAGE PLAIN,
    ALTER transfers SET STATISTICS 0, ALTER content_hash SET STATISTICS 0, ALTER digest SET STATISTICS 0,
    ALTER mark SET STATISTICS 0, ALTER segment SET STATISTICS 0, ALTER ext SET STATISTICS 0;
  CREATE INDEX chat_by_position ON parley.chat (project_row, xid, seq);
  CREATE INDEX chat_by_change_time ON parley.chat (project_row, changed_at);
  CREATE INDEX chat_by_agent ON parley.chat (project_row, last_agent, chat_id);
  CREATE INDEX chat_by_entity ON parley.chat (project_row, entity_id, chat_id) WHERE entity_id > 0;
  CREATE INDEX chat_by_contact ON parley.chat (project_row, contact_id, chat_id) WHERE contact_id > 0;
  CREATE INDEX chat_by_ticket ON parley.chat (project_row, ticket_id, chat_id) WHERE ticket_id > 0;
  CREATE INDEX chat_by_disposition ON parley.chat (project_row, disposition, chat_id);
  CREATE INDEX chat_open ON parley.chat (project_row, chat_id) WHERE is_open = 1;
  CREATE INDEX chat_spam ON parley.chat (project_row, chat_id) WHERE is_spam = 1;
  CREATE INDEX chat_due ON parley.chat (next_due_at) WHERE next_due_at IS NOT NULL;

  CREATE TABLE parley.chat_block (
    block_id          bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    project_row       bigint NOT NULL,
    first_chat_id     bigint NOT NULL,
    last_chat_id      bigint NOT NULL,
    chat_count        bigint NOT NULL,
    sum_response_time bigint NOT NULL,
    transfers         text,
    transfer_count    bigint NOT NULL,
    mark              bytea NOT NULL,
    segment           bytea NOT NULL,
    PRIMARY KEY (project_row, first_chat_id)
  );
  ALTER TABLE parley.chat_block ALTER segment SET STORAGE EXTERNAL, ALTER mark SET STORAGE PLAIN,
    ALTER transfers SET STATISTICS 0, ALTER mark SET STATISTICS 0, ALTER segment SET STATISTICS 0;

  CREATE TABLE parley.chat_participant (
    project_row    bigint NOT NULL,
    kind           text NOT NULL,
    participant_id bigint NOT NULL,
    chat_id        bigint NOT NULL,
    PRIMARY KEY (project_row, kind, participant_id, chat_id)
  );

  CREATE INDEX chat_participant_by_chat ON parley.chat_participant (project_row, chat_id);

  CREATE TABLE parley.start_day (
    project_row bigint NOT NULL,
    day         bigint NOT NULL,
    min_chat_id bigint NOT NULL,
    max_chat_id bigint NOT NULL,
    PRIMARY KEY (project_row, day)
  );

  CREATE TABLE parley.tombstone (
    project_row bigint NOT NULL,
    chat_id     bigint NOT NULL,
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq         bigint NOT NULL DEFAULT nextval('parley.change_seq'),
    changed_at  bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    revision    bigint NOT NULL,
    deleted_at  bigint NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  );
  CREATE INDEX tombstone_by_position ON parley.tombstone (project_row, xid, seq);
  CREATE INDEX tombstone_by_time ON parley.tombstone (changed_at);

  CREATE TABLE parley.ledger (
    project_row bigint NOT NULL,
    kind        text NOT NULL,
    hash        bytea NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (project_row, kind, hash)
  );

  CREATE TABLE parley.audit (
    audit_row   bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at          bigint NOT NULL,
    project_row bigint NOT NULL,
    actor       text NOT NULL,
    action      text NOT NULL,
    target      text NOT NULL
  );

  -- Asked with every page: here its plan is kept, also behind a pooler, where no prepared statement can be.
  CREATE FUNCTION parley.read_moment(wanted bigint, OUT end_xid xid8, OUT end_seq bigint, OUT visible text)
  LANGUAGE plpgsql STABLE AS $body$
  DECLARE
    low xid8 := pg_snapshot_xmin(pg_current_snapshot());
    newest_xid xid8;
    newest_seq bigint;
  BEGIN
    SELECT horizon_xid, horizon_seq INTO end_xid, end_seq FROM parley.project WHERE project_row = wanted;
    SELECT xid, seq INTO newest_xid, newest_seq FROM parley.chat
      WHERE project_row = wanted AND xid < low ORDER BY xid DESC, seq DESC LIMIT 1;
    IF (newest_xid, newest_seq) > (end_xid, end_seq) THEN
      end_xid := newest_xid; end_seq := newest_seq;
    END IF;
    SELECT xid, seq INTO newest_xid, newest_seq FROM parley.tombstone
      WHERE project_row = wanted AND xid < low ORDER BY xid DESC, seq DESC LIMIT 1;
    IF (newest_xid, newest_seq) > (end_xid, end_seq) THEN
      end_xid := newest_xid; end_seq := newest_seq;
    END IF;
    SELECT string_agg(xid::text || '.' || seq, ' ' ORDER BY xid, seq) INTO visible FROM (
      SELECT xid, seq FROM parley.chat WHERE project_row = wanted AND xid >= low
      UNION ALL
      SELECT xid, seq FROM parley.tombstone WHERE project_row = wanted AND xid >= low
    ) AS beyond;
  END
  $body$;
  `,
];

export const SCHEMA_VERSION = STEPS.length;

/** What a new store is given. */
export interface Identity {
  readonly newEpoch: () => string;
  /** 32 random bytes. */
  readonly newSecret: () => Uint8Array;
}

/**
 * Brings the store up to date, each step in a commit of its own, one server at a time.
 * @throws StoreError `newer` when a later Parley wrote the store
 */
export async function migrate(database: PostgresDatabase, identity: Identity): Promise<void> {
  if ((await readVersion(database)) === SCHEMA_VERSION) return;
  for (;;) {
    const isDone = await database.transact(async (statements) => {
      await statements.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      const version = await readVersion(statements);
      if (version > SCHEMA_VERSION) {
        throw new StoreError(
          'newer',
          `${database.target} holds a store of version ${version}, this Parley knows ${SCHEMA_VERSION}: update Parley`,
        );
      }
      const step = STEPS[version];
      if (step === undefined) return true;
      if (version === 0) await statements.query('CREATE SCHEMA IF NOT EXISTS parley', []);
      await statements.query(step, []);
      if (version === 0) await initialise(statements, identity);
      await writeValue(statements, 'version', Buffer.from(String(version + 1)));
      return false;
    });
    if (isDone) return;
  }
}

/** The store's version; 0 for an empty one. */
export async function readVersion(statements: Statements): Promise<number> {
  const [found] = await statements.query("SELECT to_regclass('parley.store') IS NOT NULL AS found", []);
  if (found?.found !== true) return 0;
  return Number((await readValue(statements, 'version'))?.toString() ?? 0);
}

/** A value that the store keeps of itself; null when there is none. */
export async function readValue(statements: Statements, name: string): Promise<Buffer | null> {
  const [row] = await statements.query('SELECT value FROM parley.store WHERE name = $1', [name]);
  return Buffer.isBuffer(row?.value) ? row.value : null;
}

/** Keeps or replaces a value. */
export async function writeValue(statements: Statements, name: string, value: Uint8Array): Promise<void> {
  const sql =
    'INSERT INTO parley.store (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
  await statements.query(sql, [name, value]);
}

async function initialise(statements: Statements, { newEpoch, newSecret }: Identity): Promise<void> {
  await writeValue(statements, 'epoch', Buffer.from(newEpoch()));
  await writeValue(statements, 'cursor_key', newSecret());
  await writeValue(statements, 'ledger_salt', newSecret());
}
