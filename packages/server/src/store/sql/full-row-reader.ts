/** Reads rows with their additional facts as joined bytes, a bounded number to a call; see `full-row.ts`. */
import { openRun } from '../../chat-log/codec/open-run.ts';
import type { StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { CHUNK, type ChatReader, runOf, type Step } from './chat-reader.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { raw, sql } from './sql.ts';

export class FullRowReader {
  readonly #statements: Statements;
  readonly #projectRow: number;
  readonly #chats: ChatReader;

  constructor(statements: Statements, { projectRow }: ProjectRow, chats: ChatReader) {
    this.#statements = statements;
    this.#projectRow = projectRow;
    this.#chats = chats;
  }

  /**
   * Like `readChunk`, of rows with their additional facts: those before the first chat that has none, or that chat and some after it
   * opened. @throws DamagedChat
   */
  async read(window: ChatWindow): Promise<Step<StoredBatch>> {
    const limit = await this.#chats.rowsWithinBytes(
      window,
      Math.min(this.#statements.dialect.limits.chunkRows, window.limit),
    );
    const step = (await this.#readRun({ ...window, limit })) ?? (await this.#readBefore({ ...window, limit }));
    if (step !== null) return step;
    const { result: chats, ...rest } = await this.#chats.readOpened(window);
    return { result: { kind: 'opened', chats }, ...rest };
  }

  /** null when the first of the chats has no full row, or one that is not as it was stored. */
  async #readBefore(window: ChatWindow): Promise<Step<StoredBatch> | null> {
    const row = await this.#statements.get(
      { place: 'int?' },
      sql`SELECT min(place) AS place FROM (
          SELECT row_number() OVER (ORDER BY part.chat_id ${raw(window.direction)}) AS place, own.chat_id AS kept
          FROM (${this.#chats.select(window, 'chat.chat_id')}) AS part
          LEFT JOIN full_row AS own ON own.project_row = ${this.#projectRow} AND own.chat_id = part.chat_id
        ) AS places WHERE kept IS NULL`,
    );
    const before = (row?.place ?? 1) - 1;
    return before === 0 ? null : this.#readRun({ ...window, limit: before });
  }

  /** As many chats as the window gives; null when not all of them have a full row that is as it was stored. */
  async #readRun(window: ChatWindow): Promise<Step<StoredBatch> | null> {
    const { joinTexts, joinBytes } = this.#statements.dialect;
    const part = this.#chats.select(window, 'chat.chat_id, chat.transfers');
    const [row] = await this.#statements.bulk(
      CHUNK,
      sql`SELECT count(*) AS count, ${joinTexts('transfers')} AS transfers,
          ${joinBytes('segment')} AS segments, ${joinBytes('segment_meta')} AS marks
        FROM (SELECT part.transfers, own.segment, own.segment_meta FROM (${part}) AS part
          LEFT JOIN full_row AS own ON own.project_row = ${this.#projectRow} AND own.chat_id = part.chat_id
          ORDER BY part.chat_id ${raw(window.direction)}) AS run`,
    );
    const chunk = openRun(runOf(row), window.direction === 'ASC');
    if (chunk === null || chunk.count !== row?.count) return null;
    const { count, lastChatId } = chunk;
    return { result: { kind: 'stored', chunk }, count, lastChatId, isLast: count < window.limit };
  }
}
