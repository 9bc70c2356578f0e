/**
 * Finds the chats of a window that match what somebody looks for: by the index, and by reading each chat that the index does
 * not have. Both are walked side by side in the order of ids.
 */
import { type ChatWindow, isEmptySelection } from '../../chat-log/query/chat-selection.ts';
import { type IndexQuery, indexQuery } from '../../chat-log/search/index-query.ts';
import { matchesSearch } from '../../chat-log/search/match-search.ts';
import type { SearchQuery } from '../../chat-log/search/search-query.ts';
import { searchedTexts } from '../../chat-log/search/searched-texts.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { CHAT_ROW, CHAT_ROW_COLUMNS, documentOf, type SoundChat } from './chat-row.ts';
import type { IdRange, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { boundIds, isDirect, selectFrom } from './selection-sql.ts';
import { isOneOf, raw, sql } from './sql.ts';

export interface SearchParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly mender: MenderParts;
  readonly pause: () => Promise<void>;
}

/** Something that is looked for, and where: a window without it. */
export interface SearchWindow {
  readonly search: SearchQuery;
  readonly window: ChatWindow;
}

/** A chat that was looked at. */
interface Looked {
  readonly chatId: ChatId;
  readonly isMatch: boolean;
}

/** The first chats of a page come soon, and the last of many with few statements. */
const FIRST_FOUND = 64;
const MOST_FOUND = 2_000;
const MOST_FEW = 500;

