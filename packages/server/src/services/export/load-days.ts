/** Writes the whole log into an export folder, day by day. A run that was interrupted continues after the last file. */
import { chatId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import type { LogRequest } from '../read-log/print-log.ts';
import { readChatLog } from '../read-log/read-chat-log.ts';
import type { DayProgress, ExportedFile } from './export-manifest.ts';
import type { ExportDeps, FolderExport } from './folder-export.ts';
import type { FolderFiles } from './folder-files.ts';

const ROWS_OF_FILE = 50_000;

/** What is written of each day. */
export interface DayLoad {
  readonly kind: ExportedFile['kind'];
  readonly request: LogRequest;
  /** How far it is written. */
  readonly progress: DayProgress;
  /** Beginning of the paths of a day's files. */
  readonly prefixOf: (date: string) => string;
  /** What follows the number of the file in its path. */
  readonly ending: string;
  /** Called with how many chats a file was made of, once it is whole. */
  readonly noteChats: (chats: number) => void;
  /** Lists a file with how far the load has come. */
  readonly keep: (progress: DayProgress, file: ExportedFile) => Promise<void>;
}

export async function loadDays(deps: ExportDeps, order: FolderExport, files: FolderFiles, load: DayLoad) {
  const { date: begun, afterChatId } = load.progress;
  for (const date of await listDays(deps, load.request)) {
    if (begun !== null && date < begun) continue;
    await loadDay(deps, order, files, { load, date, afterChatId: date === begun ? afterChatId : null });
  }
}

/** Days on which a chat of the selection started, in order. */
async function listDays({ project }: ExportDeps, request: LogRequest): Promise<readonly string[]> {
  const zone = zoneOf(request);
  const { batches } = await project.chats.readDigests(request.query.selection);
  const days = new Set<string>();
  for await (const batch of batches) for (const { startedAt } of batch) days.add(dayOf(zone.wallTimeAt(startedAt)));
  return [...days].sort();
}

interface DayPart {
  readonly load: DayLoad;
  readonly date: string;
  readonly afterChatId: number | null;
}

async function loadDay(deps: ExportDeps, order: FolderExport, files: FolderFiles, part: DayPart): Promise<void> {
  const { project, threads } = deps;
  const { load, date } = part;
  const { kind, request, prefixOf, ending } = load;
  const limit = order.rowsOfFile ?? ROWS_OF_FILE;
  let after = part.afterChatId;
  for (;;) {
    const prefix = prefixOf(date);
    const path = `${prefix}${String(files.count(prefix) + 1).padStart(5, '0')}${ending}`;
    const { pieces, tally } = await readChatLog(project.chats, requestOf(request, date, after, limit), { threads });
    const rows = () => (kind === 'messages' ? tally.tableRows : tally.rows);
    const file = await files.write(path, kind, { pieces, rows });
    after = tally.lastChatId ?? after;
    load.noteChats(tally.rows);
    await load.keep({ date, afterChatId: after }, file);
    if (tally.rows < limit) return;
  }
}

function requestOf(request: LogRequest, date: string, after: number | null, limit: number): LogRequest {
  const zone = zoneOf(request);
  const startedFrom = zone.startOfDay(date);
  const selection = { ...request.query.selection, startedFrom, startedBefore: zone.endOfDay(date) };
  const from = after === null ? null : { chatId: chatId(after), isInclusive: false };
  return { ...request, query: { ...request.query, selection, from, limit } };
}

function zoneOf({ view }: LogRequest): Zone {
  return view.printZone ?? view.projectZone;
}

function dayOf(wallTime: string): string {
  return wallTime.slice(0, 10);
}
