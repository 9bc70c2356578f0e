/** `parley import`: reads chats from a file or from standard input into a project. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectId, ProjectScope, TenantId } from '../model/ids.ts';
import { SYSTEM_RANDOMNESS } from '../platform/randomness.ts';
import type { ImportTotals } from '../services/import/import-chats.ts';
import { describeImport } from '../services/import/import-report.ts';
import { readFilePieces } from '../services/import/read-file.ts';
import { RejectFile } from '../services/import/reject-file.ts';
import { DEFAULT_ROW_RULES, type RowRules } from '../services/import/row-rules.ts';
import type { StorePlace } from '../store/open-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import { OVERWRITE, PROJECT_OPTIONS, ROW_RULE_OPTIONS, readRowRules, STORE_OPTIONS } from './option-groups.ts';
import { ProgressLine } from './progress-line.ts';

const STDIN_REJECTS = 'parley-import.rejects.ndjson';
const BAR_CELLS = 30;

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Read chats from a file: replies of the log, rows as an array or one a line, or chats as events.',
  operand: { name: 'file', sentence: 'File to read; - is standard input.' },
  examples: [
    'parley import --tenant acme --project 822 chats.ndjson',
    'curl … | parley import --tenant acme --project 822 --rejects rejects.ndjson -',
  ],
  options: {
    ...STORE_OPTIONS,
    ...PROJECT_OPTIONS,
    ...ROW_RULE_OPTIONS,
    rejects: {
      kind: 'path',
      sentence: 'File for the rows that could not be imported; without it FILE.rejects.ndjson.',
    },
    overwrite: OVERWRITE,
  },
  async run(options, io, file) {
    const { tenant, project, rejects, overwrite } = options;
    const place = { store: options, tenantId: tenant, projectId: project };
    return runImport({
      ...io,
      ...place,
      rules: readRowRules(options),
      file,
      rejectsPath: rejects,
      mayOverwrite: overwrite,
    });
  },
});

export interface ImportRun extends Omit<CommandIo, 'randomness' | 'environment'> {
  readonly store: StorePlace;
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
  /** Without it `DEFAULT_ROW_RULES`. */
  readonly rules?: RowRules;
  /** Path; `-` is standard input. */
  readonly file: string;
  /** null: the name of the file with `.rejects.ndjson` after it. */
  readonly rejectsPath: string | null;
  /** Whether a file there that holds something else is replaced. */
  readonly mayOverwrite?: boolean;
}

/**
 * Returns the exit code: 0 when all rows are in the store, 2 when some were rejected or there were none, 1 when there is
 * no such project, 130 or 143 when a signal ended it, which first finishes the batches in progress.
 * @throws StoreError, and the system's errors for files that cannot be read or written
 */
export async function runImport(run: ImportRun): Promise<number> {
  const scope = { tenantId: run.tenantId, projectId: run.projectId };
  if (!(await hasProject(run, scope))) return reportNoProject(run, scope);
  const isStdin = run.file === '-';
  const rejectsPath = run.rejectsPath ?? (isStdin ? STDIN_REJECTS : `${run.file}.rejects.ndjson`);
  if (!isStdin && isSameFile(run.file, rejectsPath)) {
    return reportFailure(run, '--rejects is the file to import; give another path', EXIT.usage);
  }
  const { importChats } = await import('../services/import/import-chats.ts');
  const totalBytes = isStdin ? null : statSync(run.file).size;
  using rejects = new RejectFile(rejectsPath, {
    mayOverwrite: run.mayOverwrite === true,
    isNamed: run.rejectsPath !== null,
  });
  const progress = new ProgressLine('import', run);
  const startMs = run.clock.monotonicMs();
  const source = isStdin ? run.stdin : readFilePieces(run.file);
  try {
    const totals = await importChats({
      store: run.store,
      scope,
      source,
      sourceName: isStdin ? 'standard input' : run.file,
      clock: run.clock,
      signal: run.signal,
      rules: run.rules ?? DEFAULT_ROW_RULES,
      onReject: (reject) => rejects.add(reject),
      onProgress: (totals) =>
        progress.show((elapsedMs) => describeProgress(totals, { totalBytes, elapsedMs, isBar: progress.isTerminal })),
    });
    progress.end();
    const seconds = (run.clock.monotonicMs() - startMs) / 1_000;
    run.stdout.write(describeImport({ totals, seconds, rejectsPath }));
    if (totals.isComplete && totals.read === 0 && totals.rejected === 0) {
      run.stderr.write(
        `parley import: ${isStdin ? 'standard input' : run.file} holds no chats, so nothing was imported\n`,
      );
    }
    return endImport(run, totals);
  } finally {
    if (isStdin) run.stdin.destroy();
  }
}

async function hasProject(run: ImportRun, scope: ProjectScope): Promise<boolean> {
  const io = { clock: run.clock, randomness: SYSTEM_RANDOMNESS, stderr: run.stderr };
  await using store = await openTenantStore({ ...run.store, tenant: run.tenantId }, io);
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
  if (totals.isComplete) return totals.rejected > 0 ? EXIT.rejected : EXIT.done;
  const sentence = `stopped by ${run.signal.reason} after ${totals.read} chats; run it again to continue from there`;
  return reportFailure(run, sentence, exitCodeOf(run.signal));
}

interface ProgressFacts {
  /** Length of the file; null when it is not known, as for standard input. */
  readonly totalBytes: number | null;
  readonly elapsedMs: number;
  readonly isBar: boolean;
}

function describeProgress(totals: ImportTotals, { totalBytes, elapsedMs, isBar }: ProgressFacts): string {
  const rate = Math.round((totals.read * 1_000) / Math.max(elapsedMs, 1));
  const text = `${totals.read} chats, ${totals.rejected} rejected, ${rate} chats/s`;
  if (totalBytes === null || totalBytes === 0) return text;
  const part = Math.min(totals.bytes / totalBytes, 1);
  const percent = `${Math.floor(part * 100)}%`;
  if (!isBar) return `${percent}, ${text}`;
  const bar = '='.repeat(Math.floor(part * BAR_CELLS)).padEnd(BAR_CELLS);
  return `[${bar}] ${percent.padStart(4)} ${text}`;
}
