/** Runs mirrors of a source into a real store in a temporary folder, on clocks and waits that pass at once. For tests only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_ROW_RULES } from '../../src/services/import/row-rules.ts';
import type { MirrorSource } from '../../src/services/mirror/mirror-source.ts';
import { type MirrorOptions, type MirrorResult, runMirror } from '../../src/services/mirror/run-mirror.ts';
import type { FakeVendor } from './fake-vendor.ts';
import { ImportStore, SCOPE } from './import-store.ts';
import { openProject } from './open-project.ts';

/** The day that the mirror takes for today unless a test says otherwise. */
export const TODAY_MS = Date.UTC(2026, 0, 10, 12);

export interface BenchRun extends MirrorResult {
  /** Milliseconds of the waits that were asked for. */
  readonly waits: readonly number[];
  /** Lines of the file of rejects. */
  readonly rejects: readonly {
    readonly request: string;
    readonly row: number;
    readonly field: string;
    readonly reason: string;
  }[];
}

/** `source` of a fake vendor. */
export function sourceOf(vendor: FakeVendor): MirrorSource {
  return { baseUrl: vendor.url, customer: vendor.customer, key: vendor.key, projectId: 822 };
}

export class MirrorBench implements Disposable {
  readonly store: ImportStore;

  private constructor(store: ImportStore) {
    this.store = store;
  }

  static async make(): Promise<MirrorBench> {
    return new MirrorBench(await ImportStore.make());
  }

  get statePath(): string {
    return join(this.store.directory, 'mirror', 'state.json');
  }

  async run(
    source: MirrorSource,
    changes: Partial<MirrorOptions> & { readonly nowMs?: number } = {},
  ): Promise<BenchRun> {
    await using store = await this.store.open();
    const project = await openProject(store, SCOPE);
    const waits: number[] = [];
    const { nowMs = TODAY_MS, ...others } = changes;
    const rejectsPath = `${this.statePath}.rejects.ndjson`;
    const result = await runMirror({
      epoch: store.epoch,
      project,
      rules: DEFAULT_ROW_RULES,
      source,
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
      randomness: {
        integerBelow: (bound) => Math.floor(bound / 2),
        uuid: () => 'uuid',
        bytes: (count) => new Uint8Array(count),
      },
      sleep: async (milliseconds) => void waits.push(milliseconds),
      signal: new AbortController().signal,
      requestsPerSecond: 1_000_000,
      headersTimeoutMs: 2_000,
      idleTimeoutMs: 500,
      pageRows: 20,
      overlapDays: 3,
      isFull: false,
      statePath: this.statePath,
      rejectsPath,
      onRetry: () => undefined,
      onProgress: () => undefined,
      ...others,
    });
    const lines = existsSync(rejectsPath) ? readFileSync(rejectsPath, 'utf8').trimEnd().split('\n') : [];
    return { ...result, waits: waits.filter((wait) => wait >= 1), rejects: lines.map((line) => JSON.parse(line)) };
  }

  /** The rows of the local store by id. */
  async rows(): Promise<readonly unknown[]> {
    const { chats } = await this.store.read();
    return chats.map(({ chatJson }): unknown => JSON.parse(chatJson));
  }

  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}
