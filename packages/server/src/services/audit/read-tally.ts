/**
 * Counts reads for the audit log beside the readers, who never wait for it: what is alike within a minute is one entry, and a
 * background loop stores the entries. Used by the server.
 */
import { actorText, type CountedReads, type ReadKind } from '../../model/audit.ts';
import { instant } from '../../model/instant.ts';
import type { Clock } from '../../platform/clock.ts';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import type { AuditLog } from '../../store/chat-store.ts';

/** How many kinds wait in memory at most before filters and chats are no longer told apart. */
const MOST_KINDS = 10_000;
const BATCH_ROWS = 200;
const MINUTE_MS = 60_000;

export type NewRead = Omit<ReadKind, 'at'>;

export class ReadTally {
  readonly #audit: Pick<AuditLog, 'addReads'>;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #mostKinds: number;
  readonly #turn = new KeyedMutex();
  #waiting = new Map<string, CountedReads>();

  constructor(audit: Pick<AuditLog, 'addReads'>, clock: Pick<Clock, 'nowMs'>, mostKinds = MOST_KINDS) {
    this.#audit = audit;
    this.#clock = clock;
    this.#mostKinds = mostKinds;
  }

  /** Counts a request now; what is returned adds chats to it, now or when its reply has been sent. */
  count(read: NewRead): (rows: number) => void {
    const kind = { ...read, at: startOfMinute(this.#clock.nowMs()) };
    this.#add({ ...kind, requests: 1, rows: 0 });
    return (rows) => {
      if (rows > 0) this.#add({ ...kind, requests: 0, rows });
    };
  }

  /**
   * Stores what was counted until now, also what another flush has taken and not stored yet; what could not be stored waits for
   * the next time.
   * @throws StoreError
   */
  flush(): Promise<void> {
    return this.#turn.run('', () => this.#store());
  }

  async #store(): Promise<void> {
    const counted = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (let done = 0; done < counted.length; done += BATCH_ROWS) {
      try {
        await this.#audit.addReads(counted.slice(done, done + BATCH_ROWS));
      } catch (error) {
        for (const reads of counted.slice(done)) this.#add(reads);
        throw error;
      }
    }
  }

  #add(reads: CountedReads): void {
    const key = keyOf(reads);
    const known = this.#waiting.get(key);
    if (known === undefined && this.#waiting.size >= this.#mostKinds && reads.filters !== null) {
      this.#add({ ...reads, target: null, filters: null });
      return;
    }
    const { requests, rows } = known ?? { requests: 0, rows: 0 };
    this.#waiting.set(key, { ...(known ?? reads), requests: requests + reads.requests, rows: rows + reads.rows });
  }
}

/**
 * What is not told apart has no minute either: there is one entry for each actor and action, dated by the first of its reads, so
 * that their number has a bound however long the store takes nothing.
 */
function keyOf({ tenantId, projectId, at, actor, action, target, format, filters }: ReadKind): string {
  const minute = filters === null ? null : at;
  return JSON.stringify([minute, tenantId, projectId, actorText(actor), action, format, target, filters]);
}

function startOfMinute(nowMs: number) {
  return instant(nowMs - (nowMs % MINUTE_MS));
}
