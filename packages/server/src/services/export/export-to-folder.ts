/**
 * Keeps a folder as a copy of a log: the first run writes the whole log by day, later runs what changed since. Used by
 * `parley export --to`. May be interrupted at any moment: the next run continues after the last file of the manifest.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { erasedElement, leftElement } from '../../chat-log/formats/change-elements.ts';
import type { FeedPosition } from '../../chat-log/query/feed-position.ts';
import type { CursorProblem } from '../../chat-log/query/sync-cursor.ts';
import type { ProjectScope } from '../../model/ids.ts';
import { chatId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { PRIVATE_FOLDER } from '../../platform/private-files.ts';
import type { ChangedKey, ChatChange, ProjectStore, StoreIdentity } from '../../store/chat-store.ts';
import { type LogRequest, printChats } from '../read-log/print-log.ts';
import type { PrintThreads } from '../read-log/print-threads.ts';
import { readChatLog } from '../read-log/read-chat-log.ts';
import { type FeedView, makeCursor, readCursor } from '../sync/feed-cursor.ts';
import {
  countRows,
  type ExportedFile,
  type ExportFacts,
  type ExportManifest,
  MANIFEST_VERSION,
  readManifest,
  writeManifest,
  writeWhole,
} from './export-manifest.ts';
import { findForeign, makeOwnFolder, removePartials } from './own-files.ts';

export interface FolderExport {
  readonly folder: string;
  readonly facts: ExportFacts;
  /** The log to write, without limits on its range. */
  readonly request: LogRequest;
  /** Cursor where a new folder begins; null for the whole log. */
  readonly since: string | null;
  /** Stops between files or within one, which is then discarded. */
  readonly signal: AbortSignal;
  /** Whether a folder is taken that has files of somebody else where those of the export go. */
  readonly mayOverwrite?: boolean;
  /** Called with the rows of each file that was written. */
  readonly onRows?: (rows: number) => void;
  /** Maximum chats per file and changes per file; for tests. */
  readonly rowsOfFile?: number;
}

export interface ExportDeps {
  readonly identity: StoreIdentity;
  readonly project: ProjectStore;
  /** Where long tables are printed; null is here. */
  readonly threads: PrintThreads | null;
}

/** Why nothing was written. */
export type ExportRefusal =
  | { readonly refused: 'other-facts'; readonly name: keyof ExportFacts; readonly found: string }
  | { readonly refused: 'other-since' }
  | { readonly refused: 'bad-cursor'; readonly problem: CursorProblem }
  | { readonly refused: 'expired' }
  | { readonly refused: 'not-ours'; readonly name: string }
  | { readonly refused: 'bad-manifest'; readonly problem: string };

const ROWS_OF_FILE = 50_000;
const CHANGES_OF_FILE = 10_000;

/** The manifest when everything is written, or why it was refused. @throws errors of the file system unchanged */
export async function exportToFolder(
  deps: ExportDeps,
  order: FolderExport,
): Promise<{ readonly manifest: ExportManifest; readonly newFiles: number } | ExportRefusal> {
  await mkdir(order.folder, { recursive: true, mode: PRIVATE_FOLDER });
  const begun = await begin(deps, order);
  if ('refused' in begun) return begun;
  await removePartials(order.folder);
  const run = new FolderRun(deps, order, begun.manifest);
  await run.loadAll();
  return (await run.addChanges()) === 'expired'
    ? { refused: 'expired' }
    : { manifest: run.manifest, newFiles: run.manifest.files.length - begun.manifest.files.length };
}

/** The manifest to continue from. */
async function begin(
  deps: ExportDeps,
  order: FolderExport,
): Promise<{ readonly manifest: ExportManifest } | ExportRefusal> {
  const found = await readManifest(order.folder).catch((error) => {
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  });
  if (found !== null && 'problem' in found) return { refused: 'bad-manifest', problem: found.problem };
  const foreign = found === null && order.mayOverwrite !== true ? await findForeign(order.folder) : null;
  return foreign === null ? continueFrom(deps, order, found) : { refused: 'not-ours', name: foreign };
}

