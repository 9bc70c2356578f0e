/**
 * A worker thread of the import. Workers prepare batches in parallel, but each waits for its turn to write, so that chats
 * are committed in the order of the file. Started by `worker-pool.ts` only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { CompiledCalendars } from '../../model/calendar.ts';
import type { ProjectScope } from '../../model/ids.ts';
import { SYSTEM_CLOCK } from '../../platform/clock.ts';
import { openStore, type StorePlace } from '../../store/open-store.ts';
import { StoreError, type StoreErrorCode } from '../../store/store-error.ts';
import { type BatchResult, prepareBatch, storeBatch } from './import-batch.ts';
import type { RowBatch } from './row-batch.ts';
import type { RowRules } from './row-rules.ts';

export interface WorkerStart {
  readonly store: StorePlace;
  readonly scope: ProjectScope;
  readonly rules: RowRules;
  /** One Int32: number of the batch to write next. */
  readonly turn: SharedArrayBuffer;
}

/** null ends the worker. */
export type ToWorker = RowBatch | null;

export type FromWorker =
  | { readonly result: BatchResult }
  | { readonly failed: { readonly code: StoreErrorCode; readonly message: string } };

if (parentPort !== null) await run(workerData as WorkerStart, parentPort);

async function run(
  { store: place, scope, rules, turn }: WorkerStart,
  port: NonNullable<typeof parentPort>,
): Promise<void> {
  await using store = await openStore(place, {
    mode: 'tool',
    newEpoch: refuseToMake,
    newSecret: refuseToMake,
    nowMs: SYSTEM_CLOCK.nowMs,
    monotonicMs: SYSTEM_CLOCK.monotonicMs,
    logger: null,
    onFatal: (error) => {
      throw error;
    },
  });
  const project = await store.project(scope);
  if (project === null) throw new TypeError('the project was there when the import began');
  const context = { projectId: scope.projectId, zone: project.zone, calendars: new CompiledCalendars(), rules };
  const next = new Int32Array(turn);
  for await (const batch of readMessages(port)) {
    const prepared = prepareBatch(batch, context);
    waitForTurn(next, batch.number);
    try {
      const result = await storeBatch(prepared, project);
      Atomics.add(next, 0, 1);
      Atomics.notify(next, 0);
      port.postMessage({ result } satisfies FromWorker);
    } catch (error) {
      // The turn is not passed on: no later batch may be stored after this one failed.
      if (!(error instanceof StoreError)) throw error;
      port.postMessage({ failed: { code: error.code, message: error.message } } satisfies FromWorker);
    }
  }
}

function refuseToMake(): never {
  throw new TypeError('the store was there when the import began');
}

async function* readMessages(port: NonNullable<typeof parentPort>): AsyncGenerator<RowBatch> {
  const waiting: ToWorker[] = [];
  let wake: () => void = () => undefined;
  port.on('message', (message: ToWorker) => {
    waiting.push(message);
    wake();
  });
  for (;;) {
    const message = waiting.shift();
    if (message === null) break;
    if (message !== undefined) yield message;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  port.close();
}

function waitForTurn(next: Int32Array<SharedArrayBuffer>, number: number): void {
  for (let current = Atomics.load(next, 0); current !== number; current = Atomics.load(next, 0)) {
    Atomics.wait(next, 0, current);
  }
}
