/** `parley export`: writes the log of a project to a file, with the code that serves it over HTTP. */
import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LOG_FORMAT_FACTS, LOG_FORMATS } from '@parley/contract/log-formats';
import { matching, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import { describeSystemError, namingAsked } from '../platform/system-error.ts';
import { type NewRead, ReadTally } from '../services/audit/read-tally.ts';
import type { LogRequest, LogTally } from '../services/read-log/print-log.ts';
import type { Project, ProjectStore, StoreIdentity } from '../store/chat-store.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { openTenantStore, reportNoProject } from './open-tenant-store.ts';
import { OVERWRITE, PROJECT_OPTIONS, STORE_OPTIONS } from './option-groups.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  ...PROJECT_OPTIONS,
  format: {
    kind: 'choice',
    values: LOG_FORMATS,
    default: 'ndjson',
    sentence: `Format of the export: ${LOG_FORMATS.map((name) => LOG_FORMAT_FACTS[name].summary).join(', ')}.`,
  },
  out: {
    kind: 'path',
    sentence: 'File to write; it gets this name when it is complete. Without it standard output.',
  },
  to: {
    kind: 'path',
    sentence:
      'Folder to keep as a copy of the log: the first run writes files by day and a manifest, later runs what changed.',
  },
  since: {
    kind: 'text',
    shape: matching(/^p1\.[A-Za-z0-9_-]+$/, 'a cursor from Parley-Sync-Cursor'),
    sentence: 'With --to and a new folder: only what changed since this cursor, without the log before it.',
  },
  limit: {
    kind: 'integer',
    minimum: 1,
    unit: 'chats',
    sentence: 'Maximum number of chats to export; without it all.',
  },
  filter: {
    kind: 'list',
    shape: matching(/^[A-Za-z]+=.+$/s, 'name=value, for example startDate=2026-01-31'),
    isCommaSeparated: false,
    sentence: 'A query parameter of the log; may be given several times.',
  },
  overwrite: OVERWRITE,
} as const satisfies OptionSpecs;

type Values = OptionValues<typeof OPTIONS>;

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write chats of a project to a file, with the filters and the metrics of the log.',
  examples: [
    'parley export --tenant acme --project 822 --out chats.ndjson',
    'parley export --tenant acme --project 822 --format csv --filter startDate=2026-01-01 --filter endDate=2026-01-31 --out january.csv',
    'parley export --tenant acme --project 822 --format parquet --to ./warehouse',
  ],
  options: OPTIONS,
  run: exportChats,
});

/** Writes to standard output, or to a file that has its name only when it is complete. */
async function exportChats(options: Values, io: CommandIo): Promise<number> {
  await using store = await openTenantStore(options, io);
  const scope = { tenantId: options.tenant, projectId: options.project };
  const project = await store.project(scope);
  if (project === null) return reportNoProject(io, scope);
  const request = await readRequest(options, project);
  if ('problem' in request) return reportFailure(io, request.problem, EXIT.usage);
  if (options.since !== null && options.to === null) return reportFailure(io, '--since goes with --to', EXIT.usage);
  const reads = new ReadTally(store.audit, io.clock);
  const read = await readOf(options);
  let noted: ReturnType<ReadTally['count']> | null = null;
  // Not before chats are read, so that what is refused leaves the store as it is.
  const addRows = (rows: number) => {
    noted ??= reads.count(read);
    noted(rows);
  };
  try {
    return await exportAs(options, { identity: store, project, request, addRows }, io);
  } finally {
    await reads.flush();
  }
}

/** As the audit log names it. */
async function readOf({ tenant, project, format, filter }: Values): Promise<NewRead> {
  const { auditedFilters } = await import('../chat-log/privacy/audited-filters.ts');
  const scope = { tenantId: tenant, projectId: project };
  const filters = auditedFilters(filter.map(pairOf));
  return { ...scope, actor: 'operator', action: 'chats.exported', target: null, format, filters };
}

interface ExportSource {
  readonly identity: StoreIdentity;
  readonly project: ProjectStore;
  readonly request: LogRequest;
  readonly addRows: (rows: number) => void;
}

async function exportAs(options: Values, source: ExportSource, io: CommandIo): Promise<number> {
  const { to, since, out, format, overwrite } = options;
  if (to === null) return exportFile(options, source, io);
  const { exportFolder } = await import('./export-folder.ts');
  return exportFolder({ to, since, out, format, overwrite }, source, io);
}

async function exportFile(
  { out, overwrite }: Values,
  { project, request, addRows }: ExportSource,
  io: CommandIo,
): Promise<number> {
  const { prepareOutput, writeOutput } = await import('../services/export/write-output.ts');
  const place = out === null ? null : prepareOutput('--out', out, overwrite);
  const { readChatLog } = await import('../services/read-log/read-chat-log.ts');
  const { PrintThreads } = await import('../services/read-log/print-threads.ts');
  await using threads = new PrintThreads(availableParallelism());
  const reading = await readChatLog(project.chats, request, { threads });
  try {
    if (place === null) await pipeline(Readable.from(reading.pieces), io.stdout, { end: false, signal: io.signal });
    else tellWritten(reading.tally, out ?? '', await writeOutput(reading.pieces, place, io.signal), io);
    if (reading.tally.rows === 0) io.stderr.write('parley export: no chats match, so there are none in the output\n');
    return EXIT.done;
  } catch (error) {
    if (io.signal.aborted) {
      const sentence = `stopped by ${io.signal.reason}; what was written is incomplete, export it again`;
      return reportFailure(io, sentence, exitCodeOf(io.signal));
    }
    const reason = describeSystemError(place === null || out === null ? error : namingAsked(error, place.path, out));
    if (reason === null) throw error;
    return reportFailure(io, `cannot write ${out ?? 'to standard output'}: ${reason}`);
  } finally {
    addRows(reading.tally.rows);
  }
}

function pairOf(filter: string): readonly [string, string] {
  const name = filter.slice(0, filter.indexOf('='));
  return [name, filter.slice(name.length + 1)];
}

function tellWritten({ rows }: LogTally, out: string, bytes: number, { stderr }: CommandIo): void {
  stderr.write(`parley export: ${rows} ${rows === 1 ? 'chat' : 'chats'} in ${bytes} bytes written to ${out}\n`);
}

async function readRequest(
  options: Values,
  project: Pick<Project, 'projectId' | 'zone'>,
): Promise<LogRequest | { readonly problem: string }> {
  const { readChatLogQuery } = await import('../chat-log/query/chat-log-query.ts');
  const { viewIn } = await import('../services/read-log/print-log.ts');
  const parameters = options.filter.map(pairOf);
  if (options.limit !== null) parameters.push(['limit', String(options.limit)]);
  const { projectId, zone } = project;
  const read = readChatLogQuery({
    parameters,
    projectId,
    zone,
    startSemantics: 'id',
    isLenient: false,
    format: options.format,
  });
  if ('refused' in read) {
    const { commandMessage } = await import('@parley/contract');
    return { problem: `--filter ${read.refused.property}: ${commandMessage(read.refused)}` };
  }
  const { query } = read;
  if (query.format !== null) return { problem: '--filter format: give the format with --format' };
  return {
    query,
    format: options.format,
    view: viewIn(options.format, { ...query, isMetadataOnly: false, projectZone: zone }),
  };
}
