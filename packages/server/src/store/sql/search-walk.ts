/**
 * Finds the chats of a window that match what somebody looks for: by the index, and by reading each chat that the index does
 * not have, stretch by stretch of ids.
 */

import { matchesSearch } from '@parley/contract/match-search';
import type { SearchQuery } from '@parley/contract/search-query';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type IndexQuery, indexQuery } from '../../chat-log/search/index-query.ts';
import { searchedTexts } from '../../chat-log/search/searched-texts.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { CHAT_ROW, CHAT_ROW_COLUMNS, documentOf, type SoundChat } from './chat-row.ts';
import type { IdRange, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { boundIds, isDirect, isUnrestricted, JOINED, selectFrom } from './selection-sql.ts';
import { isOneOf, raw, type Sql, sql } from './sql.ts';

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

/** Chats of one moment, up to `end`: those that the index finds, and those that it does not have. */
interface Candidates {
  readonly found: readonly ChatId[];
  readonly pending: readonly ChatId[];
  /** The last chat that was looked at; null when all were. */
  readonly end: ChatId | null;
}

interface Looked {
  readonly search: SearchQuery;
  readonly range: IdRange;
  readonly candidates: Candidates;
}

/** The first chats of a page come soon, and the last of many with few statements. */
const FIRST_FOUND = 64;
const MOST_FOUND = 2_000;
/** Chats that are read one by one before the index is asked again. */
const MOST_PENDING = 200;
const MOST_FEW = 500;
/** Chats that are read before the first match among them is told. */
const READ_TOGETHER = 16;

export class SearchWalk {
  readonly #parts: SearchParts;
  readonly #mender: ChatMender;
  #last: Looked | null = null;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    this.#mender = new ChatMender(parts.mender, parts.project);
  }

  /** In the window's direction; its offset and limit do not count. */
  async *findMatches(looked: SearchWindow): AsyncGenerator<ChatId> {
    const query = indexQuery(looked.search);
    const few = looked.window.among ?? (await this.#listFew(looked.window));
    const most = query.unsure === null ? MOST_FOUND : FIRST_FOUND;
    let range = rangeOf(looked.window);
    let limit = FIRST_FOUND;
    for (;;) {
      const candidates =
        few === null ? await this.#lookOnce(looked.search, query, range, limit) : await this.#lookAmong(query, few);
      yield* this.#matchesAmong(looked, query, candidates);
      if (candidates.end === null) return;
      range = rangeAfter(range, candidates.end);
      limit = Math.min(limit * 4, most);
      await this.#parts.pause();
    }
  }

  /** In the window's direction; of those that must be read, no more than somebody waits for. */
  async *#matchesAmong(
    looked: SearchWindow,
    query: IndexQuery,
    { found, pending }: Candidates,
  ): AsyncGenerator<ChatId> {
    const isFound = new Set(found);
    const sign = looked.window.direction === 'ASC' ? 1 : -1;
    const ids = [...new Set([...found, ...pending])].sort((a, b) => sign * (a - b));
    const together = query.unsure === null && pending.length === 0 ? Math.max(ids.length, 1) : READ_TOGETHER;
    for (let at = 0; at < ids.length; at += together) {
      const [indexed, waiting] = partition(ids.slice(at, at + together), (id) => isFound.has(id));
      const matches = [
        ...(await this.#keepMatches(looked, query, indexed)),
        ...(await this.#readMatches(looked, waiting)),
      ];
      yield* matches.sort((a, b) => sign * (a - b));
    }
  }

  /** A page and the place after it are of one search: what was found for the one, and not used, is not looked up for the other. */
  async #lookOnce(search: SearchQuery, query: IndexQuery, range: IdRange, limit: number): Promise<Candidates> {
    const last = this.#last;
    if (last?.search === search && last.range.direction === range.direction && covers(last, range)) {
      const isWithin = (id: ChatId) => id >= range.low && id <= range.high;
      const { found, pending, end } = last.candidates;
      return { found: found.filter(isWithin), pending: pending.filter(isWithin), end };
    }
    const candidates = await this.#look(query, range, limit);
    this.#last = { search, range, candidates };
    return candidates;
  }

  /** In one statement: a chat that goes from one to the other between two would be in neither. */
  async #look(query: IndexQuery, range: IdRange, limit: number): Promise<Candidates> {
    const { statements, project } = this.#parts;
    const rows = await statements.all(
      { chat_id: 'int', is_pending: 'int' },
      sql`SELECT chat_id, 0 AS is_pending FROM (${statements.dialect.search.find(project.projectRow, query, range, limit)}) AS indexed
        UNION ALL SELECT chat_id, 1 AS is_pending FROM (${this.#selectPending(range, MOST_PENDING)}) AS waiting`,
    );
    const isBefore = (a: number, b: number) => (range.direction === 'ASC' ? a < b : a > b);
    const [found, pending] = divide(rows, isBefore);
    const ends = [
      found.length < limit ? undefined : found.at(-1),
      pending.length < MOST_PENDING ? undefined : pending.at(-1),
    ];
    const end = ends.reduce((near, one) =>
      near === undefined || (one !== undefined && isBefore(one, near)) ? one : near,
    );
    const upToEnd = (id: ChatId) => end === undefined || !isBefore(end, id);
    return { found: found.filter(upToEnd), pending: pending.filter(upToEnd), end: end ?? null };
  }

  async #lookAmong(query: IndexQuery, ids: readonly ChatId[]): Promise<Candidates> {
    const { statements, project } = this.#parts;
    const { projectRow } = project;
    const rows = await statements.all(
      { chat_id: 'int', is_pending: 'int' },
      sql`SELECT chat_id, 0 AS is_pending FROM (${statements.dialect.search.among(projectRow, query, ids)}) AS indexed
        UNION ALL SELECT chat_id, 1 AS is_pending FROM search_pending
          WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
    );
    const [found, pending] = divide(rows, (a, b) => a < b);
    return { found, pending, end: null };
  }

  #selectPending({ low, high, direction }: IdRange, limit: number): Sql {
    return sql`SELECT chat_id FROM search_pending
      WHERE project_row = ${this.#parts.project.projectRow} AND chat_id >= ${low} AND chat_id <= ${high}
      ORDER BY chat_id ${raw(direction)} LIMIT ${limit}`;
  }

  /** The chats that a filter finds by its own index, when they are so few that each is looked up in that of words. */
  async #listFew(window: ChatWindow): Promise<readonly ChatId[] | null> {
    const { statements, project } = this.#parts;
    if (isUnrestricted(project, window.selection) || !isDirect(project, window.selection)) return null;
    const { from, idColumn } = selectFrom(statements.dialect, project, window.selection);
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)}
        ORDER BY ${raw(`${idColumn} ${window.direction}`)} LIMIT ${MOST_FEW + 1}`,
    );
    return rows.length > MOST_FEW ? null : rows.map((row) => chatId(row.chat_id));
  }

  async #keepMatches(looked: SearchWindow, query: IndexQuery, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    const { selection } = looked.window;
    if (query.unsure !== null) return this.#readMatches({ ...looked, search: query.unsure }, ids);
    const { statements, project } = this.#parts;
    if (isUnrestricted(project, selection) || ids.length === 0) return ids;
    const { from, idColumn } = selectFrom(
      statements.dialect,
      project,
      selection,
      looked.window.hasFacts ? JOINED : 'chat',
      true,
    );
    const rows = await statements.all(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} AND ${isOneOf(idColumn, ids)}`,
    );
    return rows.map((row) => chatId(row.chat_id));
  }

  /** Those of the chats that match, in no order. @throws DamagedChat */
  async keepMatches(search: SearchQuery, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    const window: ChatWindow = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: ids.length };
    return this.#readMatches({ search, window }, ids);
  }

  /** Reads the texts of those that are in the selection. @throws DamagedChat */
  async #readMatches({ search, window }: SearchWindow, ids: readonly ChatId[]): Promise<readonly ChatId[]> {
    if (ids.length === 0) return [];
    const { statements, project } = this.#parts;
    const { from, idColumn } = selectFrom(statements.dialect, project, window.selection, 'chat', true);
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

/** In the order of the window; `UNION ALL` promises none. */
function divide(
  rows: readonly { readonly chat_id: number; readonly is_pending: number }[],
  isBefore: (a: number, b: number) => boolean,
): readonly [found: readonly ChatId[], pending: readonly ChatId[]] {
  const idsOf = (isPending: number) =>
    rows
      .filter((row) => row.is_pending === isPending)
      .map((row) => chatId(row.chat_id))
      .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return [idsOf(0), idsOf(1)];
}

/** Whether the range begins where these candidates are, and ends where they were looked for. */
function covers({ range: { low, high, direction }, candidates: { end } }: Looked, range: IdRange): boolean {
  return direction === 'ASC'
    ? range.high === high && range.low >= low && (end === null || range.low <= end)
    : range.low === low && range.high <= high && (end === null || range.high >= end);
}

function partition(
  ids: readonly ChatId[],
  isFirst: (id: ChatId) => boolean,
): readonly [first: readonly ChatId[], second: readonly ChatId[]] {
  return [ids.filter(isFirst), ids.filter((id) => !isFirst(id))];
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
