/** A process that runs one mirror and can be killed. Arguments: folder of the store, address, customer, key. For tests only. */
import { join } from 'node:path';
import { SYSTEM_CLOCK } from '../../src/platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { DEFAULT_ROW_RULES } from '../../src/services/import/row-rules.ts';
import { runMirror } from '../../src/services/mirror/run-mirror.ts';
import { SCOPE } from './import-store.ts';
import { TODAY_MS } from './mirror-bench.ts';
import { openProject } from './open-project.ts';
import { openSqliteStore } from './sqlite-store.ts';

const [directory = '', baseUrl = '', customer = '', key = ''] = process.argv.slice(2);
await using store = await openSqliteStore(directory, {
  nowMs: () => Date.UTC(2026, 0, 1),
  monotonicMs: () => 0,
  mode: 'tool',
  newEpoch: () => 'epoch',
});
const project = await openProject(store, SCOPE);
const statePath = join(directory, 'mirror', 'state.json');
const { failure } = await runMirror({
  epoch: store.epoch,
  project,
  source: { baseUrl, customer, key, projectId: 822 },
  clock: { ...SYSTEM_CLOCK, nowMs: () => TODAY_MS },
  randomness: SYSTEM_RANDOMNESS,
  sleep: async () => undefined,
  signal: new AbortController().signal,
  requestsPerSecond: 1_000_000,
  pageRows: 20,
  overlapDays: 3,
  isFull: false,
  rules: DEFAULT_ROW_RULES,
  statePath,
  rejectsPath: `${statePath}.rejects.ndjson`,
  onRetry: () => undefined,
  onProgress: () => undefined,
});
if (failure !== null) throw failure;
