/** Writes what changed in the log into an export folder, from the cursor of its manifest to the end of the feed. */
import type { ErasedChat, LeftChat } from '@parley/contract';
import type { StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { erasedElement, leftElement } from '../../chat-log/formats/change-elements.ts';
import type { FeedPosition } from '../../chat-log/query/feed-position.ts';
import type { ProjectScope } from '../../model/ids.ts';
import type { ChangedKey, ChatChange } from '../../store/chat-store.ts';
import { formatOf, type LogRequest, printChats } from '../read-log/print-log.ts';
import { makeCursor, readCursor } from '../sync/feed-cursor.ts';
import type { ExportedFile } from './export-manifest.ts';
import { type ExportDeps, type FolderExport, feedOf } from './folder-export.ts';
import type { FolderFiles } from './folder-files.ts';
import { MESSAGES_ENDING, MESSAGES_PREFIX, messagesRequest } from './folder-messages.ts';

const CHANGES_OF_FILE = 10_000;

type Removal = ErasedChat | LeftChat;

export async function addChanges(
  deps: ExportDeps,
  order: FolderExport,
  files: FolderFiles,
): Promise<'done' | 'expired'> {
  const { identity, project } = deps;
  const feed = feedOf(deps, order);
  const read = readCursor(identity, feed, files.manifest.cursor ?? '');
  if ('problem' in read) throw new TypeError(`the cursor was good before: ${read.problem}`);
  let after: FeedPosition = read.position;
  for (;;) {
    const limit = order.rowsOfFile ?? CHANGES_OF_FILE;
    const page = await project.feed.readPage({ selection: feed.selection, after, limit });
    if (page === 'expired') return 'expired';
    const written = page.keys.length === 0 ? [] : await writeChanges(deps, order, files, page.keys);
    for (const { kind, rows } of written) if (kind !== 'messages') order.onRows?.(rows);
    after = page.next;
    await files.keep({ cursor: makeCursor(identity, feed, after), complete: page.isEnd }, written);
    if (page.isEnd) return 'done';
  }
}

async function writeChanges(
  { project }: ExportDeps,
  { request, facts }: FolderExport,
  files: FolderFiles,
  keys: readonly ChangedKey[],
): Promise<readonly ExportedFile[]> {
  const changeNo = files.lastChange + 1;
  const number = String(changeNo).padStart(8, '0');
  const removed: Removal[] = [];
  const chats = printChats(numbered(request, changeNo), takeChats(project.feed.readChanges(keys), project, removed));
  const written = [
    await files.write(`changes/${number}.${facts.format}`, 'changes', {
      pieces: chats.pieces,
      rows: () => chats.tally.rows,
    }),
  ];
  const own = messagesRequest(request, changeNo);
  if (own !== null) {
    // Read once more: a chat that changed meanwhile is in the feed again.
    const messages = printChats(own, takeChats(project.feed.readChanges(keys), project, []));
    const rows = () => messages.tally.tableRows;
    const path = `${MESSAGES_PREFIX}changes-${number}${MESSAGES_ENDING}`;
    written.push(await files.write(path, 'messages', { pieces: messages.pieces, rows }));
  }
  const pieces = linesOf(removed.map((element) => ({ ...element, changeNo })));
  const rows = () => removed.length;
  written.push(await files.write(`changes/${number}.removed.ndjson`, 'removed', { pieces, rows }));
  return written;
}

/** Rows of tables say `changeNo`; lines of JSON stay the chats of the log, to the byte. */
function numbered(request: LogRequest, changeNo: number): LogRequest {
  return formatOf(request).wants.kind === 'rows' ? { ...request, view: { ...request.view, changeNo } } : request;
}

/** Yields the chats and collects what must be removed from the copy. */
async function* takeChats(
  changes: AsyncIterable<readonly ChatChange[]>,
  { projectId }: ProjectScope,
  removed: Removal[],
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
