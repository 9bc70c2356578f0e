/** The first two steps: the tables that most of a store is in. */
import type { SchemaStep } from './schema-step.ts';

/**
 * `chat` and `tombstone` are ordered by a counter in SQLite, by transaction and sequence in PostgreSQL. There, columns
 * with content have no statistics, which would keep samples beyond erasure.
 */
export const FIRST_TABLES: SchemaStep = [
  `
  CREATE TABLE api_key (
    prefix {text} PRIMARY KEY, tenant {text} NOT NULL, name {text} NOT NULL, sha256 {bytes} NOT NULL,
    project_ids {text}, scopes {text} NOT NULL, start_meaning {text} NOT NULL, allowed_ips {text} NOT NULL,
    created_at {int} NOT NULL, expires_at {int}, revoked_at {int}, last_used_at {int}
  {table};
  CREATE TABLE chat_event (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, seq {int} NOT NULL, at {int} NOT NULL,
    offset_minutes {int} NOT NULL, type {text} NOT NULL, body {text} NOT NULL,
    PRIMARY KEY (project_row, chat_id, seq)
  {keyTable};
  CREATE TABLE chat_participant (
    project_row {int} NOT NULL, kind {text} NOT NULL, participant_id {int} NOT NULL, chat_id {int} NOT NULL,
    PRIMARY KEY (project_row, kind, participant_id, chat_id)
  {keyTable};
  CREATE TABLE start_day (
    project_row {int} NOT NULL, day {int} NOT NULL, min_chat_id {int} NOT NULL, max_chat_id {int} NOT NULL,
    PRIMARY KEY (project_row, day)
  {keyTable};
  CREATE TABLE ledger (
    project_row {int} NOT NULL, kind {text} NOT NULL, hash {bytes} NOT NULL, at {int} NOT NULL,
    PRIMARY KEY (project_row, kind, hash)
  {keyTable};
  CREATE TABLE audit (
    audit_row {rowKey}, at {int} NOT NULL, project_row {int} NOT NULL, actor {text} NOT NULL,
    action {text} NOT NULL, target {text} NOT NULL
  {table};
  `,
  {
    sqlite: `
  CREATE TABLE store (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE project (
    project_row INTEGER PRIMARY KEY, tenant TEXT NOT NULL, project_id INTEGER NOT NULL, name TEXT NOT NULL,
    time_zone TEXT NOT NULL, created_at INTEGER NOT NULL, chat_count INTEGER NOT NULL DEFAULT 0,
    highest_chat_id INTEGER NOT NULL DEFAULT 0, max_document_bytes INTEGER NOT NULL DEFAULT 0,
    blocks_checked_to INTEGER NOT NULL DEFAULT -1, feed_horizon INTEGER NOT NULL DEFAULT 0,
    feed_horizon_at INTEGER NOT NULL DEFAULT 0, UNIQUE (tenant, project_id)
  ) STRICT;
  CREATE TABLE chat (
    chat_row INTEGER PRIMARY KEY, project_row INTEGER NOT NULL, chat_id INTEGER NOT NULL, position INTEGER NOT NULL,
    revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, last_seq INTEGER NOT NULL,
    is_imported INTEGER NOT NULL, is_open INTEGER NOT NULL, is_spam INTEGER NOT NULL, started_at INTEGER NOT NULL,
    next_due_at INTEGER, last_agent INTEGER NOT NULL, entity_id INTEGER NOT NULL, contact_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL, type TEXT NOT NULL, disposition TEXT NOT NULL, sla_status TEXT NOT NULL,
    sum_response_time INTEGER NOT NULL, transfers TEXT, transfer_count INTEGER NOT NULL,
    document_bytes INTEGER NOT NULL, content_hash BLOB, digest BLOB NOT NULL, mark BLOB NOT NULL, segment BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chat_by_id ON chat (project_row, chat_id);
  CREATE UNIQUE INDEX chat_by_position ON chat (project_row, position, chat_id);
  CREATE TABLE chat_ext (chat_row INTEGER PRIMARY KEY, ext BLOB NOT NULL) STRICT;
  CREATE TABLE chat_block (block_row INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE tombstone (
    project_row INTEGER NOT NULL, chat_id INTEGER NOT NULL, position INTEGER NOT NULL, revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL, deleted_at INTEGER NOT NULL, PRIMARY KEY (project_row, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX tombstone_by_position ON tombstone (project_row, position);
  `,
    postgres: `
  CREATE TABLE store (name text PRIMARY KEY, value bytea NOT NULL);
  CREATE SEQUENCE change_seq;
  CREATE TABLE project (
    project_row bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, tenant text NOT NULL, project_id bigint NOT NULL,
    name text NOT NULL, time_zone text NOT NULL, created_at bigint NOT NULL, chat_count bigint NOT NULL DEFAULT 0,
    highest_chat_id bigint NOT NULL DEFAULT 0, horizon_xid xid8 NOT NULL DEFAULT '0',
    horizon_seq bigint NOT NULL DEFAULT 0, horizon_at bigint NOT NULL DEFAULT 0, UNIQUE (tenant, project_id)
  );
  CREATE TABLE reading (
    project_row bigint PRIMARY KEY, max_document_bytes bigint NOT NULL DEFAULT 0,
    blocks_checked_to bigint NOT NULL DEFAULT -1
  );
  CREATE TABLE chat (
    project_row bigint NOT NULL, chat_id bigint NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL DEFAULT nextval('parley.change_seq'),
    changed_at bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    revision bigint NOT NULL, updated_at bigint NOT NULL, last_seq bigint NOT NULL, is_imported bigint NOT NULL,
    is_open bigint NOT NULL, is_spam bigint NOT NULL, started_at bigint NOT NULL, next_due_at bigint,
    last_agent bigint NOT NULL, entity_id bigint NOT NULL, contact_id bigint NOT NULL, ticket_id bigint NOT NULL,
    type text NOT NULL, disposition text NOT NULL, sla_status text NOT NULL, sum_response_time bigint NOT NULL,
    transfers text, transfer_count bigint NOT NULL, document_bytes bigint NOT NULL, content_hash bytea,
    digest bytea NOT NULL, mark bytea NOT NULL, segment bytea NOT NULL, ext bytea NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  );
  CREATE INDEX chat_by_position ON chat (project_row, xid, seq);
  CREATE INDEX chat_by_change_time ON chat (project_row, changed_at);
  CREATE TABLE chat_block (
    block_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY, project_row bigint NOT NULL, first_chat_id bigint NOT NULL,
    last_chat_id bigint NOT NULL, chat_count bigint NOT NULL, sum_response_time bigint NOT NULL, transfers text,
    transfer_count bigint NOT NULL, mark bytea NOT NULL, segment bytea NOT NULL,
    PRIMARY KEY (project_row, first_chat_id)
  );
  CREATE INDEX chat_participant_by_chat ON chat_participant (project_row, chat_id);
  CREATE TABLE tombstone (
    project_row bigint NOT NULL, chat_id bigint NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL DEFAULT nextval('parley.change_seq'),
    changed_at bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    revision bigint NOT NULL, deleted_at bigint NOT NULL, PRIMARY KEY (project_row, chat_id)
  );
  CREATE INDEX tombstone_by_position ON tombstone (project_row, xid, seq);
  CREATE INDEX tombstone_by_time ON tombstone (changed_at);
  ALTER TABLE chat_event ALTER body SET STATISTICS 0;
  ALTER TABLE chat ALTER segment SET STORAGE EXTERNAL, ALTER mark SET STORAGE PLAIN, ALTER transfers SET STATISTICS 0,
    ALTER content_hash SET STATISTICS 0, ALTER digest SET STATISTICS 0, ALTER mark SET STATISTICS 0,
    ALTER segment SET STATISTICS 0;
  ALTER TABLE chat_block ALTER segment SET STORAGE EXTERNAL, ALTER mark SET STORAGE PLAIN,
    ALTER transfers SET STATISTICS 0, ALTER mark SET STATISTICS 0, ALTER segment SET STATISTICS 0;
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
  },
  `
  CREATE INDEX chat_by_agent ON chat (project_row, last_agent, chat_id);
  CREATE INDEX chat_by_entity ON chat (project_row, entity_id, chat_id) WHERE entity_id > 0;
  CREATE INDEX chat_by_contact ON chat (project_row, contact_id, chat_id) WHERE contact_id > 0;
  CREATE INDEX chat_by_ticket ON chat (project_row, ticket_id, chat_id) WHERE ticket_id > 0;
  CREATE INDEX chat_by_disposition ON chat (project_row, disposition, chat_id);
  CREATE INDEX chat_open ON chat (project_row, chat_id) WHERE is_open = 1;
  CREATE INDEX chat_spam ON chat (project_row, chat_id) WHERE is_spam = 1;
  CREATE INDEX chat_due ON chat (next_due_at) WHERE next_due_at IS NOT NULL;
  `,
];

/** Both databases get the same tables; extra facts and what readers must know get tables of their own. */
export const SAME_TABLES: SchemaStep = [
  {
    sqlite: `
  ALTER TABLE project RENAME COLUMN feed_horizon TO horizon_position;
  ALTER TABLE project RENAME COLUMN feed_horizon_at TO horizon_at;
  ALTER TABLE project ADD COLUMN zone_revision INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE project_read_stats (
    project_row INTEGER PRIMARY KEY, max_document_bytes INTEGER NOT NULL DEFAULT 0,
    compacted_to INTEGER NOT NULL DEFAULT -1, refolded_version INTEGER NOT NULL DEFAULT 1,
    refolded_zone_revision INTEGER NOT NULL DEFAULT 0, refolded_to INTEGER
  ) STRICT;
  INSERT INTO project_read_stats (project_row, max_document_bytes) SELECT project_row, max_document_bytes FROM project;
  ALTER TABLE project DROP COLUMN max_document_bytes;
  ALTER TABLE project DROP COLUMN blocks_checked_to;
  ALTER TABLE chat RENAME COLUMN mark TO segment_meta;
  ALTER TABLE chat ADD COLUMN fold_version INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE chat ADD COLUMN zone_revision INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE chat_ext RENAME TO chat_ext_by_row;
  CREATE TABLE chat_ext (
    project_row INTEGER NOT NULL, chat_id INTEGER NOT NULL, ext BLOB NOT NULL, PRIMARY KEY (project_row, chat_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO chat_ext (project_row, chat_id, ext)
    SELECT project_row, chat_id, ext FROM chat JOIN chat_ext_by_row USING (chat_row) ORDER BY project_row, chat_id;
  DROP TABLE chat_ext_by_row;
  DROP TABLE chat_block;
  CREATE TABLE chat_block (
    block_id INTEGER PRIMARY KEY AUTOINCREMENT, project_row INTEGER NOT NULL, first_chat_id INTEGER NOT NULL,
    last_chat_id INTEGER NOT NULL, chat_count INTEGER NOT NULL, sum_response_time INTEGER NOT NULL, transfers TEXT,
    transfer_count INTEGER NOT NULL, document_lengths BLOB NOT NULL, segment_meta BLOB NOT NULL, segment BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chat_block_by_id ON chat_block (project_row, first_chat_id);
  CREATE INDEX chat_participant_by_chat ON chat_participant (project_row, chat_id);
  CREATE INDEX tombstone_by_time ON tombstone (changed_at);
  `,
    postgres: `
  ALTER TABLE project ADD COLUMN zone_revision bigint NOT NULL DEFAULT 0;
  ALTER TABLE reading RENAME TO project_read_stats;
  ALTER TABLE project_read_stats RENAME COLUMN blocks_checked_to TO compacted_to;
  ALTER TABLE project_read_stats ADD COLUMN refolded_version bigint NOT NULL DEFAULT 1,
    ADD COLUMN refolded_zone_revision bigint NOT NULL DEFAULT 0, ADD COLUMN refolded_to bigint;
  ALTER TABLE chat RENAME COLUMN mark TO segment_meta;
  ALTER TABLE chat ADD COLUMN fold_version bigint NOT NULL DEFAULT 1, ADD COLUMN zone_revision bigint NOT NULL DEFAULT 0;
  CREATE TABLE chat_ext (
    project_row bigint NOT NULL, chat_id bigint NOT NULL, ext bytea NOT NULL, PRIMARY KEY (project_row, chat_id)
  );
  ALTER TABLE chat_ext ALTER ext SET STORAGE EXTERNAL, ALTER ext SET STATISTICS 0;
  INSERT INTO chat_ext (project_row, chat_id, ext) SELECT project_row, chat_id, ext FROM chat;
  ALTER TABLE chat DROP COLUMN ext;
  TRUNCATE chat_block;
  UPDATE project_read_stats SET compacted_to = -1;
  ALTER TABLE chat_block RENAME COLUMN mark TO segment_meta;
  ALTER TABLE chat_block ADD COLUMN document_lengths bytea NOT NULL;
  ALTER TABLE chat_block ALTER document_lengths SET STATISTICS 0;
  `,
  },
];
