/**
 * Threads that print tables from stored chats, so that a large export uses every core and nobody waits for it. They start
 * with the first work.
 */

import type { ParquetPage } from '../../chat-log/codec/parquet-cell.ts';
import type { PrintedRun, StoredRunArgs } from '../../chat-log/codec/table-run.ts';
import type { PageParts } from '../../chat-log/formats/parquet-page.ts';
import { Aside } from '../../platform/aside.ts';
import { moduleBeside } from '../../platform/module-beside.ts';
import type { PrintJobs } from './print-jobs.ts';

/** One in progress and one waiting, so that no thread idles. */
const RUNS_PER_THREAD = 2;

export class PrintThreads implements AsyncDisposable {
  readonly #threads: readonly Aside<PrintJobs>[];
  readonly #waiting: number[];

  constructor(count: number) {
    const entry = moduleBeside(import.meta.url, 'print-worker');
    this.#threads = Array.from({ length: count }, () => new Aside<PrintJobs>(entry));
    this.#waiting = this.#threads.map(() => 0);
  }

  /** As many runs of one export as may be printed at the same time. */
  get ahead(): number {
    return this.#threads.length * RUNS_PER_THREAD;
  }

  printRun(args: StoredRunArgs): Promise<PrintedRun> {
    return this.#runIn((thread) => thread.run('run', args, nothing()));
  }

  encodePage(parts: PageParts): Promise<ParquetPage> {
    return this.#runIn((thread) => thread.run('page', parts, nothing()));
  }

  /** In the thread for which the least waits. */
  async #runIn<T>(run: (thread: Aside<PrintJobs>) => Promise<T>): Promise<T> {
    const at = this.#waiting.indexOf(Math.min(...this.#waiting));
    const thread = this.#threads[at];
    if (thread === undefined) throw new RangeError('there are no threads to print in');
    this.#waiting[at] = (this.#waiting[at] ?? 0) + 1;
    try {
      return await run(thread);
    } finally {
      this.#waiting[at] = (this.#waiting[at] ?? 0) - 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}

async function* nothing(): AsyncGenerator<never> {}
