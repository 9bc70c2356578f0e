/** What SQLite has of its own in SQL, and how much one statement may read there. */
import type { Dialect } from '../sql/database.ts';
import { raw } from '../sql/sql.ts';
import { SQLITE_SEARCH } from './sqlite-search.ts';

const asItIs = (text: string) => text;

export const SQLITE: Dialect = {
  // There is one writer.
  forUpdate: (select) => select,
  forUpdateUnlessLocked: (select) => select,
  joinTexts: (column) => raw(`group_concat(${column}, ',')`),
  joinBytes: (column) => raw(`CAST(group_concat(${column}, '') AS BLOB)`),
  // Without the sign, bounds of the one are taken over to the other, and a range of it is walked for each row.
  sameId: (lookedUp, read) => raw(`${lookedUp} = +${read}`),
  // A column with a sign is looked up in no index. Its planner would rather walk a range of numbers than look up ids.
  byIdOnly: (table) => `+${table}`,
  byBytes: raw,
  comparable: asItIs,
  encodeText: asItIs,
  decodeText: asItIs,
  ownText: asItIs,
  describe: raw(
    "SELECT 'SQLite ' || sqlite_version() AS version, page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
  ),
  // Each about a millisecond at most.
  limits: { chunkRows: 100, openedRows: 20, blocks: 16, feedKeys: 500, blockCacheBytes: 0 },
  search: SQLITE_SEARCH,
};

/** Statements that other threads run: only they wait, and each costs a way there and back. */
export const SQLITE_BESIDE: Dialect = { ...SQLITE, limits: { ...SQLITE.limits, chunkRows: 250, blocks: 32 } };
