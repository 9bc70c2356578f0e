/** Reads a sorted list: where its chats stand, then the chats, in its order. */

import type { StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import { printPlace, type SortedWindow, type SortPlace } from '../../chat-log/query/sort-order.ts';
import { isBrief } from '../../chat-log/view/chat-view.ts';
import type { ChatId } from '../../model/ids.ts';
import type { LogReader } from '../../store/chat-store.ts';
import { formatOf, type LogRequest } from './print-log.ts';

/** Chats that are read together. */
const TOGETHER = 100;

/** The whole list of the request, from where it goes on; null when it is not sorted. */
export function sortedWindow({ query }: LogRequest, limit: number): SortedWindow | null {
  const { sorted, selection, direction } = query;
  if (sorted === null) return null;
  return { selection, sort: sorted.by, direction, after: sorted.after, to: null, highestChatId: null, limit };
}

/** A page in one snapshot, and the `after` of the next one; null when this is the last. */
export async function readSortedPage(reader: LogReader, request: LogRequest, window: SortedWindow) {
  const { limit } = window;
  const places = (await Array.fromAsync(reader.readPlaces({ ...window, limit: limit + 1 }))).flat();
  const last = places.length > limit ? places[limit - 1] : undefined;
  return {
    batches: readAt(reader, request, places.slice(0, limit)),
    nextAfter: last === undefined ? null : printPlace(last),
  };
}

/** The chats of the window that are still there when they are read. */
export async function* readSorted(
  reader: LogReader,
  request: LogRequest,
  window: SortedWindow,
): AsyncGenerator<StoredBatch> {
  for await (const places of reader.readPlaces(window)) yield* readAt(reader, request, places);
}

/** The last place of the page, when more follow it; null otherwise. */
export async function findLastPlace(reader: LogReader, window: SortedWindow): Promise<SortPlace | null> {
  let [rest, last]: [number, SortPlace | null] = [window.limit, null];
  for await (const places of reader.readPlaces({ ...window, limit: window.limit + 1 })) {
    if (places.length > rest) return places[rest - 1] ?? last;
    rest -= places.length;
    last = places.at(-1) ?? last;
  }
  return null;
}

async function* readAt(
  reader: LogReader,
  request: LogRequest,
  places: readonly SortPlace[],
): AsyncGenerator<StoredBatch> {
  const isListed = isBrief(request.view) && !formatOf(request).readsFacts;
  for (let at = 0; at < places.length; at += TOGETHER) {
    const ids = places.slice(at, at + TOGETHER).map((place) => place.chatId);
    const chats = await readThese(reader, ids, isListed);
    if (chats.length > 0) yield { kind: 'opened', chats };
  }
}

async function readThese(reader: LogReader, ids: readonly ChatId[], isListed: boolean) {
  const among = ids.toSorted((a, b) => a - b);
  const window = {
    selection: {},
    direction: 'ASC',
    from: null,
    to: null,
    offset: 0,
    limit: ids.length,
    among,
  } as const;
  const read = isListed ? reader.readBriefs(window) : reader.readChats(window);
  const found = new Map((await Array.fromAsync(read)).flat().map((chat) => [chat.chatId, chat]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
