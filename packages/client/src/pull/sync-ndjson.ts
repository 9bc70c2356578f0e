/** An NDJSON copy that is kept up to date: every change is appended, and of several lines of a chat the last counts. */
import type { ChatChange } from '../chat-change.ts';
import { indexNdjson } from './copy-index.ts';
import { type CopyState, identityOf, readState, writeState } from './copy-state.ts';
import { proveCopy } from './prove-copy.ts';
import type { PullContext } from './pull-context.ts';
import { RowFile } from './row-file.ts';

/** Returns the exit code; with `--follow` and without `--once` only the signal or an error ends it. */
export async function syncNdjson(context: PullContext): Promise<number> {
  const { file, stateFile } = context.options;
  const identity = identityOf(context.options);
  const state: CopyState = readState(stateFile, identity) ?? {
    ...{ version: 1, ...identity, bytes: 0, chats: 0 },
    ...{ next: null, feed: null },
  };
  const last = await appendChanges(context, state);
  return proveCopy(context, await indexNdjson(file, last.bytes), last.next);
}

async function appendChanges(context: PullContext, begun: CopyState): Promise<CopyState> {
  const { client, options, progress, signal } = context;
  const { file, stateFile, project, filters, isOnce, mayRestart } = options;
  using rows = RowFile.open(file, begun.bytes);
  let state = begun;
  const pages = client.syncPages(project, {
    cursor: state.next,
    filters,
    signal,
    onExpired: mayRestart ? 'restart' : 'throw',
    ...(isOnce ? {} : { wait: 30 }),
  });
  for await (const page of pages) {
    if (page.kind === 'restart') {
      progress.say("the server no longer knows the copy's place in the change feed: starting over");
      // The state first: an empty copy that still has a cursor would stay empty.
      writeState(stateFile, { ...begun, bytes: 0, chats: 0, next: null });
      rows.clear();
    }
    const text = page.changes.map((change) => lineOf(change, project)).join('');
    if (text !== '') {
      rows.append(Buffer.from(text));
      rows.sync();
    }
    if (page.cursor === state.next) continue;
    state = { ...state, bytes: rows.bytes, chats: state.chats + page.changes.length, next: page.cursor };
    writeState(stateFile, state);
    progress.show(state.chats, page.totalCount);
  }
  return state;
}

/** The change as the feed delivered it. */
function lineOf(change: ChatChange, projectId: number): string {
  const { chatId, revision } = change;
  switch (change.kind) {
    case 'changed':
      return `${JSON.stringify(change.chat)}\n`;
    case 'erased': {
      const ext = { deleted: true, deletedAt: change.deletedAt, revision };
      return `${JSON.stringify({ chatId, projectId, ext })}\n`;
    }
    case 'left':
      return `${JSON.stringify({ chatId, projectId, ext: { left: true, revision } })}\n`;
  }
}
