/** `parley mirror`: pulls the chat log of another server into a project of the local store. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectId, tenantId } from '../model/ids.ts';
import { matching, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import { MirrorError } from '../services/mirror/mirror-error.ts';
import { describeMirror } from '../services/mirror/mirror-report.ts';
import { type MirrorSource, readBaseUrl } from '../services/mirror/mirror-source.ts';
import type { MirrorOptions, MirrorResult } from '../services/mirror/run-mirror.ts';
import type { ProjectStore } from '../store/chat-store.ts';
import { MIRROR_FOLDER } from '../store/sqlite/store-files.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import {
  OVERWRITE,
  PROJECT,
  ROW_RULE_OPTIONS,
  readRowRules,
  required,
  STORE_OPTIONS,
  TENANT,
} from './option-groups.ts';
import { ProgressLine } from './progress-line.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  tenant: TENANT,
  project: required(PROJECT),
  from: {
    kind: 'text',
    isRequired: true,
    sentence: 'Address of the server to read from, for example https://acme.asp.virtual-call-center.eu.',
  },
  customer: {
    kind: 'text',
    shape: matching(/^[^:\p{Cc}]{1,200}$/u, 'a name without a colon'),
    isRequired: true,
    sentence:
      'The tenant at the source, which some call customer: the user name of its API keys; also the local tenant unless --tenant says otherwise.',
  },
  key: {
    kind: 'text',
    env: 'PARLEY_MIRROR_KEY',
    isSecret: true,
    sentence:
      'API key of the source. Other users of the machine can read the command line: prefer a file or the environment.',
  },
  keyFile: {
    kind: 'path',
    insteadOf: 'key',
    sentence: 'File that holds the API key of the source and nothing else.',
  },
  remoteProject: {
    kind: 'integer',
    minimum: 0,
    as: projectId,
    sentence: 'Number of the project at the source; without it that of --project.',
  },
  rate: {
    kind: 'integer',
    minimum: 1,
    maximum: 1000,
    unit: 'requests per second',
    default: 2,
    sentence: 'Maximum rate of requests to the source.',
  },
  pageSize: {
    kind: 'integer',
    minimum: 2,
    maximum: 10_000,
    unit: 'chats',
    default: 500,
    sentence: 'How many chats to ask for with each request; a source that returns fewer is still read completely.',
  },
  overlap: {
    kind: 'integer',
    minimum: 0,
    maximum: 3650,
    unit: 'days',
    default: 7,
    sentence: 'How many days before the last run are read again, for chats that changed since.',
  },
  ...ROW_RULE_OPTIONS,
  full: { kind: 'flag', sentence: 'Read everything again, including what was read before.' },
  state: {
    kind: 'path',
    sentence: "File that keeps the mirror's progress; without it mirror/TENANT-PROJECT.json in the folder of --data.",
  },
  rejects: {
    kind: 'path',
    sentence: 'File for the rows that could not be stored; without it the path of the state file plus .rejects.ndjson.',
  },
  keepTrying: {
    kind: 'flag',
    sentence: 'On a terminal: retry even before the first reply of the source; otherwise a wrong address ends the run.',
  },
  overwrite: OVERWRITE,
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const mirrorCommand = defineCommand({
  name: 'mirror',
  summary: 'Pull the chat log of another server, the original vendor or a Parley, into a project.',
  examples: [
    'parley mirror --from https://acme.asp.virtual-call-center.eu --customer acme --key-file vendor.key --project 822',
    'parley mirror --from https://chats.example.com --customer acme --key-file parley.key --remote-project 7 --tenant acme --project 822',
  ],
  options: OPTIONS,
  run: mirror,
});

/**
 * Returns the exit code: 0 when everything that the source sends is in the store, 2 when rows of it were rejected, 1 when it
 * ended early, 64 for wrong options, 130 or 143 when a signal ended it. The next run continues where this one ended.
 * @throws StoreError, and the system's errors for files that cannot be read or written
 */
