/**
 * Reads facts of the chats of a selection, a bounded number to a statement, and lets other work of the process run between
 * them: from blocks where there are some, else from rows. A chat that has no facts yet is read from its document.
 */

import {
  type ChatWindow,
  conditionsOf,
  cutWindow,
  type FilterSelection,
  isOfFacts,
  withoutFacts,
} from '../../chat-log/query/chat-selection.ts';
import { FACT_COLUMNS } from '../../chat-log/query/fact-columns.ts';
import type { FactBatch } from '../../chat-log/statistics/fact-batch.ts';
import type { BlockRequest } from '../../chat-log/statistics/fact-block.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { FactRequest } from '../chat-store.ts';
import { ChatReader } from './chat-reader.ts';
import { blocksWithin, boundsOf, planBlocks, readFromBlock } from './fact-block-reader.ts';
import { keepByFacts } from './fact-check.ts';
import { FactRows } from './fact-rows.ts';
import { makeFacts } from './made-facts.ts';
import { type SearchParts, SearchWalk } from './search-walk.ts';
import { boundIds, selectFrom } from './selection-sql.ts';
import { isOneOf, join, raw, type Sql, type SqlValue, sql } from './sql.ts';

/** Chats to a statement: about 10 ms. */
const STRETCH_CHATS = 5_000;
/** Chats that are looked up by id, or read from their documents, together. */
const FEW_CHATS = 200;

const FACTS = 'chat_fact AS chat';

export class FactWalk {
  readonly #parts: SearchParts;
  readonly #chats: ChatReader;
  readonly #rows: FactRows;
  readonly #request: FactRequest;

  constructor(parts: SearchParts, request: FactRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#chats = new ChatReader(parts.statements, parts.project, parts.mender);
    this.#rows = new FactRows(request, parts.statements.dialect.decodeText);
  }

  /** By chatId. @throws DamagedChat */
  async *read(): AsyncGenerator<FactBatch> {
    const { search, ...selection } = this.#request.selection;
    const window = await this.#chats.narrowToDays(windowOf(selection));
    if (window === null) return;
    const isFilled = await this.#isFilled();
    if (search !== undefined) {
      let ids: ChatId[] = [];
      const looked = isFilled ? window : { ...window, selection: withoutFacts(selection) };
      for await (const id of new SearchWalk(this.#parts).findMatches({ search, window: looked })) {
        if (ids.push(id) < FEW_CHATS) continue;
        yield* this.#readThese(await this.#keep(ids, isFilled), isFilled);
        ids = [];
      }
      yield* this.#readThese(await this.#keep(ids, isFilled), isFilled);
      return;
    }
    const planned = planBlocks(this.#parts.statements.dialect, this.#parts.project, this.#request);
    if (planned === null) yield* this.#readWindow(window, isFilled);
    else yield* this.#readBlocks(window, isFilled, planned);
  }

  /** Rows of what no block holds, in its place among them. */
  async *#readBlocks(window: ChatWindow, isFilled: boolean, request: BlockRequest): AsyncGenerator<FactBatch> {
    const { statements, project } = this.#parts;
    const { low, high } = boundsOf(window);
    const rowsOf = (first: number, last: number) =>
      first > last ? [] : this.#readWindow(cutWindow(window, chatId(first), chatId(last)), isFilled);
    let next = low;
    for (const place of await blocksWithin(statements, project, window)) {
      yield* rowsOf(next, place.first - 1);
      const batch = await readFromBlock(statements, place, window, request);
      if (batch === null) yield* rowsOf(Math.max(next, place.first), Math.min(place.last, high));
      else yield batch;
      await this.#parts.pause();
      next = place.last + 1;
    }
    yield* rowsOf(next, high);
  }

  async *#readWindow(window: ChatWindow, isFilled: boolean): AsyncGenerator<FactBatch> {
    const { statements, project } = this.#parts;
    let part: ChatWindow | null = window;
    while (part !== null) {
      const from: ChatWindow = part;
      const end = await this.#stretchEnd(from, isFilled);
      const stretch = { ...from, to: end ?? from.to };
      const selected = selectFrom(statements.dialect, project, stretch.selection, FACTS);
      yield await this.#select(sql`${selected.from} ${boundIds(stretch, selected.idColumn)}`, selected.idColumn);
      if (!isFilled) {
        const pending = await this.#findPending(stretch);
        for (let at = 0; at < pending.length; at += FEW_CHATS)
          yield await this.#make(pending.slice(at, at + FEW_CHATS));
      }
      await this.#parts.pause();
      part = end === null ? null : { ...from, from: { chatId: end, isInclusive: false } };
    }
  }

