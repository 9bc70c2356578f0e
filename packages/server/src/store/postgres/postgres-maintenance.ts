/** Looks after a store in PostgreSQL: checks that it agrees with itself. For the operator's doctor; changes nothing. */
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import { StoreError } from '../store-error.ts';
import type { CopyRow } from './copy-binary.ts';
import { readVersion, SCHEMA_VERSION } from './migrations.ts';
import { PostgresDatabase } from './postgres-database.ts';

const BATCH_ROWS = 500;

/** A project as its counters have it and as counting has it. */
export interface CountedProject {
  readonly projectRow: number;
  /** Tenant and number. */
  readonly name: string;
  readonly saidChats: number;
  readonly countedChats: number;
}

export class PostgresMaintenance implements AsyncDisposable {
  readonly #database: PostgresDatabase;

  /** `monotonicMs` in milliseconds. */
  constructor(connectionString: string, monotonicMs: () => number) {
    this.#database = new PostgresDatabase({ connectionString, poolSize: 2, logger: null, monotonicMs });
  }

  /** Settings of the server by name, as it prints them. @throws StoreError `unreachable` */
  async readSettings(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const sql = 'SELECT name, setting FROM pg_settings WHERE name = ANY($1::text[])';
    const rows = await this.#database.query(sql, [names]);
    return new Map(rows.map(({ name, setting }) => [String(name), String(setting)]));
  }

  /** @throws StoreError `missing` when there is no store */
  async readVersion(): Promise<{ readonly found: number; readonly wanted: number }> {
    const found = await readVersion(this.#database);
    if (found === 0) throw new StoreError('missing', `${this.#database.target} holds no store`);
    return { found, wanted: SCHEMA_VERSION };
  }

  /** By tenant and number. */
  async countProjects(): Promise<readonly CountedProject[]> {
    const rows = await this.#database.query(
      `SELECT project_row, tenant || '/' || project_id AS name, chat_count,
         (SELECT count(*) FROM parley.chat WHERE chat.project_row = project.project_row) AS counted
       FROM parley.project ORDER BY tenant COLLATE "C", project_id`,
      [],
    );
    return rows.map((row) => ({
      projectRow: Number(row.project_row),
      name: String(row.name),
      saidChats: Number(row.chat_count),
      countedChats: Number(row.counted),
    }));
  }

  /** Opens every document of the project. Yields once per batch how many were looked at and the ids of damaged chats. */
  async *checkDocuments({
    projectRow,
  }: CountedProject): AsyncGenerator<{ readonly checked: number; readonly damaged: readonly number[] }> {
    for (let after = -1; ; ) {
      const rows = await this.#database.copyOut(
        `SELECT chat_id, segment, mark, ext, (EXISTS (SELECT 1 FROM parley.chat_event AS event
           WHERE event.project_row = chat.project_row AND event.chat_id = chat.chat_id))::int::bigint
         FROM parley.chat AS chat WHERE project_row = ${projectRow} AND chat_id > ${after}
         ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      const damaged = rows.filter((row) => !isSound(row)).map((row) => row.int(0) ?? 0);
      yield { checked: rows.length, damaged };
      after = last.int(0) ?? 0;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#database[Symbol.asyncDispose]();
  }
}

function isSound(row: CopyRow): boolean {
  try {
    JSON.parse(Buffer.from(openSegment(row.bytes(1), row.bytes(2))).toString());
    JSON.parse(inflateRawSync(row.bytes(3)).toString());
    return row.int(4) === 1;
  } catch {
    return false;
  }
}
