/**
 * Passes batches to the import's workers, a few at a time, and returns their results in the order of the file. Used by
 * `import-chats.ts`.
 */
import { Worker } from 'node:worker_threads';
import type { ProjectScope } from '../../model/ids.ts';
import { moduleBeside } from '../../platform/module-beside.ts';
import type { StorePlace } from '../../store/open-store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { BatchResult } from './import-batch.ts';
import type { FromWorker, WorkerStart } from './import-worker.ts';
import type { RowBatch } from './row-batch.ts';
import type { RowRules } from './row-rules.ts';

/** One batch in progress and one waiting: no worker idles, and two workers hold at most four batches. */
const BATCHES_PER_WORKER = 2;

/** More than any row needs within the default limits; a worker beyond it ends the import instead of the machine. */
const WORKER_MEMORY = { maxOldGenerationSizeMb: 3_072 };

export interface WorkerPoolOptions {
  readonly store: StorePlace;
  readonly scope: ProjectScope;
  readonly rules: RowRules;
  readonly workers: number;
  /** Called in the order of the batches. */
  readonly onResult: (result: BatchResult) => void;
}

export class WorkerPool implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #onResult: (result: BatchResult) => void;
  readonly #early = new Map<number, BatchResult>();
  /** Batches given to workers. */
  #sent = 0;
  /** Batches whose results were returned. */
  #done = 0;
  #failure: unknown = null;
  #isEnding = false;
  #wake: () => void = () => undefined;

  constructor({ store, scope, rules, workers, onResult }: WorkerPoolOptions) {
    this.#onResult = onResult;
    const turn = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: WorkerStart = { store, scope, rules, turn };
    this.#workers = Array.from({ length: workers }, () => this.#start(workerData));
  }

  /** Transfers a batch, its memory included, as soon as a worker has room. @throws what a worker failed with */
  async send(batch: RowBatch): Promise<void> {
    await this.#until(() => this.#sent - this.#done < this.#workers.length * BATCHES_PER_WORKER);
    this.#sent += 1;
    // Round robin: workers take their batches in order, so the next one to write is always in progress or first in line.
    const worker = this.#workers[batch.number % this.#workers.length];
    worker?.postMessage(batch, [batch.block]);
  }

  /** Waits until every batch that was given to a worker is stored. @throws what a worker failed with */
  async drain(): Promise<void> {
    await this.#until(() => this.#done === this.#sent);
  }

  /** Lets the workers close their stores; whatever is not stored by then is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    const isQuiet = this.#failure === null && this.#done === this.#sent;
    await Promise.all(this.#workers.map((worker) => (isQuiet ? end(worker) : worker.terminate())));
  }

  #start(workerData: WorkerStart): Worker {
    const worker = new Worker(moduleBeside(import.meta.url, 'import-worker'), {
      workerData,
      resourceLimits: WORKER_MEMORY,
    });
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (!this.#isEnding) this.#fail(new TypeError(`a worker of the import ended with code ${code}`));
    });
    return worker;
  }

  #receive(message: FromWorker): void {
    if ('failed' in message) {
      this.#fail(new StoreError(message.failed.code, message.failed.message));
      return;
    }
    this.#early.set(message.result.number, message.result);
    for (let result = this.#early.get(this.#done); result !== undefined; result = this.#early.get(this.#done)) {
      this.#early.delete(this.#done);
      this.#done += 1;
      try {
        this.#onResult(result);
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  async #until(isReached: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (isReached()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function end(worker: Worker): Promise<void> {
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage(null);
  await exited;
}
