/**
 * The numbered, forward-only steps that bring a store's tables up to date. A released step never changes. Times are in
 * epoch ms.
 */

type DatabaseKind = 'sqlite' | 'postgres';

/** Words of a step that each database has in its own spelling. */
const WORDS: Readonly<Record<string, Readonly<Record<DatabaseKind, string>>>> = {
  int: { sqlite: 'INTEGER', postgres: 'bigint' },
  text: { sqlite: 'TEXT', postgres: 'text' },
  bytes: { sqlite: 'BLOB', postgres: 'bytea' },
  /** A number that the database gives to each new row, and after the last column. */
  rowKey: { sqlite: 'INTEGER PRIMARY KEY', postgres: 'bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY' },
  table: { sqlite: ') STRICT', postgres: ')' },
  keyTable: { sqlite: ') STRICT, WITHOUT ROWID', postgres: ')' },
};

/** Texts that run one after another: where both databases take the same, with `{words}`, else what each needs. */
type SchemaStep = readonly (string | Readonly<Record<DatabaseKind, string>>)[];

/**
 * `chat` and `tombstone` are ordered by a counter in SQLite, by transaction and sequence in PostgreSQL. There, columns
 * with content have no statistics, which would keep samples beyond erasure.
 */
const FIRST_TABLES: SchemaStep = [
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
const SAME_TABLES: SchemaStep = [
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

/**
 * Events and tombstones get checksums. What was stored before has none until the background has sealed it, up to
 * `sealed_to`; null when everything is.
 */
const CHECKSUMS: SchemaStep = [
  `
  ALTER TABLE chat_event ADD COLUMN checksum {int};
  ALTER TABLE tombstone ADD COLUMN checksum {int};
  ALTER TABLE project_read_stats ADD COLUMN sealed_to {int};
  UPDATE project_read_stats SET sealed_to = -1;
  `,
];

/** People who sign in. */
const USERS: SchemaStep = [
  `
  CREATE TABLE user_account (
    tenant {text} NOT NULL, login {text} NOT NULL, name {text} NOT NULL, role {text} NOT NULL, project_ids {text},
    password_hash {text}, created_at {int} NOT NULL, disabled_at {int}, PRIMARY KEY (tenant, login)
  {keyTable};
  CREATE TABLE user_session (
    sha256 {bytes} PRIMARY KEY, tenant {text} NOT NULL, login {text} NOT NULL, created_at {int} NOT NULL,
    seen_at {int} NOT NULL, expires_at {int} NOT NULL
  {keyTable};
  CREATE TABLE user_link (
    sha256 {bytes} PRIMARY KEY, tenant {text} NOT NULL, login {text} NOT NULL, expires_at {int} NOT NULL
  {keyTable};
  `,
];

/**
 * Words by which chats are found. A chat is in `search_words` when the index has it, else in `search_pending`; `is_due` when
 * it is to be indexed. A rowid of `search_index` is the project's row and the chat's id, see `sqlite-search.ts`.
 */
const SEARCH: SchemaStep = [
  `
  CREATE TABLE search_pending (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, is_due {int} NOT NULL, PRIMARY KEY (project_row, chat_id)
  {keyTable};
  CREATE INDEX search_due ON search_pending (project_row, chat_id) WHERE is_due = 1;
  INSERT INTO search_pending (project_row, chat_id, is_due)
    SELECT project_row, chat_id, CASE WHEN is_open = 0 OR is_imported = 1 THEN 1 ELSE 0 END FROM chat;
  `,
  {
    sqlite: `
  CREATE TABLE search_words (
    project_row INTEGER NOT NULL, chat_id INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (project_row, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE search_index USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii');
  INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
  `,
    postgres: `
  CREATE TABLE search_words (
    project_row bigint NOT NULL, chat_id bigint NOT NULL, words tsvector NOT NULL, PRIMARY KEY (project_row, chat_id)
  );
  ALTER TABLE search_words ALTER words SET STATISTICS 0;
  CREATE INDEX search_index ON search_words USING gin (words) WITH (fastupdate = off);
  `,
  },
];

/**
 * What is measured of each chat, in narrow rows. `fact_pending` names chats that may have none yet: those that were stored
 * before; `is_due` when one is to be made.
 */
const FACTS: SchemaStep = [
  `
  CREATE TABLE chat_fact (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, last_agent {int} NOT NULL, entity_id {int} NOT NULL,
    started_at {int} NOT NULL, contact_id {int} NOT NULL, ticket_id {int} NOT NULL, type {text} NOT NULL,
    disposition {text} NOT NULL, sla_status {text} NOT NULL, is_spam {int} NOT NULL, is_open {int} NOT NULL,
    closed_at {int}, first_queue {int} NOT NULL, last_queue {int} NOT NULL, page_name {text} NOT NULL,
    first_response_time {int}, average_response_time {int}, max_response_time {int}, response_count {int},
    sum_response_time {int}, wait {int}, duration {int}, message_count {int}, visitor_message_count {int},
    agent_message_count {int}, transfer_count {int}, PRIMARY KEY (project_row, chat_id)
  {keyTable};
  CREATE INDEX chat_fact_by_start ON chat_fact (project_row, started_at, chat_id);
  CREATE TABLE fact_pending (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, is_due {int} NOT NULL, PRIMARY KEY (project_row, chat_id)
  {keyTable};
  INSERT INTO fact_pending (project_row, chat_id, is_due) SELECT project_row, chat_id, 1 FROM chat;
  `,
  { sqlite: '', postgres: 'ALTER TABLE chat_fact ALTER page_name SET STATISTICS 0;' },
];

/** Who may see only the chats of certain queues, as JSON; and queues in which a chat was before it changed or was erased. */
const QUEUE_LIMITS: SchemaStep = [
  `
  ALTER TABLE api_key ADD COLUMN queue_ids {text};
  ALTER TABLE user_account ADD COLUMN queue_ids {text};
  CREATE TABLE queue_left (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, queue_id {int} NOT NULL,
    PRIMARY KEY (project_row, chat_id, queue_id)
  {keyTable};
  `,
];

/** Rare channels, service level statuses and numbers are found by an index too. */
const MORE_INDEXES: SchemaStep = [
  `
  CREATE INDEX chat_by_type ON chat (project_row, type, chat_id);
  CREATE INDEX chat_by_sla ON chat (project_row, sla_status, chat_id);
  CREATE INDEX chat_fact_by_first_response ON chat_fact (project_row, first_response_time, chat_id);
  CREATE INDEX chat_fact_by_average_response ON chat_fact (project_row, average_response_time, chat_id);
  CREATE INDEX chat_fact_by_max_response ON chat_fact (project_row, max_response_time, chat_id);
  CREATE INDEX chat_fact_by_duration ON chat_fact (project_row, duration, chat_id);
  CREATE INDEX chat_fact_by_messages ON chat_fact (project_row, message_count, chat_id);
  CREATE INDEX chat_fact_by_transfers ON chat_fact (project_row, transfer_count, chat_id);
  `,
];

/** What lists show of chats, made with the facts. */
const BRIEFS: SchemaStep = [
  `
  CREATE TABLE chat_brief (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, checksum {int} NOT NULL, brief {bytes} NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  {keyTable};
  `,
  { sqlite: '', postgres: 'ALTER TABLE chat_brief ALTER brief SET STATISTICS 0;' },
];

/**
 * Who read what, those of a minute that are alike in one row. `filters` is a query string in which names without a value stand for
 * values that are not kept; NULL: different ones are counted together.
 */
const READ_AUDIT: SchemaStep = [
  `
  CREATE TABLE audit_read (
    read_row {rowKey}, at {int} NOT NULL, project_row {int} NOT NULL, actor {text} NOT NULL, action {text} NOT NULL,
    target {text}, format {text}, filters {text}, requests {int} NOT NULL, chats {int} NOT NULL
  {table};
  CREATE INDEX audit_read_by_time ON audit_read (at, read_row);
  CREATE INDEX audit_by_time ON audit (at, audit_row);
  `,
];

/** Why something was erased or redacted. */
const REASONS: SchemaStep = ['ALTER TABLE audit ADD COLUMN reason {text};'];

/** Who administers what, in the audit log: such lines are of no project, and name their tenant. */
const AUDITED_DEEDS: SchemaStep = ['ALTER TABLE audit ADD COLUMN deed_tenant {text};'];

/** Filters that people saved under a name; `owner` is a login, NULL where the view is of everybody in the project. */
const VIEWS: SchemaStep = [
  `
  CREATE TABLE saved_view (
    view_row {rowKey}, project_row {int} NOT NULL, owner {text}, name {text} NOT NULL, query {text} NOT NULL,
    version {int} NOT NULL, changed_by {text} NOT NULL, changed_at {int} NOT NULL
  {table};
  CREATE INDEX saved_view_by_project ON saved_view (project_row);
  `,
  { sqlite: '', postgres: 'ALTER TABLE saved_view ALTER name SET STATISTICS 0, ALTER query SET STATISTICS 0;' },
];

/** Chats are sorted by their close, and found by last queue or page, along an index too; PostgreSQL indexes no long text. */
const FACT_INDEXES: SchemaStep = [
  `
  CREATE INDEX chat_fact_by_close ON chat_fact (project_row, closed_at, chat_id);
  CREATE INDEX chat_fact_by_last_queue ON chat_fact (project_row, last_queue, chat_id);
  CREATE INDEX chat_fact_by_page ON chat_fact (project_row, page_name, chat_id) WHERE length(page_name) < 600;
  `,
];

/** Facts by column, see `fact-block-table.ts`. `checksum` and `packed` are null until a block is filled. */
const FACT_BLOCKS: SchemaStep = [
  {
    sqlite: `
  CREATE TABLE fact_block (
    block_id INTEGER PRIMARY KEY AUTOINCREMENT, project_row INTEGER NOT NULL, first_chat_id INTEGER NOT NULL,
    last_chat_id INTEGER NOT NULL, checksum INTEGER, packed BLOB
  ) STRICT;
  `,
    postgres: `
  CREATE TABLE fact_block (
    block_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, project_row bigint NOT NULL, first_chat_id bigint NOT NULL,
    last_chat_id bigint NOT NULL, checksum bigint, packed bytea
  );
  ALTER TABLE fact_block ALTER packed SET STORAGE EXTERNAL, ALTER packed SET STATISTICS 0;
  `,
  },
  'CREATE INDEX fact_block_by_id ON fact_block (project_row, first_chat_id, last_chat_id, checksum);',
];

/** Accounts of OpenID Connect providers, each of one person; and links that connect one instead of signing in. */
const OPENID: SchemaStep = [
  `
  ALTER TABLE user_account ADD COLUMN is_openid_only {int} NOT NULL DEFAULT 0;
  ALTER TABLE user_link ADD COLUMN purpose {text} NOT NULL DEFAULT 'sign-in';
  CREATE TABLE user_identity (
    issuer {text} NOT NULL, subject {text} NOT NULL, tenant {text} NOT NULL, login {text} NOT NULL,
    connected_at {int} NOT NULL, PRIMARY KEY (issuer, subject)
  {keyTable};
  CREATE INDEX user_identity_by_user ON user_identity (tenant, login);
  `,
];

/** Step n brings a store from version n-1 to n. */
const STEPS: readonly SchemaStep[] = [
  FIRST_TABLES,
  SAME_TABLES,
  CHECKSUMS,
  USERS,
  SEARCH,
  FACTS,
  QUEUE_LIMITS,
  MORE_INDEXES,
  BRIEFS,
  READ_AUDIT,
  REASONS,
  AUDITED_DEEDS,
  VIEWS,
  FACT_INDEXES,
  FACT_BLOCKS,
  OPENID,
];

export const SCHEMA_VERSION = STEPS.length;

/** The text that brings a store from that version to the next; null when it is up to date. */
export function stepAfter(version: number, database: DatabaseKind): string | null {
  const step = STEPS[version];
  if (step === undefined) return null;
  const spell = (_: string, word: string) => WORDS[word]?.[database] ?? '';
  return step
    .map((part) => (typeof part === 'string' ? part.replaceAll(/\{(\w+)\}/g, spell) : part[database]))
    .join('');
}
