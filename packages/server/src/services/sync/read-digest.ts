/** Sums the digests of a selection of chats, in total and per day, to compare a copy with the log. */
import type { ChatDigest as DigestReply } from '@parley/contract';
import { LogChecksum } from '../../chat-log/codec/log-checksum.ts';
import type { DigestQuery } from '../../chat-log/query/change-query.ts';
import type { StoreIdentity } from '../../store/chat-store.ts';
import { type FeedView, makeCursor } from './feed-cursor.ts';

/** The current digest, with its position in the change feed. @throws StoreError `busy` when too many large reads run at once. */
export async function readDigest(
  identity: StoreIdentity,
  feed: FeedView,
  { dayZone }: DigestQuery,
): Promise<DigestReply> {
  const { end, batches } = await feed.project.chats.readDigests(feed.selection);
  const all = new LogChecksum();
  const days = new Map<string, LogChecksum>();
  for await (const batch of batches) {
    for (const { startedAt, digest } of batch) {
      const date = dayZone.wallTimeAt(startedAt).split(' ')[0] ?? '';
      const day = days.get(date) ?? new LogChecksum();
      days.set(date, day);
      all.add(digest);
      day.add(digest);
    }
  }
  return {
    cursor: makeCursor(identity, feed, end),
    ...all.value,
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, sum]) => ({ date, ...sum.value })),
  };
}