  async *#readThese(ids: readonly number[], isFilled: boolean): AsyncGenerator<FactBatch> {
    if (ids.length === 0) return;
    const { statements, project } = this.#parts;
    const selected = selectFrom(statements.dialect, project, {}, FACTS);
    const batch = await this.#select(sql`${selected.from} AND ${isOneOf(selected.idColumn, ids)}`, selected.idColumn);
    yield batch;
    if (!isFilled) {
      const known = new Set(batch.chatIds);
      yield await this.#make(ids.filter((id) => !known.has(id)));
    }
    await this.#parts.pause();
  }

  async #isFilled(): Promise<boolean> {
    const { statements, project } = this.#parts;
    const row = await statements.get(
      { chat_id: 'int' },
      sql`SELECT chat_id FROM fact_pending WHERE project_row = ${project.projectRow} LIMIT 1`,
    );
    return row === null;
  }

  /** Where a statement must stop; null at the window's end. Chats without facts are in the way too. */
  async #stretchEnd(window: ChatWindow, isFilled: boolean): Promise<ChatWindow['to']> {
    if (!isFilled) return this.#chats.findIdAt({ ...window, selection: {} }, STRETCH_CHATS);
    const { statements, project } = this.#parts;
    // Every chat counts, also those that the reader may not see.
    const everyone = { ...project, queueIds: null };
    const { from, idColumn } = selectFrom(statements.dialect, everyone, {}, FACTS);
    const row = await statements.get(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)} ORDER BY chat.chat_id LIMIT 1 OFFSET ${STRETCH_CHATS}`,
    );
    return row === null ? null : (row.chat_id as NonNullable<ChatWindow['to']>);
  }

  async #select(from: Sql, idColumn: string): Promise<FactBatch> {
    const { statements, project } = this.#parts;
    const { columns, participant } = this.#rows;
    const names = columns.map(({ select }, at) => sql`${select} AS ${raw(`c${at}`)}`);
    const kinds = columns.map(({ kind }) => kind);
    const chats = sql`SELECT ${join(names)} ${from}`;
    if (participant === null) {
      return this.#rows.batchOf(await statements.tuples(kinds, sql`${chats} ORDER BY ${raw(idColumn)}`));
    }
    const parts = raw(kinds.map((_, at) => `part.c${at}`).join(', '));
    const rows = await statements.tuples(
      [...kinds, 'int?'],
      sql`SELECT ${parts}, who.participant_id FROM (${chats}) AS part
        LEFT JOIN chat_participant AS who ON who.project_row = ${project.projectRow} AND who.kind = ${participant}
          AND who.chat_id = part.c0 ORDER BY part.c0`,
    );
    return this.#rows.batchOf(rows);
  }

  async #findPending(window: ChatWindow): Promise<readonly ChatId[]> {
    const { statements, project } = this.#parts;
    const { from, idColumn } = selectFrom(statements.dialect, project, withoutFacts(window.selection));
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)} AND NOT EXISTS (
          SELECT 1 FROM chat_fact AS own WHERE own.project_row = chat.project_row AND own.chat_id = chat.chat_id)
        ORDER BY ${raw(idColumn)}`,
    );
    return this.#keep(
      rows.map((row) => chatId(row.chat_id)),
      false,
    );
  }

  /** Those whose numbers are wanted: what a statement looks up where all chats have facts. */
  async #keep(ids: readonly ChatId[], isFilled: boolean): Promise<readonly ChatId[]> {
    const { search: _, ...selection } = this.#request.selection;
    return isFilled || !conditionsOf(selection).some(isOfFacts) ? ids : keepByFacts(this.#parts, selection, ids);
  }

  /** The same rows, from documents. @throws DamagedChat */
  async #make(ids: readonly number[]): Promise<FactBatch> {
    const { statements, project, mender } = this.#parts;
    const made = await makeFacts(statements, project, ids, mender, (_, error) => {
      throw error;
    });
    const groups = await this.#findParticipants(ids);
    const rows = made.flatMap(({ chatId, values }) => {
      const named: Record<string, SqlValue> = { chat_id: chatId };
      for (const [at, { name }] of FACT_COLUMNS.entries()) named[name] = values[at] ?? null;
      const row = this.#rows.columns.map(({ of }) => of(named));
      return groups === null ? [row] : (groups.get(chatId) ?? [null]).map((id) => [...row, id]);
    });
    await this.#parts.pause();
    return this.#rows.batchOf(rows);
  }

  async #findParticipants(ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]> | null> {
    const { statements, project } = this.#parts;
    const { participant } = this.#rows;
    if (participant === null) return null;
    const rows = await statements.all(
      { chat_id: 'int', participant_id: 'int' },
      sql`SELECT chat_id, participant_id FROM chat_participant WHERE project_row = ${project.projectRow}
        AND kind = ${participant} AND ${isOneOf('chat_id', ids)}`,
    );
    const groups = new Map<number, number[]>();
    for (const row of rows) groups.set(row.chat_id, [...(groups.get(row.chat_id) ?? []), row.participant_id]);
    return groups;
  }
}

function windowOf(selection: FilterSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}
