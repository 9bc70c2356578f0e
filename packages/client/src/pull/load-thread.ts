/** Writes a first load into an SQLite copy in a thread of its own: while it works, the next pages are fetched and inflated. */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CopyIdentity } from './copy-state.ts';
import type { LoadedPage, LoadFailure, LoadReply } from './load-worker.ts';
import { copyLines, type LogLine, sizeOfLines } from './log-line.ts';
import { PullError } from './pull-error.ts';

/** Pages that are written or wait for it: more would only fill memory. */
const PAGES_AHEAD = 2;
/** Pages of as many chats differ in size. */
const SPARE = 1.25;

export class LoadThread implements AsyncDisposable {
  readonly #worker: Worker;
  /** Resolves when the thread has ended: after a failure by itself. */
  readonly ended: Promise<unknown>;
  readonly #waiting: (() => void)[] = [];
  readonly #memory: ArrayBuffer[] = [];
  #chats: number;
  #underWay = 0;
  #failure: Error | null = null;

  /** `chats`: that are in the copy already. */
  constructor(path: string, identity: CopyIdentity, chats: number) {
    this.#chats = chats;
    // As this file: TypeScript in the repository, JavaScript in the package.
    const file = new URL(`./load-worker${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: { path, identity } });
    this.#worker.on('message', (reply: LoadReply) => this.#take(reply));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.ended = once(this.#worker, 'exit').then(() => this.#fail(new Error('the thread that writes the copy ended')));
  }

  /** Chats in the copy, without the pages that are under way. */
  get chats(): number {
    return this.#chats;
  }

  /** Resolves when there is room for the next page. Pages are committed in their order. @throws what went wrong in the thread */
  async write(rows: readonly LogLine[], cursor: string): Promise<void> {
    this.#throwFailure();
    const lines = copyLines(rows, this.#memoryFor(sizeOfLines(rows)));
    const page: LoadedPage = { lines, cursor };
    this.#worker.postMessage(page, [lines.buffer]);
    this.#underWay += 1;
    await this.#until(() => this.#underWay < PAGES_AHEAD);
  }

  /** Resolves when all pages are in the copy. @throws what went wrong in the thread */
  async finish(): Promise<void> {
    await this.#until(() => this.#underWay === 0);
  }

  /** Resolves when the thread has closed the copy. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#failure === null) await this.finish().catch(() => undefined);
    await this.#worker.terminate();
    await this.ended;
  }

  /** That of a page before where it is large enough: new memory costs more than the copying. */
  #memoryFor(bytes: number): Buffer<ArrayBuffer> {
    const used = this.#memory.pop();
    if (used !== undefined && used.byteLength >= bytes) return Buffer.from(used);
    return Buffer.from(new ArrayBuffer(Math.ceil(bytes * SPARE)));
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (this.#failure === null && !isReached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#throwFailure();
  }

  #take(reply: LoadReply): void {
    if ('failure' in reply) {
      this.#fail(errorOf(reply.failure));
      return;
    }
    this.#chats = reply.chats;
    this.#memory.push(reply.memory);
    this.#underWay -= 1;
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function errorOf({ message, stack, exitCode, facts }: LoadFailure): Error {
  if (exitCode !== null) return new PullError(message, exitCode);
  const error = Object.assign(new Error(message), facts);
  return stack === undefined ? error : Object.assign(error, { stack });
}
