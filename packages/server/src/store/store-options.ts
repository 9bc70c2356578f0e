/** What a store of either database is opened with. */
import type { Logger } from '../platform/logger.ts';
import type { Timers } from '../platform/timers.ts';
import type { StoreError } from './store-error.ts';

export interface StoreOptions {
  /** SQLite only: `serve` takes the lock, `tool` works beside a server, `alone` keeps servers out. */
  readonly mode: 'serve' | 'tool' | 'alone';
  readonly newEpoch: () => string;
  /** 32 random bytes. */
  readonly newSecret: () => Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** By which snapshots grow old; the machine's own when absent. */
  readonly timers?: Timers | undefined;
  /** Documents from this length on are worked on by a thread beside this one; 256 KiB when absent. */
  readonly longChatBytes?: number | undefined;
  readonly onFatal: (error: StoreError) => void;
  /** Where a server says what its operator should look at; null where nobody would see it. */
  readonly logger: Logger | null;
  /** Dates changes on PostgreSQL by `nowMs`, as tests do, instead of by the database's clock. */
  readonly isDatedByProcess?: boolean;
}
