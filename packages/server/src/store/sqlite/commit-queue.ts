/**
 * Group commit: writes that wait while a commit runs share the next one, at most 64. No timer, so a lone write waits
 * for nobody. Each write succeeds or is undone alone; all are durable or none is.
 */
import { setImmediate, setTimeout } from 'node:timers';
import { StoreError } from '../store-error.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

const LARGEST_GROUP = 64;
const BUSY_RETRY_MS = 2;
const RECENT_MS = 100;

interface Waiting {
  /** Runs inside the transaction; gives how to settle the promise after the commit. */
  readonly write: () => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

export interface CommitQueueOptions {
  readonly connection: SqliteConnection;
  /** How long a commit keeps trying while another process writes, before its writes fail as `busy`. */
  readonly busyLimitMs: number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** Called when the fate of a commit is unknown: the process must end and recover. */
  readonly onFatal: (error: StoreError) => void;
  readonly onCommit: () => void;
}

export class CommitQueue implements AsyncDisposable {
  readonly #options: CommitQueueOptions;
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;
  #busySinceMs: number | null = null;
  #lastCommitMs = Number.NEGATIVE_INFINITY;
  #whenEmpty: (() => void) | null = null;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Whether something was written a moment ago, so that more is to be expected. */
  isBusy(): boolean {
    return this.#options.monotonicMs() - this.#lastCommitMs < RECENT_MS;
  }

  /**
   * Resolves with what `write` returned, after the commit; rejects when it threw or the commit failed. `write` awaits
   * only statements of the connection, so a group is one turn of the event loop, or a few where it writes a long chat.
   */
  enqueue<T>(write: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError('busy', 'the store is closing'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        write: async () => {
          const value = await write();
          return () => resolve(value);
        },
        reject,
      });
      this.#schedule();
    });
  }

  /** Takes no more writes and waits for those in line. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#waiting.length === 0 && !this.#isScheduled) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#commitGroup());
  }

  async #commitGroup(): Promise<void> {
    if (!this.#begin()) return;
    const group = this.#waiting.splice(0, LARGEST_GROUP);
    const settle: (() => void)[] = [];
    try {
      for (const one of group) settle.push(await this.#runAlone(one));
      this.#options.connection.exec('COMMIT');
    } catch (error) {
      this.#failGroup(group, error);
      this.#afterGroup();
      return;
    }
    this.#lastCommitMs = this.#options.monotonicMs();
    for (const done of settle) done();
    this.#options.onCommit();
    this.#afterGroup();
  }

  /** False when another process is writing: then it comes back later without blocking this thread. */
  #begin(): boolean {
    try {
      this.#options.connection.exec('BEGIN IMMEDIATE');
      this.#busySinceMs = null;
      return true;
    } catch (error) {
      const nowMs = this.#options.monotonicMs();
      this.#busySinceMs ??= nowMs;
      const isPatient = nowMs - this.#busySinceMs < this.#options.busyLimitMs;
      if (error instanceof StoreError && error.code === 'busy' && isPatient) {
        setTimeout(() => this.#commitGroup(), BUSY_RETRY_MS);
        return false;
      }
      this.#busySinceMs = null;
      this.#failGroup(this.#waiting.splice(0, LARGEST_GROUP), error);
      this.#afterGroup();
      return false;
    }
  }

  /** One write inside the group: its failure is undone and told to its caller, the others go on. */
  async #runAlone(one: Waiting): Promise<() => void> {
    const { connection } = this.#options;
    connection.exec('SAVEPOINT one');
    try {
      const settle = await one.write();
      connection.exec('RELEASE one');
      return settle;
    } catch (error) {
      // After a full disk or a failed write nothing else of the group can be trusted to be kept.
      if (error instanceof StoreError && error.code !== 'missing') throw error;
      connection.exec('ROLLBACK TO one; RELEASE one');
      return () => one.reject(error);
    }
  }

  #failGroup(group: readonly Waiting[], error: unknown): void {
    this.#options.connection.rollBack();
    for (const one of group) one.reject(error);
    if (error instanceof StoreError && error.code === 'failed') this.#options.onFatal(error);
  }

  #afterGroup(): void {
    this.#isScheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
    else this.#whenEmpty?.();
  }
}
