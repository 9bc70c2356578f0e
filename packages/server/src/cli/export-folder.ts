/** `parley export --to DIR`: keeps a folder as a copy of the log, and explains why it cannot. */
import { availableParallelism } from 'node:os';
import { LOG_FORMATS } from '@parley/contract/log-formats';
import { preparingFor } from '../platform/output-place.ts';
import { describeSystemError } from '../platform/system-error.ts';
import type { ExportFacts } from '../services/export/export-manifest.ts';
import { type ExportRefusal, exportToFolder, type FolderDone } from '../services/export/export-to-folder.ts';
import { findUnlisted, prepareFolder } from '../services/export/own-files.ts';
import { formatOf, type LogRequest } from '../services/read-log/print-log.ts';
import { PrintThreads } from '../services/read-log/print-threads.ts';
import type { ProjectStore, StoreIdentity } from '../store/chat-store.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';

interface FolderOptions {
  readonly to: string;
  readonly since: string | null;
  readonly out: string | null;
  readonly format: LogRequest['format'];
  readonly overwrite: boolean;
}

interface FolderSource {
  readonly identity: StoreIdentity;
  readonly project: ProjectStore;
  readonly request: LogRequest;
  /** For the audit log, which is told whatever becomes of the export. */
  readonly addRows: (rows: number) => void;
}

const GO_ON = 'run the same command again to continue';

/** Exit code 64, with nothing written, when the options do not fit each other or the folder. */
export async function exportFolder(options: FolderOptions, source: FolderSource, io: CommandIo): Promise<number> {
  const problem = findProblem(options, source.request);
  if (problem !== null) return reportFailure(io, problem, EXIT.usage);
  const { identity, project } = source;
  const folder = options.to;
  preparingFor('--to', folder, () => prepareFolder(folder));
  const order = {
    folder,
    facts: factsOf(options, source),
    request: source.request,
    since: options.since,
    mayOverwrite: options.overwrite,
    signal: io.signal,
    onRows: source.addRows,
  };
  await using threads = new PrintThreads(availableParallelism());
  try {
    const done = await exportToFolder({ identity, project, threads }, order);
    if ('refused' in done) {
      const isForgotten = done.refused === 'expired' || done.refused === 'bad-manifest';
      return reportFailure(io, describeRefusal(done, folder), isForgotten ? EXIT.failed : EXIT.usage);
    }
    // A run that found nothing new has read the log too.
    source.addRows(0);
    io.stderr.write(`${summarize(done, folder)}\n`);
    const unlisted = await findUnlisted(folder, new Set(done.manifest.files.map(({ path }) => path)));
    if (unlisted.length > 0) io.stderr.write(`${warnOf(unlisted, folder)}\n`);
    return EXIT.done;
  } catch (error) {
    if (io.signal.aborted) {
      return reportFailure(io, `stopped by ${io.signal.reason}; ${GO_ON}`, exitCodeOf(io.signal));
    }
    const reason = describeSystemError(error);
    if (reason === null) throw error;
    const sentence = `cannot write to ${folder}: ${reason}; what its manifest lists is whole, ${GO_ON}`;
    return reportFailure(io, sentence);
  }
}

function findProblem(options: FolderOptions, { query }: LogRequest): string | null {
  if (options.out !== null) return '--out and --to cannot be combined: one writes a file, the other a folder';
  if (!formatOf(options).isForCopies) {
    const names = LOG_FORMATS.filter((format) => formatOf({ format }).isForCopies);
    const list = new Intl.ListFormat('en-IE', { type: 'disjunction' }).format(names.toReversed());
    return `--to writes ${list}, not ${options.format}`;
  }
  const isPart = query.limit !== null || query.from !== null || query.offset !== 0;
  const isOrdered = query.direction !== 'ASC' || query.sorted !== null;
  if (isPart || isOrdered)
    return '--to writes every chat that the filters match; leave out --limit and the filters of paging';
  if (query.withEnd) return '--filter include=end is for a stream; the manifest says how many rows a file has';
  return null;
}

function factsOf(options: FolderOptions, { identity, project, request }: FolderSource): ExportFacts {
  const { query, view } = request;
  return {
    tenant: project.tenantId,
    projectId: project.projectId,
    epoch: identity.epoch,
    format: options.format,
    filters: query.canonical === '' ? [] : [...new URLSearchParams(query.canonical)],
    timeZone: (view.printZone ?? view.projectZone).name,
    formulas: formatOf(options).escapesFormulas ? (query.csv.isRaw ? 'raw' : 'escaped') : null,
  };
}

function describeRefusal(refusal: ExportRefusal, folder: string): string {
  const startOver = 'export to a new folder to start over with the whole log';
  switch (refusal.refused) {
    case 'other-facts':
      return refusal.name === 'epoch'
        ? `${folder} is a copy of another history of this store; ${startOver}`
        : `${folder} was started with another ${refusal.name} (${refusal.found}); give the same, or another folder`;
    case 'other-since':
      return `${folder} continues from its own cursor; leave out --since, or give another folder`;
    case 'bad-cursor':
      if (refusal.problem === 'zone') {
        return `the cursor is from before the time zone of the project was changed; ${startOver}`;
      }
      return `the cursor is not one of this project, store and filters (${refusal.problem}); ${startOver}`;
    case 'expired':
      return `the cursor is older than what the store remembers of erased chats; ${startOver}`;
    case 'not-ours':
      return `${folder} has ${refusal.name} but no manifest.json, so it is no export; give another folder, or --overwrite`;
    case 'foreign-messages':
      return `${folder} has something named messages, where the export now writes messages; move it away, or --overwrite`;
    case 'bad-manifest':
      return `manifest.json in ${folder} ${refusal.problem}; ${startOver}`;
  }
}

const MOST_NAMED = 3;

function warnOf(unlisted: readonly string[], folder: string): string {
  const [files, are] = unlisted.length === 1 ? ['file', 'is'] : ['files', 'are'];
  const names = unlisted.slice(0, MOST_NAMED).join(', ') + (unlisted.length > MOST_NAMED ? ', …' : '');
  return `${folder}: ${unlisted.length} ${files} that ${are} not of the export: ${names}; whoever reads the whole folder reads them too, move them away`;
}

function summarize({ manifest: { counts, cursor }, newFiles, gotMessages }: FolderDone, folder: string): string {
  const messages = counts.messages === 0 ? '' : `, ${counts.messages} messages`;
  const rows = `${counts.chats} chats, ${counts.changes} changes, ${counts.removed} removed${messages}`;
  const first = gotMessages ? `${folder}: from before folders had messages; those of all its chats were added\n` : '';
  return `${first}${folder}: ${newFiles} new ${newFiles === 1 ? 'file' : 'files'}; ${rows} in all; next cursor ${cursor}`;
}
