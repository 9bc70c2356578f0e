/**
 * Keeps a folder as a copy of a log: the first run writes the whole log by day, later runs what changed since. Used by
 * `parley export --to`. May be interrupted at any moment: the next run continues after the last file of the manifest.
 */
import { mkdir } from 'node:fs/promises';
import type { CursorProblem } from '../../chat-log/query/sync-cursor.ts';
import { PRIVATE_FOLDER } from '../../platform/private-files.ts';
import { makeCursor, readCursor } from '../sync/feed-cursor.ts';
import { addChanges } from './add-changes.ts';
import {
  countRows,
  type DayProgress,
  type ExportFacts,
  type ExportManifest,
  type FoundManifest,
  MANIFEST_VERSION,
  readManifest,
} from './export-manifest.ts';
import { type ExportDeps, type FolderExport, feedOf } from './folder-export.ts';
import { FolderFiles } from './folder-files.ts';
import { messagesRequest } from './folder-messages.ts';
import { loadAll } from './load-all.ts';
import { findForeign, hasForeignMessages, removePartials } from './own-files.ts';

const BEFORE_ALL: DayProgress = { date: null, afterChatId: null };

/** Why nothing was written. */
export type ExportRefusal =
  | { readonly refused: 'other-facts'; readonly name: keyof ExportFacts; readonly found: string }
  | { readonly refused: 'other-since' }
  | { readonly refused: 'bad-cursor'; readonly problem: CursorProblem }
  | { readonly refused: 'expired' }
  | { readonly refused: 'not-ours'; readonly name: string }
  /** The folder gets messages now, and something has the name of theirs. */
  | { readonly refused: 'foreign-messages' }
  | { readonly refused: 'bad-manifest'; readonly problem: string };

export interface FolderDone {
  readonly manifest: ExportManifest;
  readonly newFiles: number;
  /** Whether the folder was from before folders had messages, and got those of all its chats. */
  readonly gotMessages: boolean;
}

/** The manifest when everything is written, or why it was refused. @throws errors of the file system unchanged */
export async function exportToFolder(deps: ExportDeps, order: FolderExport): Promise<FolderDone | ExportRefusal> {
  await mkdir(order.folder, { recursive: true, mode: PRIVATE_FOLDER });
  const begun = await begin(deps, order);
  if ('refused' in begun) return begun;
  await removePartials(order.folder);
  const files = new FolderFiles(order.folder, begun.manifest, order.signal);
  await loadAll(deps, order, files);
  if ((await addChanges(deps, order, files)) === 'expired') return { refused: 'expired' };
  const { manifest } = files;
  return { manifest, newFiles: manifest.files.length - begun.manifest.files.length, gotMessages: begun.gotMessages };
}

interface Begun {
  readonly manifest: ExportManifest;
  readonly gotMessages: boolean;
}

/** The manifest to continue from. */
async function begin(deps: ExportDeps, order: FolderExport): Promise<Begun | ExportRefusal> {
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
  found: FoundManifest | null,
): Promise<Begun | ExportRefusal> {
  const manifest = found?.manifest ?? (await newManifest(deps, order));
  const other = findOtherFact(manifest, order.facts);
  if (other !== null) return { refused: 'other-facts', name: other, found: String(manifest[other]) };
  if (found !== null && order.since !== null && order.since !== manifest.cursor) return { refused: 'other-since' };
  const read = readCursor(deps.identity, feedOf(deps, order), manifest.cursor ?? manifest.load?.cursor ?? '');
  if ('problem' in read) return { refused: 'bad-cursor', problem: read.problem };
  const gotMessages = found?.isWithoutMessages === true && hasMessages(order);
  if (!gotMessages) return { manifest, gotMessages };
  if (order.mayOverwrite !== true && (await hasForeignMessages(order.folder))) return { refused: 'foreign-messages' };
  return { manifest: { ...manifest, messagesLoad: BEFORE_ALL }, gotMessages };
}

async function newManifest(deps: ExportDeps, order: FolderExport): Promise<ExportManifest> {
  const { identity, project } = deps;
  const cursor = order.since ?? makeCursor(identity, feedOf(deps, order), (await project.feed.readHead()).end);
  const isWhole = order.since === null;
  return {
    manifestVersion: MANIFEST_VERSION,
    ...order.facts,
    complete: false,
    load: isWhole ? { cursor, ...BEFORE_ALL } : null,
    messagesLoad: isWhole && hasMessages(order) ? BEFORE_ALL : null,
    cursor: order.since,
    files: [],
    counts: countRows([]),
  };
}

function hasMessages({ request }: FolderExport): boolean {
  return messagesRequest(request, 0) !== null;
}

function findOtherFact(manifest: ExportManifest, facts: ExportFacts): keyof ExportFacts | null {
  const names = Object.keys(facts) as (keyof ExportFacts)[];
  return names.find((name) => JSON.stringify(manifest[name]) !== JSON.stringify(facts[name])) ?? null;
}
