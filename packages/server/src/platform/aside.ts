/**
 * A thread beside this one, for work that would keep everybody else of the process waiting. It starts with the first work,
 * does one at a time, and keeps no process alive. The other end is `aside-thread.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { AsideReply, Job, ToAside } from './aside-thread.ts';
import { KeyedMutex } from './keyed-mutex.ts';

/** More than any work within the limits of a chat needs; a thread beyond it fails its work instead of the process. */
const MEMORY = { maxOldGenerationSizeMb: 3_072 };

type Jobs = Readonly<Record<string, Job>>;

export class Aside<J extends Jobs> implements AsyncDisposable {
  readonly #entry: URL;
  readonly #line = new KeyedMutex();
  #worker: Worker | null = null;
  #answer: PromiseWithResolvers<AsideReply> | null = null;

  /** `entry`: the module that the thread runs, which calls `answerAside` with the same jobs. */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  /**
   * Runs the job there. `pieces` are read one to a turn of the event loop, and everything that is passed is copied.
   * @throws what the job or the reading of the pieces threw; Error when the thread ended meanwhile
   */
  run<N extends keyof J & string>(
    job: N,
    args: Parameters<J[N]>[1],
    pieces: AsyncIterable<Parameters<J[N]>[0][number]>,
  ): Promise<ReturnType<J[N]>> {
    // The job's own result: what it returns, copied.
    return this.#line.run('', () => this.#runAlone(job, args, pieces)) as Promise<ReturnType<J[N]>>;
  }

  async #runAlone(job: string, args: unknown, pieces: AsyncIterable<unknown>): Promise<unknown> {
    const worker = this.#worker ?? this.#start();
    const answer = Promise.withResolvers<AsideReply>();
    // Whatever ends the thread while pieces are read is reported below.
    answer.promise.catch(() => undefined);
    this.#answer = answer;
    worker.ref();
    try {
      for await (const piece of pieces) {
        worker.postMessage({ kind: 'piece', piece } satisfies ToAside);
        await nextTurn();
      }
      worker.postMessage({ kind: 'run', job, args } satisfies ToAside);
      const reply = await answer.promise;
      if ('error' in reply) throw reply.error;
      return reply.result;
    } catch (error) {
      worker.postMessage({ kind: 'forget' } satisfies ToAside);
      throw error;
    } finally {
      this.#answer = null;
      worker.unref();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: MEMORY });
    const lose = (error: unknown) => {
      if (this.#worker === worker) this.#worker = null;
      this.#answer?.reject(error);
    };
    worker.on('message', (reply: AsideReply) => this.#answer?.resolve(reply));
    worker.on('error', lose);
    worker.on('exit', (code) => lose(new Error(`the thread for long work ended with code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  /** Ends the thread; work that is not done fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }
}
