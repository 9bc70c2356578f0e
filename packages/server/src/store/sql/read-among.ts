/** Reads the chats of a window among those that one of its conditions finds by an index, some at a time. */
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ChatReader, Step } from './chat-reader.ts';

export interface AmongParts {
  readonly chats: ChatReader;
  readonly pause: () => Promise<void>;
}

/** Everything that is wanted is among the ids, which are in the window's direction. */
export interface Among {
  readonly window: ChatWindow;
  readonly ids: readonly ChatId[];
}

/** Ids to a statement. */
const TOGETHER = 1_000;

export async function* walkAmong<T>(
  { pause }: AmongParts,
  { window, ids }: Among,
  read: (part: ChatWindow) => Promise<Step<T>>,
): AsyncGenerator<T> {
  let rest = window.limit;
  let left = ids;
  while (left.length > 0 && rest > 0) {
    const among = left.slice(0, TOGETHER);
    const step = await read({ ...window, among, limit: rest });
    rest -= step.count;
    if (step.count > 0) yield step.result;
    await pause();
    const { isLast, lastChatId } = step;
    left = left.slice(isLast || lastChatId === null ? among.length : left.indexOf(lastChatId) + 1);
  }
}

/** Id of the chat `skip` places on; null when there are no more than that. */
export async function findAmong(parts: AmongParts, { window, ids }: Among, skip: number): Promise<ChatId | null> {
  let rest = skip;
  for (const part of partsOf(window, ids)) {
    const found = await parts.chats.findIdAt(part, rest);
    if (found !== null) return found;
    if (rest > 0) rest -= await parts.chats.countRows(part);
    await parts.pause();
  }
  return null;
}

export async function countAmong(parts: AmongParts, { window, ids }: Among): Promise<number> {
  let total = 0;
  for (const part of partsOf(window, ids)) {
    total += await parts.chats.countRows(part);
    await parts.pause();
  }
  return total;
}

function* partsOf(window: ChatWindow, ids: readonly ChatId[]): Generator<ChatWindow> {
  for (let at = 0; at < ids.length; at += TOGETHER) yield { ...window, among: ids.slice(at, at + TOGETHER) };
}
