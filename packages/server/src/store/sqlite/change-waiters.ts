/** Lets readers of the change feed wait for the next change: told at once of this process's commits, within a tenth of a second of others'. */
import { setTimeout } from 'node:timers';
import type { ProjectScope } from '../chat-store.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

const POLL_MS = 100;

interface Waiter {
  readonly scope: ProjectScope;
  readonly after: number;
  readonly resolve: () => void;
}

export class ChangeWaiters implements Disposable {
  readonly #reader: SqliteConnection;
  readonly #readEnd: (scope: ProjectScope) => number;
  readonly #waiting = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;
  #isCheckPending = false;
  #seenVersion = 0;

  /** `reader` writes nothing, so that SQLite tells it of every commit; `readEnd` answers the project's newest position. */
  constructor(reader: SqliteConnection, readEnd: (scope: ProjectScope) => number) {
    this.#reader = reader;
    this.#readEnd = readEnd;
  }

  /** Resolves when the project's newest position is above `after`, when `signal` ends the wait, or when the store closes. */
  wait(scope: ProjectScope, after: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#readEnd(scope) > after) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#waiting.delete(waiter);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const waiter: Waiter = { scope, after, resolve: end };
      this.#waiting.add(waiter);
      signal.addEventListener('abort', end);
      this.#timer ??= setTimeout(() => this.#poll(), POLL_MS);
    });
  }

  /** Something was committed by this process. Many commits of one turn of the event loop are looked at once. */
  wake(): void {
    if (this.#isCheckPending || this.#waiting.size === 0) return;
    this.#isCheckPending = true;
    setImmediate(() => {
      this.#isCheckPending = false;
      this.#check();
    });
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { resolve } of this.#waiting) resolve();
  }

  #poll(): void {
    this.#timer = null;
    const version = Number(this.#reader.get('PRAGMA data_version')?.data_version);
    if (version !== this.#seenVersion) this.#check();
    this.#seenVersion = version;
    if (this.#waiting.size > 0) this.#timer = setTimeout(() => this.#poll(), POLL_MS);
  }

  #check(): void {
    const ends = new Map<string, number>();
    for (const { scope, after, resolve } of this.#waiting) {
      const name = `${scope.tenantId}/${scope.projectId}`;
      const end = ends.get(name) ?? this.#readEnd(scope);
      ends.set(name, end);
      if (end > after) resolve();
    }
  }
}
