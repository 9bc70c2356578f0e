/** The index of words in PostgreSQL: a tsvector of each chat without positions, under a GIN index. */
import type { IndexExpression, IndexQuery } from '../../chat-log/search/index-query.ts';
import type { IdRange, SearchDialect } from '../sql/database.ts';
import { isOneOf, join, raw, type Sql, sql } from '../sql/sql.ts';

/** A tsvector holds a megabyte at most. */
const MOST_BYTES = 900_000;
/** Beside its letters, in bytes. */
const WORD_BYTES = 8;
/** Chats that are looked at before the index is asked. */
const NEAR = 1_000;

export const POSTGRES_SEARCH: SearchDialect = {
  canHold: ({ words }) => words.reduce((sum, word) => sum + Buffer.byteLength(word) + WORD_BYTES, 0) <= MOST_BYTES,
  add(projectRow, chats) {
    if (chats.length === 0) return [];
    const rows = chats.map(
      ({ chatId, words }) =>
        sql`(${projectRow}, ${chatId}, array_to_tsvector(string_to_array(${words.join(' ')}, ' ')))`,
    );
    // Another server may have read the same chat.
    return [
      sql`INSERT INTO search_words (project_row, chat_id, words) VALUES ${join(rows)}
        ON CONFLICT (project_row, chat_id) DO UPDATE SET words = excluded.words`,
    ];
  },
  forget: () => [],
  empty: () => [sql`DELETE FROM search_words`],
  find(projectRow, query, range, limit) {
    const order = raw(`ORDER BY chat_id ${range.direction}`);
    // Of a frequent word the nearest chats are walked, of a rare one the index has few: the planner cannot tell, because no
    // statistics are kept, which would keep words beyond erasure.
    return sql`WITH near AS MATERIALIZED (
        SELECT chat_id FROM (SELECT chat_id, words FROM search_words WHERE ${inRange(projectRow, range)} ${order} LIMIT ${NEAR}) AS part
          WHERE words @@ CAST(${textOf(query)} AS tsquery)
      ), far AS MATERIALIZED (
        SELECT chat_id ${fromIndex(projectRow, query, range)} AND (SELECT count(*) FROM near) < ${limit}
      ) SELECT chat_id FROM (SELECT chat_id FROM near UNION SELECT chat_id FROM far) AS found ${order} LIMIT ${limit}`;
  },
  among: (projectRow, query, ids) =>
    sql`SELECT chat_id FROM search_words
      WHERE project_row = ${projectRow} AND words @@ CAST(${textOf(query)} AS tsquery) AND ${isOneOf('chat_id', ids)}`,
  confirm: (projectRow, { chatId, words }) => [
    sql`SELECT chat_id FROM search_words WHERE project_row = ${projectRow} AND chat_id = ${chatId}
      AND words = array_to_tsvector(string_to_array(${words.join(' ')}, ' '))`,
  ],
  countAstray: null,
};

function fromIndex(projectRow: number, query: IndexQuery, range: IdRange): Sql {
  return sql`FROM search_words WHERE words @@ CAST(${textOf(query)} AS tsquery) AND ${inRange(projectRow, range)}`;
}

function inRange(projectRow: number, { low, high }: IdRange): Sql {
  return sql`project_row = ${projectRow} AND chat_id >= ${low} AND chat_id <= ${high}`;
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
