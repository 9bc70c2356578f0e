/** Reads changed chats as their full rows, in the order of the feed, as joined bytes where they have them. */
import type { StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import { type ChatWindow, windowAmong } from '../../chat-log/query/chat-selection.ts';
import type { ChangedKey, ChangedRows, ChatChange } from '../chat-store.ts';
import type { Step } from './chat-reader.ts';

export interface FeedRowReader {
  /** At most so many to a statement. */
  readonly mostRows: number;
  readFullRows(window: ChatWindow): Promise<Step<StoredBatch>>;
  readChanges(keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]>;
  pause(): Promise<void>;
}

/** Chats that are opened where one of them has no full row. */
const OPENED_CHATS = 20;

export async function* readFeedRows(reader: FeedRowReader, keys: readonly ChangedKey[]): AsyncGenerator<ChangedRows> {
  for (const run of runsOf(keys, reader.mostRows)) {
    for (let rest = run; rest.length > 0; ) {
      const chunk = await readStored(reader, rest);
      if (chunk !== null) yield { kind: 'stored', chunk };
      const count = chunk?.count ?? OPENED_CHATS;
      if (chunk === null) {
        for await (const changes of reader.readChanges(rest.slice(0, count))) yield { kind: 'opened', changes };
      }
      rest = rest.slice(count);
      await reader.pause();
    }
  }
}

/** The first of the chats, as many as one statement may read; null where one of those is gone or has no full row. */
async function readStored(reader: FeedRowReader, keys: readonly ChangedKey[]) {
  if (keys[0]?.kind !== 'changed') return null;
  const among = keys.map(({ chatId }) => chatId);
  const { result } = await reader.readFullRows(windowAmong(among));
  if (result.kind !== 'stored' || result.chunk.count === 0) return null;
  return result.chunk.lastChatId === among[result.chunk.count - 1] ? result.chunk : null;
}

/** Neighbours that one statement can read in their order: changed ones by rising id, or others. */
function runsOf(keys: readonly ChangedKey[], mostRows: number): readonly (readonly ChangedKey[])[] {
  const runs: ChangedKey[][] = [];
  let last: ChangedKey | null = null;
  for (const key of keys) {
    const isChanged = key.kind === 'changed';
    const goesOn = last !== null && isChanged === (last.kind === 'changed') && (!isChanged || key.chatId > last.chatId);
    const run = runs.at(-1);
    if (run !== undefined && goesOn && run.length < mostRows) run.push(key);
    else runs.push([key]);
    last = key;
  }
  return runs;
}
