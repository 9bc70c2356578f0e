/** `parley import`: reads chats from a file or from standard input into a project. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { ProjectId, TenantId } from '../model/ids.ts';
import type { Clock } from '../platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../platform/randomness.ts';
import { type ImportTotals, importChats } from '../services/import/import-chats.ts';
import { describeImport } from '../services/import/import-report.ts';
import { readFilePieces } from '../services/import/read-file.ts';
import { RejectFile } from '../services/import/reject-file.ts';
import type { ProjectScope } from '../store/chat-store.ts';
import type { StorePlace } from '../store/open-store.ts';
import { EXIT, reportFailure } from './command-io.ts';
import { ImportProgress } from './import-progress.ts';
import { openCommandStore } from './open-command-store.ts';

export interface ImportRun {
  readonly store: StorePlace;
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
  /** Path; `-` is standard input. */
  readonly file: string;
  /** null: the name of the file with `.rejects.ndjson` after it. */
  readonly rejectsPath: string | null;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly clock: Clock;
  /** Aborted with the signal's name as the reason. */
  readonly signal: AbortSignal;
}

/** Rows were rejected, or there was nothing to read. */
const EXIT_REJECTED = 2;
const EXIT_SIGINT = 130;
const EXIT_SIGTERM = 143;
const STDIN_REJECTS = 'parley-import.rejects.ndjson';

/**
 * Returns the exit code: 0 when all rows are in the store, 2 when some were rejected, 1 when there is no such project,
 * 130 or 143 when a signal ended it after the batches in hand.
 * @throws StoreError, and the system's errors for files that cannot be read or written
 */
export async function runImport(run: ImportRun): Promise<number> {
  const scope = { tenantId: run.tenantId, projectId: run.projectId };
  if (!(await hasProject(run, scope))) {
    const hint = 'see parley project list, or make it with parley project create';
    return reportFailure(run, `there is no project ${run.projectId} of ${run.tenantId}; ${hint}`);
  }
  const isStdin = run.file === '-';
  const rejectsPath = run.rejectsPath ?? (isStdin ? STDIN_REJECTS : `${run.file}.rejects.ndjson`);
  if (!isStdin && isSameFile(run.file, rejectsPath)) {
    return reportFailure(run, '--rejects is the file to import; give another path', EXIT.usage);
  }
  const totalBytes = isStdin ? null : statSync(run.file).size;
  using rejects = new RejectFile(rejectsPath);
  const progress = new ImportProgress({ stderr: run.stderr, clock: run.clock, totalBytes });
  const startMs = run.clock.monotonicMs();
  const source = isStdin ? run.stdin : readFilePieces(run.file);
  try {
    const totals = await importChats({
      store: run.store,
      scope,
      source,
      clock: run.clock,
      signal: run.signal,
      onReject: (reject) => rejects.add(reject),
      onProgress: (totals) => progress.show(totals),
    });
    progress.end();
    const seconds = (run.clock.monotonicMs() - startMs) / 1_000;
    run.stdout.write(describeImport({ totals, seconds, rejectsPath }));
    return endImport(run, totals);
  } finally {
    if (isStdin) run.stdin.destroy();
  }
}

async function hasProject(run: ImportRun, scope: ProjectScope): Promise<boolean> {
  const io = { clock: run.clock, randomness: SYSTEM_RANDOMNESS };
  await using store = await openCommandStore(run.store, io, { isMade: false });
  return (await store.project(scope)) !== null;
}

function isSameFile(file: string, other: string): boolean {
  try {
    return realpathSync(file) === realpathSync(other);
  } catch {
    return resolve(file) === resolve(other);
  }
}

function endImport(run: ImportRun, totals: ImportTotals): number {
  if (totals.isComplete) return totals.rejected > 0 ? EXIT_REJECTED : EXIT.done;
  const sentence = `stopped by ${run.signal.reason} after ${totals.read} chats; run it again to go on from there`;
  return reportFailure(run, sentence, run.signal.reason === 'SIGINT' ? EXIT_SIGINT : EXIT_SIGTERM);
}
