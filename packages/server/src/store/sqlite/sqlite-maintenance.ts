/**
 * Looks after a store: checks that it agrees with itself. For the operator's doctor; works beside a running server and
 * changes nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { ProjectRow } from '../project-row.ts';
import { StoreError } from '../store-error.ts';
import { readVersion } from './migrations.ts';
import { STORE_FILE } from './open-sqlite-store.ts';
import { ProjectTable } from './project-table.ts';
import { SqliteConnection } from './sqlite-connection.ts';

const BATCH_ROWS = 200;
const BUSY_TIMEOUT_MS = 10_000;

/** A project whose counters are not what counting gives. */
export interface WrongCounter {
  readonly project: ProjectRow;
  readonly countedChats: number;
  readonly countedHighestId: number;
}

/** A chat whose document does not unpack, does not fit its checksum or has no events. */
export interface DamagedChat {
  readonly project: ProjectRow;
  readonly chatId: ChatId;
}

export class SqliteMaintenance implements Disposable {
  readonly #connection: SqliteConnection;

  /** @throws StoreError `missing` when there is no store in `directory` */
  constructor(directory: string) {
    const file = join(directory, STORE_FILE);
    if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${directory}`);
    this.#connection = new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
  }

  /** Number of the store's tables; compare it with SCHEMA_VERSION. */
  schemaVersion(): number {
    return readVersion(this.#connection.database);
  }

  /** What SQLite finds wrong with the file's structure; empty when nothing is. */
  quickCheck(): readonly string[] {
    const rows = this.#connection.all('PRAGMA quick_check');
    return rows.map((row) => String(row.quick_check)).filter((text) => text !== 'ok');
  }

  /** By tenant and id. */
  listProjects(): readonly ProjectRow[] {
    return new ProjectTable().list(this.#connection, null);
  }

  /** Epoch milliseconds of the newest change of a chat; null when there is no chat. */
  newestChangeMs(): number | null {
    const value = this.#connection.get('SELECT max(updated_at) AS newest FROM chat')?.newest ?? null;
    return value === null ? null : Number(value);
  }

  /** The number of chats must be exact; ids of chats that are gone count as seen, so the highest may lie above. */
  findWrongCounters(): readonly WrongCounter[] {
    return this.listProjects().flatMap((project) => {
      const sql = 'SELECT count(*) AS chats, coalesce(max(chat_id), 0) AS highest FROM chat WHERE project_row = ?';
      const row = this.#connection.get(sql, project.projectRow);
      const countedChats = Number(row?.chats);
      const countedHighestId = Number(row?.highest);
      const isRight = countedChats === project.chatCount && countedHighestId <= project.highestChatId;
      return isRight ? [] : [{ project, countedChats, countedHighestId }];
    });
  }

  /** Opens every document of the project. Yields once per batch how many were looked at and which of them are damaged. */
  async *checkDocuments(
    project: ProjectRow,
  ): AsyncGenerator<{ readonly checked: number; readonly damaged: readonly DamagedChat[] }> {
    let after = -1;
    for (;;) {
      const rows = this.#connection.all(
        `SELECT chat_id, segment, mark, (SELECT ext FROM chat_ext WHERE chat_ext.chat_row = chat.chat_row) AS ext,
           EXISTS (SELECT 1 FROM chat_event WHERE project_row = chat.project_row AND chat_id = chat.chat_id) AS has_events
         FROM chat WHERE project_row = ? AND chat_id > ? ORDER BY chat_id LIMIT ${BATCH_ROWS}`,
        project.projectRow,
        after,
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      const damaged = rows.filter((row) => !isSound(row.segment, row.mark, row.ext) || row.has_events !== 1);
      yield { checked: rows.length, damaged: damaged.map((row) => ({ project, chatId: chatId(Number(row.chat_id)) })) };
      after = Number(last.chat_id);
      await nextTurn();
    }
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }
}

function isSound(segment: unknown, mark: unknown, ext: unknown): boolean {
  if (!(segment instanceof Uint8Array) || !(mark instanceof Uint8Array) || !(ext instanceof Uint8Array)) return false;
  try {
    JSON.parse(Buffer.from(openSegment(segment, mark)).toString());
    JSON.parse(inflateRawSync(ext).toString());
    return true;
  } catch {
    return false;
  }
}
