/** `parley export`: writes the log of a project to a file, by the same code that answers requests for it. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorBody } from '@parley/contract';
import { readChatLogQuery } from '../chat-log/query/chat-log-query.ts';
import { projectId } from '../model/ids.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { Spool } from '../platform/spool.ts';
import type { LogRequest } from '../services/read-log/compose-log.ts';
import { encodePlain } from '../services/read-log/encode-log.ts';
import { type LogReading, readChatLog } from '../services/read-log/read-chat-log.ts';
import type { Project } from '../store/chat-store.ts';
import { type CommandIo, EXIT, exitCodeOf, reportFailure } from './command-io.ts';
import { exportFolder } from './export-folder.ts';
import { openCommandStore } from './open-command-store.ts';
import { readTenant } from './read-tenant.ts';

/** Writes to standard output, or to a file that has its name only when it is complete. */
export async function exportChats(options: OptionValues<'export'>, io: CommandIo): Promise<number> {
  await using store = await openCommandStore(options, io, { isMade: false });
  const scope = { tenantId: readTenant(options.tenant), projectId: projectId(options.project) };
  const project = await store.project(scope);
  if (project === null) {
    return reportFailure(io, `there is no project ${options.project} of ${options.tenant}; see parley project list`);
  }
  const request = readRequest(options, project);
  if ('problem' in request) return reportFailure(io, request.problem, EXIT.usage);
  if (options.toFolder !== null) {
    // Awaited here: the store closes when this function returns.
    return await exportFolder({ ...options, toFolder: options.toFolder }, { identity: store, project, request }, io);
  }
  if (options.sinceCursor !== null) return reportFailure(io, '--since goes with --to', EXIT.usage);
  const reading = await readChatLog({ chats: project.chats, newSpool: () => new Spool() }, request);
  try {
    await write(reading, options.out, io);
    return EXIT.done;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    const sentence = `stopped by ${io.signal.reason}; what was written is incomplete, export it again`;
    return reportFailure(io, sentence, exitCodeOf(io.signal));
  }
}

function readRequest(options: OptionValues<'export'>, project: Project): LogRequest | { readonly problem: string } {
  const parameters = options.filters.map((filter): readonly [string, string] => {
    const name = filter.slice(0, filter.indexOf('='));
    return [name, filter.slice(name.length + 1)];
  });
  if (options.limit !== null) parameters.push(['limit', String(options.limit)]);
  const { projectId, zone } = project;
  const read = readChatLogQuery({ parameters, projectId, zone, startMeaning: 'id', isLenient: false });
  if ('refused' in read) {
    const [{ message }] = errorBody(read.refused.error, read.refused).errors;
    return { problem: `--filter ${read.refused.property}: ${message}` };
  }
  const { query } = read;
  if (query.format !== null) return { problem: '--filter format: give the format by --format' };
  return { query, format: options.format, view: { ...query, isMetadataOnly: false, projectZone: zone } };
}

async function write(reading: LogReading, path: string | null, { stdout, signal }: CommandIo): Promise<void> {
  const bytes = Readable.from(encodePlain(reading.parts));
  if (path === null) {
    await pipeline(bytes, stdout, { end: false, signal });
    return;
  }
  const partial = `${path}.partial`;
  try {
    await pipeline(bytes, createWriteStream(partial, { flush: true }), { signal });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
