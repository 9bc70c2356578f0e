/** Sums the digests of a selection of chats, in total and per day, to compare a copy with the log. */
import type { ChatDigest as DigestReply } from '@parley/contract';
import type { DigestQuery } from '../../chat-log/query/change-query.ts';
import type { StoreIdentity } from '../../store/chat-store.ts';
import { type FeedView, makeCursor } from './feed-cursor.ts';

interface Sum {
  count: number;
  total: bigint;
}

/** The current digest, with its position in the change feed. @throws StoreError `busy` when too many large reads run at once. */
export async function readDigest(
  identity: StoreIdentity,
  feed: FeedView,
  { dayZone }: DigestQuery,
): Promise<DigestReply> {
  const { end, batches } = await feed.project.chats.readDigests(feed.selection);
  const all: Sum = { count: 0, total: 0n };
  const days = new Map<string, Sum>();
  for await (const batch of batches) {
    for (const { startedAt, digest } of batch) {
      const date = dayZone.wallTimeAt(startedAt).split(' ')[0] ?? '';
      const day = days.get(date) ?? { count: 0, total: 0n };
      days.set(date, day);
      for (const sum of [all, day]) {
        sum.count += 1;
        sum.total = BigInt.asUintN(64, sum.total + digest);
      }
    }
  }
  return {
    cursor: makeCursor(identity, feed, end),
    ...print(all),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, sum]) => ({ date, ...print(sum) })),
  };
}

function print({ count, total }: Sum): { readonly count: number; readonly checksum: string } {
  return { count, checksum: total.toString(16).padStart(16, '0') };
}
