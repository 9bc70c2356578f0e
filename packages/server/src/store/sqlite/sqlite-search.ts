/**
 * The index of words in SQLite: FTS5 as a bare index, from project and id to words. It keeps no texts, and to take a chat out
 * it must be told the words that went in: `search_words` has them.
 */
import type { IndexExpression, IndexQuery } from '../../chat-log/search/index-query.ts';
import { EVERY_CHAT } from '../../chat-log/search/indexed-words.ts';
import type { IdRange, SearchDialect } from '../sql/database.ts';
import { isOneOf, join, raw, type Sql, sql } from '../sql/sql.ts';

const ID_BITS = 43n;
/** Chats that are looked at before the index is asked for the beginning of a word. */
const NEAR = 500;
/** Words in one lookup. */
const MOST_IN_ONE = 100;
const HIGHEST_ID = 2 ** Number(ID_BITS) - 1;

export const SQLITE_SEARCH: SearchDialect = {
  canHold: ({ chatId }) => chatId <= HIGHEST_ID,
  add(projectRow, chats) {
    const texts = chats.map(({ chatId, words }) => ({ chatId, words: words.join(' ') }));
    return [
      {
        table: 'search_words',
        columns: ['project_row', 'chat_id', 'words'],
        rows: texts.map(({ chatId, words }) => [projectRow, chatId, words]),
      },
      {
        table: 'search_index',
        columns: ['rowid', 'words'],
        rows: texts.map(({ chatId, words }) => [rowidOf(projectRow, chatId), words]),
      },
    ];
  },
  forget: (projectRow, ids) => [
    sql`INSERT INTO search_index (search_index, rowid, words)
      SELECT 'delete', ${rowidOf(projectRow, 0)} + chat_id, words FROM search_words
      WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  ],
  empty: () => [sql`INSERT INTO search_index (search_index) VALUES ('delete-all')`, sql`DELETE FROM search_words`],
  find(projectRow, query, range, limit) {
    const far = sql`SELECT rowid - ${rowidOf(projectRow, 0)} AS chat_id ${fromIndex(projectRow, query, range)}
      ORDER BY rowid ${raw(range.direction)} LIMIT ${limit}`;
    if (!isBegun(query)) return far;
    const order = raw(`ORDER BY chat_id ${range.direction}`);
    // For the beginning of a word the index gathers the chats of all words that begin so before it gives the first: the
    // nearest chats are looked at without it, and the outer loop keeps it closed when these are enough.
    return sql`WITH near AS MATERIALIZED (
        SELECT chat_id FROM (SELECT chat_id, words FROM search_words WHERE project_row = ${projectRow}
          AND chat_id >= ${range.low} AND chat_id <= ${range.high} ${order} LIMIT ${NEAR}) AS part WHERE ${hasWords(query)}
      ), missing AS MATERIALIZED (SELECT 1 WHERE (SELECT count(*) FROM near) < ${limit})
      SELECT chat_id FROM (
        SELECT chat_id FROM near UNION SELECT far.chat_id FROM missing CROSS JOIN (${far}) AS far
      ) AS found ${order} LIMIT ${limit}`;
  },
  among: (projectRow, query, ids) =>
    sql`SELECT rowid - ${rowidOf(projectRow, 0)} AS chat_id FROM search_index
      WHERE search_index MATCH ${textOf(query)} AND ${isOneOf(
        'rowid',
        ids.map((id) => rowidOf(projectRow, id)),
      )}`,
  confirm(projectRow, { chatId, words }) {
    const rowid = rowidOf(projectRow, chatId);
    const lookups = [
      sql`SELECT chat_id FROM search_words WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND words = ${words.join(' ')}`,
    ];
    for (let at = 0; at < words.length; at += MOST_IN_ONE) {
      const of = words.slice(at, at + MOST_IN_ONE).map((text) => ({ kind: 'word', text, isPrefix: false }) as const);
      lookups.push(
        sql`SELECT ${chatId} AS chat_id FROM search_index WHERE search_index MATCH ${matchText({ kind: 'all', of })} AND rowid = ${rowid}`,
      );
    }
    return lookups;
  },
  countAstray: {
    prepare: sql`CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_entries USING fts5vocab(main, search_index, row)`,
    select: sql`SELECT coalesce((SELECT sum(doc) FROM temp.search_entries), 0)
      - coalesce((SELECT sum(length(words) - length(replace(words, ' ', '')) + 1) FROM search_words), 0) AS astray`,
  },
};

function fromIndex(projectRow: number, query: IndexQuery, { low, high }: IdRange): Sql {
  return sql`FROM search_index WHERE search_index MATCH ${textOf(query)}
    AND rowid >= ${rowidOf(projectRow, Math.max(low, 0))} AND rowid <= ${rowidOf(projectRow, Math.min(high, HIGHEST_ID))}`;
}

function rowidOf(projectRow: number, chatId: number): bigint {
  return (BigInt(projectRow) << ID_BITS) + BigInt(chatId);
}

function textOf({ wanted, excluded }: IndexQuery): string {
  return excluded === null ? matchText(wanted) : `(${matchText(wanted)}) NOT (${matchText(excluded)})`;
}

/** Words hold letters, digits and pictographs only, so that nothing in them needs escaping. */
function matchText(expression: IndexExpression): string {
  switch (expression.kind) {
    case 'word':
      return `"${expression.text}"${expression.isPrefix ? '*' : ''}`;
    case 'all':
      return `(${expression.of.map(matchText).join(' AND ')})`;
    case 'any':
      return `(${expression.of.map(matchText).join(' OR ')})`;
  }
}

function isBegun({ wanted, excluded }: IndexQuery): boolean {
  return hasBeginning(wanted) || (excluded !== null && hasBeginning(excluded));
}

function hasBeginning(expression: IndexExpression): boolean {
  return expression.kind === 'word' ? expression.isPrefix : expression.of.some(hasBeginning);
}

/** The same of the column `words`. */
function hasWords({ wanted, excluded }: IndexQuery): Sql {
  return excluded === null ? wordsSql(wanted) : sql`${wordsSql(wanted)} AND NOT ${wordsSql(excluded)}`;
}

/** Each word but the first has a space before it; the first is in every chat. */
function wordsSql(expression: IndexExpression): Sql {
  if (expression.kind !== 'word') {
    return sql`(${join(expression.of.map(wordsSql), expression.kind === 'all' ? ' AND ' : ' OR ')})`;
  }
  if (expression.text === EVERY_CHAT) return sql`words <> ''`;
  return expression.isPrefix
    ? sql`instr(words, ${` ${expression.text}`}) > 0`
    : sql`instr(words || ' ', ${` ${expression.text} `}) > 0`;
}
