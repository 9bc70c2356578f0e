/** `parley mirror`: pulls the chat log of another server into a project of the local store. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectId, tenantId } from '../model/ids.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { MirrorError } from '../services/mirror/mirror-error.ts';
import { describeMirror } from '../services/mirror/mirror-report.ts';
import { type MirrorSource, readBaseUrl } from '../services/mirror/mirror-source.ts';
import { type MirrorOptions, type MirrorResult, runMirror } from '../services/mirror/run-mirror.ts';
import type { ProjectStore } from '../store/chat-store.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { MirrorProgress } from './mirror-progress.ts';
import { openCommandStore } from './open-command-store.ts';

/** Rows were rejected; all others are in the store. */
const EXIT_REJECTED = 2;

/**
 * Returns the exit code: 0 when everything that the source sends is in the store, 2 when rows of it were rejected, 1 when it
 * ended early, 64 for wrong options, 130 or 143 when a signal ended it. Run again, it goes on from where it ended.
 * @throws StoreError, and the system's errors for files that cannot be read or written
 */
export async function mirror(options: OptionValues<'mirror'>, io: CommandIo): Promise<number> {
  const source = readSource(options);
  if ('problem' in source) return reportFailure(io, source.problem, EXIT.usage);
  const tenant = tenantId(options.tenant ?? options.customer);
  if (tenant === null)
    return reportFailure(io, `${options.customer} is no local tenant; give one by --tenant`, EXIT.usage);
  await using store = await openCommandStore(options, io, { isMade: false });
  const scope = { tenantId: tenant, projectId: projectId(options.project) };
  const project = await store.project(scope);
  if (project === null) {
    const hint = 'see parley project list, or make it with parley project create';
    return reportFailure(io, `there is no project ${options.project} of ${tenant}; ${hint}`);
  }
  try {
    return await run(options, io, { epoch: store.epoch, project, source });
  } catch (error) {
    if (error instanceof MirrorError) return reportFailure(io, error.message);
    throw error;
  }
}

function readSource(options: OptionValues<'mirror'>): MirrorSource | { readonly problem: string } {
  const address = readBaseUrl(options.mirrorFrom);
  if ('problem' in address) return { problem: `--from ${address.problem}` };
  const key = options.mirrorKeyFile === null ? options.mirrorKey : readFileSync(options.mirrorKeyFile, 'utf8').trim();
  if (key === null) {
    return { problem: 'the key of the source is missing; give --key-file, --key, or set PARLEY_MIRROR_KEY' };
  }
  if (!/^[\x21-\x7e]+$/.test(key)) return { problem: 'the key of the source must be one word of plain characters' };
  const { baseUrl } = address;
  return { baseUrl, customer: options.customer, key, projectId: options.remoteProject ?? options.project };
}

async function run(
  options: OptionValues<'mirror'>,
  io: CommandIo,
  place: { readonly epoch: string; readonly project: ProjectStore; readonly source: MirrorSource },
): Promise<number> {
  const name = `${place.project.tenantId}-${place.project.projectId}.json`;
  const statePath = options.statePath ?? join(options.data, 'mirror', name);
  const rejectsPath = options.mirrorRejects ?? `${statePath}.rejects.ndjson`;
  const progress = new MirrorProgress(io.stderr, io.clock);
  const settings: MirrorOptions = {
    ...place,
    clock: io.clock,
    randomness: io.randomness,
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
    signal: io.signal,
    requestsPerSecond: options.rate,
    pageRows: options.pageRows,
    overlapDays: options.overlapDays,
    isFull: options.isFull,
    statePath,
    rejectsPath,
    onRetry: (sentence, delayMs) => progress.showRetry(sentence, delayMs),
    onProgress: (totals) => progress.show(totals),
  };
  const startMs = io.clock.monotonicMs();
  const result = await runMirror(settings);
  progress.end();
  const seconds = (io.clock.monotonicMs() - startMs) / 1_000;
  const { overlapDays } = options;
  const zoneName = place.project.zone.name;
  io.stdout.write(describeMirror({ source: place.source, result, seconds, overlapDays, zoneName, rejectsPath }));
  return end(result, io);
}

/** @throws what ended the mirror early when it is nothing that the mirror itself has words for */
function end({ failure, totals }: MirrorResult, io: CommandIo): number {
  if (failure === null) return totals.rejected > 0 ? EXIT_REJECTED : EXIT.done;
  if (io.signal.aborted) {
    const sentence = `stopped by ${io.signal.reason} after ${totals.read} chats; run it again to go on from there`;
    return reportFailure(io, sentence, exitCodeOf(io.signal));
  }
  if (failure instanceof MirrorError) {
    return reportFailure(io, `${failure.message} (everything that was read until then is in the store)`);
  }
  throw failure;
}
