/** What the conformance suites need of a store, whichever it is. */
import type { ChatStore } from '../../src/store/chat-store.ts';
import type { StorePlace } from '../../src/store/open-store.ts';
import type { Sql } from '../../src/store/sql/sql.ts';

/** A store that can be closed and opened again. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly place: StorePlace;
  /** `tool` stands beside a server on the same store; `nowMs` is the store's clock. */
  open(mode?: 'serve' | 'tool', nowMs?: () => number): Promise<ChatStore>;
  /** Runs one statement past the store, as another program would. Numbers come as the database's driver gives them. */
  query(statement: Sql): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
