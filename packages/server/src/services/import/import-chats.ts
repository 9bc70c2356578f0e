/**
 * Imports a stream of chats into a project. Each batch is one commit and batches are committed in the order of the file:
 * whenever the import ends, a prefix of the file is stored, and the next run continues from there.
 */
import type { ImportWarning } from '../../chat-log/input/import-warning.ts';
import type { ProjectScope } from '../../model/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { StorePlace } from '../../store/open-store.ts';
import type { BatchResult, Reject } from './import-batch.ts';
import { RejectGroups } from './reject-groups.ts';
import { BatchBuilder } from './row-batch.ts';
import { DEFAULT_ROW_RULES, type RowRules } from './row-rules.ts';
import { JsonSplitter } from './split-json.ts';
import { unpackGzip } from './unpack-gzip.ts';
import { WorkerPool } from './worker-pool.ts';

/** Progress of an import. */
export interface ImportTotals {
  /** Bytes of the file, packed as it is, that were split into rows; the last of them may not be stored yet. */
  readonly bytes: number;
  /** Finished rows: created + replaced + unchanged + rejected, without rejects that are not rows. */
  readonly read: number;
  readonly created: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Created under an id below the highest that the project had: readers that page by id miss them. */
  readonly createdBelowHighest: number;
  /** Of a redacted contact, stored without content. */
  readonly redactedOnArrival: number;
  readonly warnings: ReadonlyMap<ImportWarning, number>;
  /** The rejects by reason. */
  readonly rejectGroups: RejectGroups;
  /** False when `signal` ended it early. */
  readonly isComplete: boolean;
}

export interface ImportOptions {
  /** The store and the project must be there. */
  readonly store: StorePlace;
  readonly scope: ProjectScope;
  /** The memory of a piece may be reused once the next is requested. */
  readonly source: AsyncIterable<Uint8Array>;
  /** What a reason calls the source that says what is wrong with it as a whole; without it `the file`. */
  readonly sourceName?: string;
  readonly clock: Clock;
  /** Ends the import after the batches in progress. */
  readonly signal: AbortSignal;
  /** Called for each row that is not imported, in the order of the file. */
  readonly onReject: (reject: Reject) => void;
  /** Called from time to time with the progress. */
  readonly onProgress: (totals: ImportTotals) => void;
  readonly workers?: number;
  readonly rules?: RowRules;
}

const DEFAULT_WORKERS = 2;

/** Resolves when everything is stored. @throws StoreError, and whatever a worker failed with */
export async function importChats(options: ImportOptions): Promise<ImportTotals> {
  const tally = new Tally(options);
  await using pool = new WorkerPool({
    store: options.store,
    scope: options.scope,
    rules: options.rules ?? DEFAULT_ROW_RULES,
    workers: options.workers ?? DEFAULT_WORKERS,
    onResult: (result) => tally.add(result),
  });
  const splitter = new JsonSplitter();
  const batches = new BatchBuilder();
  let damage: string | null = null;
  const source = unpackGzip(readUntilAborted(options.source, options.signal), {
    onRead: (bytes) => {
      tally.bytes = bytes;
    },
    onDamage: (reason) => {
      damage = `${options.sourceName ?? 'the file'} ${reason}`;
    },
    onPadding: () => tally.warn('zeros after the gzip data'),
  });
  for await (const chunk of source) {
    for (const part of splitter.push(chunk)) {
      if (batches.add(part)) await pool.send(batches.take(options.clock.nowMs()));
    }
  }
  const isComplete = !options.signal.aborted;
  if (isComplete) for (const part of splitter.finish(damage)) batches.add(part);
  if (isComplete && !batches.isEmpty) await pool.send(batches.take(options.clock.nowMs()));
  await pool.drain();
  return tally.totals(isComplete);
}

/** Ends immediately on abort, even while the source has no data. */
async function* readUntilAborted(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let stopWaiting: () => void = () => undefined;
  signal.addEventListener('abort', () => stopWaiting(), { once: true });
  try {
    while (!signal.aborted) {
      // Promise.race with one long-lived promise would keep every chunk in memory.
      const next = await new Promise<IteratorResult<Uint8Array> | null>((resolve, reject) => {
        stopWaiting = () => resolve(null);
        iterator.next().then(resolve, reject);
      });
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source without data would never resolve, and its failure no longer matters.
    iterator.return?.().catch(() => undefined);
  }
}

class Tally {
  bytes = 0;
  readonly #options: Pick<ImportOptions, 'onReject' | 'onProgress'>;
  readonly #counts = {
    read: 0,
    created: 0,
    replaced: 0,
    unchanged: 0,
    rejected: 0,
    createdBelowHighest: 0,
    redactedOnArrival: 0,
  };
  readonly #warnings = new Map<ImportWarning, number>();

  readonly #rejectGroups = new RejectGroups();

  constructor(options: Pick<ImportOptions, 'onReject' | 'onProgress'>) {
    this.#options = options;
  }

  warn(kind: ImportWarning, count = 1): void {
    this.#warnings.set(kind, (this.#warnings.get(kind) ?? 0) + count);
  }

  add(result: BatchResult): void {
    this.#counts.read += result.rows;
    this.#counts.created += result.created;
    this.#counts.replaced += result.replaced;
    this.#counts.unchanged += result.unchanged;
    this.#counts.rejected += result.rejects.length;
    this.#counts.createdBelowHighest += result.createdBelowHighest;
    this.#counts.redactedOnArrival += result.redactedOnArrival;
    for (const [kind, count] of result.warnings) this.warn(kind, count);
    for (const reject of result.rejects) {
      this.#rejectGroups.add(reject, `line ${reject.line}`);
      this.#options.onReject(reject);
    }
    this.#options.onProgress(this.totals(false));
  }

  totals(isComplete: boolean): ImportTotals {
    return {
      bytes: this.bytes,
      ...this.#counts,
      warnings: this.#warnings,
      rejectGroups: this.#rejectGroups,
      isComplete,
    };
  }
}
