/** The index of words in PostgreSQL: a tsvector of each chat without positions, under a GIN index. */
import type { IndexExpression, IndexQuery } from '../../chat-log/search/index-query.ts';
import type { IdRange, SearchDialect } from '../sql/database.ts';
import { isOneOf, join, raw, type Sql, sql } from '../sql/sql.ts';

/** A tsvector holds a megabyte at most. */
const MOST_BYTES = 900_000;
/** Beside its letters, in bytes. */
const WORD_BYTES = 8;

export const POSTGRES_SEARCH: SearchDialect = {
  canHold: ({ words }) => words.reduce((sum, word) => sum + Buffer.byteLength(word) + WORD_BYTES, 0) <= MOST_BYTES,
  add(projectRow, chats) {
    if (chats.length === 0) return [];
    const rows = chats.map(
      ({ chatId, words }) =>
        sql`(${projectRow}, ${chatId}, array_to_tsvector(string_to_array(${words.join(' ')}, ' ')))`,
    );
    return [sql`INSERT INTO search_words (project_row, chat_id, words) VALUES ${join(rows)}`];
  },
  forget: () => [],
  empty: () => [sql`DELETE FROM search_words`],
  find: (projectRow, query, range, limit) =>
    sql`SELECT chat_id ${fromIndex(projectRow, query, range)} ORDER BY chat_id ${raw(range.direction)} LIMIT ${limit}`,
  among: (projectRow, query, ids) =>
    sql`SELECT chat_id FROM search_words
      WHERE project_row = ${projectRow} AND words @@ CAST(${textOf(query)} AS tsquery) AND ${isOneOf('chat_id', ids)}`,
  count: (projectRow, query, range) => sql`SELECT count(*) AS count ${fromIndex(projectRow, query, range)}`,
};

function fromIndex(projectRow: number, query: IndexQuery, { low, high }: IdRange): Sql {
  return sql`FROM search_words WHERE project_row = ${projectRow} AND words @@ CAST(${textOf(query)} AS tsquery)
    AND chat_id >= ${low} AND chat_id <= ${high}`;
}

function textOf({ wanted, excluded }: IndexQuery): string {
  return excluded === null ? queryText(wanted) : `${queryText(wanted)} & !${queryText(excluded)}`;
}

/** Words hold letters, digits and pictographs only, so that nothing in them needs escaping. */
function queryText(expression: IndexExpression): string {
  switch (expression.kind) {
    case 'word':
      return `'${expression.text}'${expression.isPrefix ? ':*' : ''}`;
    case 'all':
      return `(${expression.of.map(queryText).join(' & ')})`;
    case 'any':
      return `(${expression.of.map(queryText).join(' | ')})`;
  }
}
