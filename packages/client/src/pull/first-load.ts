/** Writes the first load of an SQLite copy: a large one in a thread, while the next pages come. */
import { identityOf } from './copy-state.ts';
import { LoadThread } from './load-thread.ts';
import type { LogLine } from './log-line.ts';
import type { PullContext } from './pull-context.ts';
import type { SqliteCopy } from './sqlite-copy.ts';

/** A load of fewer chats is over before a thread has started. */
const THREAD_FROM_CHATS = 2_000;

export class FirstLoad implements AsyncDisposable {
  readonly #context: PullContext;
  readonly #copy: SqliteCopy;
  #thread: LoadThread | null = null;
  #totalCount: number | null = null;

  constructor(context: PullContext, copy: SqliteCopy) {
    this.#context = context;
    this.#copy = copy;
  }

  /** Resolves when there is room for the next page. @throws what went wrong, also with a page before */
  async write(rows: readonly LogLine[], cursor: string, totalCount: number | null): Promise<void> {
    this.#totalCount = totalCount;
    const thread = this.#threadFor(totalCount ?? 0);
    const lines = rows.map(({ bytes }) => bytes);
    if (thread === null || rows.length === 0) this.#copy.applyLines(lines, cursor);
    else await thread.write(rows, cursor);
    this.#context.progress.show(thread?.chats ?? this.#copy.count(), totalCount);
  }

  /** Resolves when all pages are in the copy. @throws as `write` */
  async finish(): Promise<void> {
    if (this.#thread === null) return;
    await using thread = this.#thread;
    this.#thread = null;
    await thread.finish();
    this.#copy.recount();
    this.#context.progress.show(this.#copy.count(), this.#totalCount);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }

  #threadFor(totalCount: number): LoadThread | null {
    const { options } = this.#context;
    const chats = this.#copy.count();
    if (this.#thread === null && totalCount - chats >= THREAD_FROM_CHATS) {
      this.#thread = new LoadThread(options.file, identityOf({ ...options, isFollowing: false }), chats);
    }
    return this.#thread;
  }
}
