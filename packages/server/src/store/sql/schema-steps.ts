/**
 * The numbered, forward-only steps that bring a store's tables up to date. A released step never changes. Times are in
 * epoch ms.
 */

import { LIVE, LIVE_FILES, LIVE_STREAMS } from './desk/live-tables.ts';
import { FIRST_TABLES, SAME_TABLES } from './first-tables.ts';
import type { DatabaseKind, SchemaStep } from './schema-step.ts';

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

/** The index has pairs of short words too: all is indexed once more, see `short-pair.ts`. */
const WORD_PAIRS: SchemaStep = [
  `
  INSERT INTO search_pending (project_row, chat_id, is_due) SELECT project_row, chat_id, 1 FROM search_words;
  DELETE FROM search_words;
  `,
  { sqlite: "INSERT INTO search_index (search_index) VALUES ('delete-all');", postgres: '' },
];

/** Rows with their additional facts, ready to be sent. They are made with the facts, which are made again for it. */
const FULL_ROWS: SchemaStep = [
  `
  CREATE TABLE full_row (
    project_row {int} NOT NULL, chat_id {int} NOT NULL, segment_meta {bytes} NOT NULL, segment {bytes} NOT NULL,
    PRIMARY KEY (project_row, chat_id)
  {table};
  DELETE FROM chat_fact;
  DELETE FROM fact_block;
  DELETE FROM chat_brief;
  DELETE FROM fact_pending;
  INSERT INTO fact_pending (project_row, chat_id, is_due) SELECT project_row, chat_id, 1 FROM chat;
  `,
  {
    sqlite: '',
    postgres: `ALTER TABLE full_row ALTER segment SET STORAGE EXTERNAL, ALTER segment SET STATISTICS 0,
      ALTER segment_meta SET STATISTICS 0;`,
  },
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
  WORD_PAIRS,
  FULL_ROWS,
  LIVE,
  LIVE_STREAMS,
  LIVE_FILES,
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