async function continueFrom(
  deps: ExportDeps,
  order: FolderExport,
  found: ExportManifest | null,
): Promise<{ readonly manifest: ExportManifest } | ExportRefusal> {
  const manifest = found ?? (await newManifest(deps, order));
  const other = findOtherFact(manifest, order.facts);
  if (other !== null) return { refused: 'other-facts', name: other, found: String(manifest[other]) };
  if (found !== null && order.since !== null && order.since !== found.cursor) return { refused: 'other-since' };
  const read = readCursor(deps.identity, feedOf(deps, order), manifest.cursor ?? manifest.load?.cursor ?? '');
  return 'problem' in read ? { refused: 'bad-cursor', problem: read.problem } : { manifest };
}

async function newManifest(deps: ExportDeps, order: FolderExport): Promise<ExportManifest> {
  const { identity, project } = deps;
  const cursor = order.since ?? makeCursor(identity, feedOf(deps, order), (await project.feed.readHead()).end);
  return {
    manifestVersion: MANIFEST_VERSION,
    ...order.facts,
    complete: false,
    load: order.since === null ? { cursor, date: null, afterChatId: null } : null,
    cursor: order.since,
    files: [],
    counts: countRows([]),
  };
}

function findOtherFact(manifest: ExportManifest, facts: ExportFacts): keyof ExportFacts | null {
  const names = Object.keys(facts) as (keyof ExportFacts)[];
  return names.find((name) => JSON.stringify(manifest[name]) !== JSON.stringify(facts[name])) ?? null;
}

function feedOf({ project }: ExportDeps, { request: { query, view } }: FolderExport): FeedView {
  return { project, selection: query.selection, isMetadataOnly: view.isMetadataOnly };
}

class FolderRun {
  readonly #deps: ExportDeps;
  readonly #order: FolderExport;
  #manifest: ExportManifest;

  constructor(deps: ExportDeps, order: FolderExport, manifest: ExportManifest) {
    this.#deps = deps;
    this.#order = order;
    this.#manifest = manifest;
  }

  get manifest(): ExportManifest {
    return this.#manifest;
  }

  /** Writes the whole log by day, continuing with the interrupted day. */
  async loadAll(): Promise<void> {
    const { load } = this.#manifest;
    if (load === null) return;
    await this.#keep({ complete: false });
    for (const date of await this.#listDays()) {
      if (load.date !== null && date < load.date) continue;
      await this.#loadDay(date, date === load.date ? load.afterChatId : null);
    }
    await this.#keep({ load: null, cursor: load.cursor });
  }

  /** Writes the change feed from the manifest's cursor to its end. */
  async addChanges(): Promise<'done' | 'expired'> {
    const { identity, project } = this.#deps;
    const feed = feedOf(this.#deps, this.#order);
    const read = readCursor(identity, feed, this.#manifest.cursor ?? '');
    if ('problem' in read) throw new TypeError(`the cursor was good before: ${read.problem}`);
    let after: FeedPosition = read.position;
    for (;;) {
      const limit = this.#order.rowsOfFile ?? CHANGES_OF_FILE;
      const page = await project.feed.readPage({ selection: feed.selection, after, limit });
      if (page === 'expired') return 'expired';
      const files = page.keys.length === 0 ? [] : await this.#writeChanges(page.keys);
      after = page.next;
      const cursor = makeCursor(identity, feed, after);
      await this.#keep({ cursor, complete: page.isEnd, files: [...this.#manifest.files, ...files] });
      if (page.isEnd) return 'done';
    }
  }

  /** Days on which a chat of the selection started, in order. */
  async #listDays(): Promise<readonly string[]> {
    const { request } = this.#order;
    const zone = zoneOf(request);
    const { batches } = await this.#deps.project.chats.readDigests(request.query.selection);
    const days = new Set<string>();
    for await (const batch of batches) for (const { startedAt } of batch) days.add(dayOf(zone.wallTimeAt(startedAt)));
    return [...days].sort();
  }

  async #loadDay(date: string, afterChatId: number | null): Promise<void> {
    const { project, threads } = this.#deps;
    const limit = this.#order.rowsOfFile ?? ROWS_OF_FILE;
    let after = afterChatId;
    for (;;) {
      const path = `chats/date=${date}/part-${String(this.#countFiles(`chats/date=${date}/`) + 1).padStart(5, '0')}`;
      const reading = await readChatLog(project.chats, this.#requestOf(date, after, limit), { threads });
      const file = await this.#write(`${path}.${this.#order.facts.format}`, 'chats', reading);
      after = reading.tally.lastChatId ?? after;
      const files = file.rows === 0 ? [] : [file];
      const progress = { cursor: this.#manifest.load?.cursor ?? '', date, afterChatId: after };
      await this.#keep({ load: progress, files: [...this.#manifest.files, ...files] });
      if (file.rows < limit) return;
    }
  }

  #requestOf(date: string, after: number | null, limit: number): LogRequest {
    const { request } = this.#order;
    const zone = zoneOf(request);
    const selection = {
      ...request.query.selection,
      startedFrom: zone.startOfDay(date),
      startedBefore: zone.endOfDay(date),
    };
    const from = after === null ? null : { chatId: chatId(after), isInclusive: false };
    return { ...request, query: { ...request.query, selection, from, limit } };
  }

  #countFiles(prefix: string): number {
    return this.#manifest.files.filter(({ path }) => path.startsWith(prefix)).length;
  }