async function mirror(options: Values, io: CommandIo): Promise<number> {
  const source = readSource(options);
  if ('problem' in source) return reportFailure(io, source.problem, EXIT.usage);
  const tenant = options.tenant ?? tenantId(options.customer);
  if (tenant === null)
    return reportFailure(io, `${options.customer} is not a local tenant; give one with --tenant`, EXIT.usage);
  await using store = await openTenantStore({ ...options, tenant }, io);
  const scope = { tenantId: tenant, projectId: options.project };
  const project = await store.project(scope);
  if (project === null) return reportNoProject(io, scope);
  try {
    return await pull(options, io, { epoch: store.epoch, project, source });
  } catch (error) {
    if (error instanceof MirrorError) return reportFailure(io, error.message);
    throw error;
  }
}

function readSource(options: Values): MirrorSource | { readonly problem: string } {
  const address = readBaseUrl(options.from);
  if ('problem' in address) return { problem: `--from ${address.problem}` };
  const key = options.keyFile === null ? options.key : readFileSync(options.keyFile, 'utf8').trim();
  if (key === null) {
    return { problem: 'the key of the source is missing; give --key-file, --key, or set PARLEY_MIRROR_KEY' };
  }
  if (!/^[\x21-\x7e]+$/.test(key)) return { problem: 'the key of the source must be one word of plain characters' };
  const { baseUrl } = address;
  return { baseUrl, customer: options.customer, key, projectId: options.remoteProject ?? options.project };
}

async function pull(
  options: Values,
  io: CommandIo,
  place: { readonly epoch: string; readonly project: ProjectStore; readonly source: MirrorSource },
): Promise<number> {
  const name = `${place.project.tenantId}-${place.project.projectId}.json`;
  const statePath = options.state ?? join(options.data, MIRROR_FOLDER, name);
  const rejectsPath = options.rejects ?? `${statePath}.rejects.ndjson`;
  const { prepareState } = await import('../services/mirror/mirror-state.ts');
  prepareState(statePath);
  const progress = new ProgressLine('mirror', io);
  const settings: MirrorOptions = {
    ...place,
    clock: io.clock,
    randomness: io.randomness,
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
    signal: io.signal,
    requestsPerSecond: options.rate,
    pageRows: options.pageSize,
    overlapDays: options.overlap,
    isFull: options.full,
    rules: readRowRules(options),
    statePath,
    rejectsPath,
    mayOverwrite: options.overwrite,
    // Where the state is, an earlier run reached the source.
    isImpatient: progress.isTerminal && !options.keepTrying && !existsSync(statePath),
    onSilence: () => progress.say(`no reply from ${place.source.baseUrl} yet; if that lasts, check --from`),
    onRetry: (sentence, delayMs) => progress.say(`${sentence}; again in ${(delayMs / 1_000).toFixed(1)} s`),
    onProgress: ({ read, created, replaced, rejected }) =>
      progress.show(() => `${read} chats read, ${created} created, ${replaced} replaced, ${rejected} rejected`),
  };
  const { runMirror } = await import('../services/mirror/run-mirror.ts');
  const startMs = io.clock.monotonicMs();
  const result = await runMirror(settings);
  progress.end();
  const seconds = (io.clock.monotonicMs() - startMs) / 1_000;
  const zoneName = place.project.zone.name;
  io.stdout.write(
    describeMirror({ source: place.source, result, seconds, overlapDays: options.overlap, zoneName, rejectsPath }),
  );
  return end(result, io);
}

/** @throws what ended the mirror early, unless it is a `MirrorError` or a signal */
function end({ failure, totals }: MirrorResult, io: CommandIo): number {
  if (failure === null) return totals.rejected > 0 ? EXIT.rejected : EXIT.done;
  if (io.signal.aborted) {
    const sentence = `stopped by ${io.signal.reason} after ${totals.read} chats; run it again to continue from there`;
    return reportFailure(io, sentence, exitCodeOf(io.signal));
  }
  if (failure instanceof MirrorError) {
    return reportFailure(io, `${failure.message} (everything read until then is in the store)`);
  }
  throw failure;
}