export class SearchWalk {
  readonly #parts: SearchParts;
  readonly #mender: ChatMender;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    this.#mender = new ChatMender(parts.mender, parts.project);
  }

  /** In the window's direction; its offset and limit do not count. */
  async *findMatches(looked: SearchWindow): AsyncGenerator<ChatId> {
    const { window } = looked;
    const isBefore = (a: ChatId, b: ChatId) => (window.direction === 'ASC' ? a < b : a > b);
    const pending = this.#walkPending(looked);
    let unindexed = await pending.next();
    for await (const found of this.#walkIndex(looked)) {
      while (unindexed.done !== true && isBefore(unindexed.value.chatId, found.chatId)) {
        if (unindexed.value.isMatch) yield unindexed.value.chatId;
        unindexed = await pending.next();
      }
      // Its texts are what counts where both have it.
      const isBoth = unindexed.done !== true && unindexed.value.chatId === found.chatId;
      if (found.isMatch && !isBoth) yield found.chatId;
    }
    while (unindexed.done !== true) {
      if (unindexed.value.isMatch) yield unindexed.value.chatId;
      unindexed = await pending.next();
    }
  }

  async count(looked: SearchWindow): Promise<number> {
    const { search, window } = looked;
    const query = indexQuery(search);
    let total = 0;
    if (query.unsure === null && isEmptySelection(window.selection)) {
      const { statements, project } = this.#parts;
      const counted = await statements.get(
        { count: 'int' },
        statements.dialect.search.count(project.projectRow, query, rangeOf(window)),
      );
      total = counted?.count ?? 0;
      for await (const { isMatch } of this.#walkPending(looked)) total += Number(isMatch);
      return total;
    }
    for await (const _ of this.findMatches(looked)) total += 1;
    return total;
  }

  async *#walkIndex(looked: SearchWindow): AsyncGenerator<Looked> {
    const query = indexQuery(looked.search);
    const few = await this.#listFew(looked.window);
    if (few !== null) {
      const found = new Set(await this.#findAmong(looked, query, few));
      for (const id of few) yield { chatId: id, isMatch: found.has(id) };
      return;
    }
    const most = query.unsure === null ? MOST_FOUND : FIRST_FOUND;
    let range = rangeOf(looked.window);
    let limit = FIRST_FOUND;
    for (;;) {
      const ids = await this.#findInIndex(query, range, limit);
      const matches = new Set(await this.#keepMatches(looked, query, ids));
      for (const id of ids) yield { chatId: id, isMatch: matches.has(id) };
      const last = ids.at(-1);
      if (last === undefined || ids.length < limit) return;
      range = rangeAfter(range, last);
      limit = Math.min(limit * 4, most);
      await this.#parts.pause();
    }
  }

  /** The chats that a filter finds by its own index, when they are so few that each is looked up in that of words. */
  async #listFew(window: ChatWindow): Promise<readonly ChatId[] | null> {
    const { statements, project } = this.#parts;
    if (isEmptySelection(window.selection) || !isDirect(window.selection)) return null;
    const { from, idColumn } = selectFrom(statements.dialect, project, window.selection);
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)}
        ORDER BY ${raw(`${idColumn} ${window.direction}`)} LIMIT ${MOST_FEW + 1}`,
    );
    return rows.length > MOST_FEW ? null : rows.map((row) => chatId(row.chat_id));
  }

  async #findAmong({ window }: SearchWindow, query: IndexQuery, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    if (ids.length === 0) return [];
    const { statements, project } = this.#parts;
    const rows = await statements.all(
      { chat_id: 'int' },
      statements.dialect.search.among(project.projectRow, query, ids),
    );
    const found = rows.map((row) => chatId(row.chat_id));
    return query.unsure === null ? found : this.#readMatches({ search: query.unsure, window }, found);
  }

  async #findInIndex(query: IndexQuery, range: IdRange, limit: number): Promise<readonly ChatId[]> {
    const { statements, project } = this.#parts;
    const find = statements.dialect.search.find(project.projectRow, query, range, limit);
    const rows = await statements.all({ chat_id: 'int' }, find);
    return rows.map((row) => chatId(row.chat_id));
  }

  async #keepMatches(looked: SearchWindow, query: IndexQuery, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    const { selection } = looked.window;
    if (query.unsure !== null) return this.#readMatches({ ...looked, search: query.unsure }, ids);
    if (isEmptySelection(selection) || ids.length === 0) return ids;
    const { statements, project } = this.#parts;
    const { from, idColumn } = selectFrom(statements.dialect, project, selection);
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} AND ${isOneOf(idColumn, ids)}`,
    );
    return rows.map((row) => chatId(row.chat_id));
  }

  async *#walkPending(looked: SearchWindow): AsyncGenerator<Looked> {
    const { statements, project, pause } = this.#parts;
    const { openedRows } = statements.dialect.limits;
    let range = rangeOf(looked.window);
    for (;;) {
      const rows = await statements.all(
        { chat_id: 'int' },
        sql`SELECT chat_id FROM search_pending
          WHERE project_row = ${project.projectRow} AND chat_id >= ${range.low} AND chat_id <= ${range.high}
          ORDER BY chat_id ${raw(range.direction)} LIMIT ${openedRows}`,
      );
      const ids = rows.map((row) => chatId(row.chat_id));
      const matches = new Set(await this.#readMatches(looked, ids));
      for (const id of ids) yield { chatId: id, isMatch: matches.has(id) };
      const last = ids.at(-1);
      if (last === undefined || ids.length < openedRows) return;
      range = rangeAfter(range, last);
      await pause();
    }
  }

  /** Reads the texts of those that are in the selection. @throws DamagedChat */
  /** Those of the chats that match, in no order. @throws DamagedChat */
  async keepMatches(search: SearchQuery, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    const window: ChatWindow = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: ids.length };
    return this.#readMatches({ search, window }, ids);
  }

  async #readMatches({ search, window }: SearchWindow, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    if (ids.length === 0) return [];
    const { statements, project } = this.#parts;
    const { from, idColumn } = selectFrom(statements.dialect, project, window.selection);
    const { openedRows } = statements.dialect.limits;
    const matches: ChatId[] = [];
    for (let at = 0; at < ids.length; at += openedRows) {
      const rows = await statements.bulk(
        CHAT_ROW,
        sql`SELECT ${raw(CHAT_ROW_COLUMNS)} ${from} AND ${isOneOf(idColumn, ids.slice(at, at + openedRows))}`,
      );
      for (const row of rows) {
        const chat = await this.#mender.open(statements, row);
        if (await this.#isMatch(chat, search)) matches.push(chatId(row.chat_id));
      }
      await this.#parts.pause();
    }
    return matches;
  }

  async #isMatch(chat: SoundChat, search: SearchQuery): Promise<boolean> {
    if (chat.document === null) return this.#parts.mender.longChats.matches(chat, search);
    return matchesSearch(search, searchedTexts(Buffer.from(documentOf(chat)).toString()));
  }
}

function rangeOf({ direction, from, to }: ChatWindow): IdRange {
  const isUp = direction === 'ASC';
  const step = from === null || from.isInclusive ? 0 : 1;
  const first = from === null ? null : from.chatId + (isUp ? step : -step);
  const [low, high] = isUp ? [first, to] : [to, first];
  return { low: low ?? 0, high: high ?? Number.MAX_SAFE_INTEGER, direction };
}

function rangeAfter(range: IdRange, last: ChatId): IdRange {
  return range.direction === 'ASC' ? { ...range, low: last + 1 } : { ...range, high: last - 1 };
}