  async #writeChanges(keys: readonly ChangedKey[]): Promise<readonly ExportedFile[]> {
    const { request, facts } = this.#order;
    const { project } = this.#deps;
    const number = String(this.#nextChange()).padStart(8, '0');
    const removed: unknown[] = [];
    const changes = project.feed.readChanges(keys);
    const printed = printChats(request, takeChats(changes, project, removed));
    const chats = await this.#write(`changes/${number}.${facts.format}`, 'changes', printed);
    const pieces = linesOf(removed);
    const tally = { rows: removed.length };
    const gone = await this.#write(`changes/${number}.removed.ndjson`, 'removed', { pieces, tally });
    return [chats, gone].filter(({ rows }) => rows > 0);
  }

  #nextChange(): number {
    const numbers = this.#manifest.files.map(({ path }) => Number(/^changes\/(\d+)\./.exec(path)?.[1] ?? 0));
    return numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
  }

  /** Writes a file and discards it when it has no rows. */
  async #write(
    path: string,
    kind: ExportedFile['kind'],
    source: { readonly pieces: AsyncIterable<Uint8Array>; readonly tally: { readonly rows: number } },
  ): Promise<ExportedFile> {
    const whole = join(this.#order.folder, path);
    await makeOwnFolder(this.#order.folder, dirname(path));
    const hash = createHash('sha256');
    let bytes = 0;
    await writeWhole(whole, async (file) => {
      for await (const piece of source.pieces) {
        this.#order.signal.throwIfAborted();
        hash.update(piece);
        bytes += piece.length;
        await file.writeFile(piece);
      }
    });
    if (source.tally.rows === 0) await rm(whole);
    this.#order.onRows?.(source.tally.rows);
    return { path, kind, rows: source.tally.rows, bytes, sha256: hash.digest('hex') };
  }

  async #keep(changed: Partial<ExportManifest>): Promise<void> {
    this.#order.signal.throwIfAborted();
    const manifest = { ...this.#manifest, ...changed };
    this.#manifest = { ...manifest, counts: countRows(manifest.files) };
    await writeManifest(this.#order.folder, this.#manifest);
  }
}

/** Yields the chats and collects what must be removed from the copy. */
async function* takeChats(
  changes: AsyncIterable<readonly ChatChange[]>,
  { projectId }: ProjectScope,
  removed: unknown[],
): AsyncGenerator<readonly StoredChat[]> {
  for await (const some of changes) {
    const chats: StoredChat[] = [];
    for (const change of some) {
      if (change.kind === 'changed') chats.push(change.chat);
      else if (change.kind === 'left') removed.push(leftElement(projectId, change));
      else removed.push(erasedElement(projectId, change));
    }
    yield chats;
  }
}

async function* linesOf(elements: readonly unknown[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(elements.map((element) => `${JSON.stringify(element)}\n`).join(''));
}

function zoneOf({ view }: LogRequest): Zone {
  return view.printZone ?? view.projectZone;
}

function dayOf(wallTime: string): string {
  return wallTime.slice(0, 10);
}
