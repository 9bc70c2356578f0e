/** Compares a copy with the log: the sums first, then the days whose sums differ, then the chats of those days. */
import { Checksum, wireText } from '../chat-digest.ts';
import type { ChatFilters } from '../contract-types.ts';
import type { ParleyClient } from '../parley-client.ts';
import { type CopyIndex, checksumOf, shareOf } from './copy-index.ts';

export interface LogOf {
  readonly client: ParleyClient;
  readonly project: number;
  readonly filters: ChatFilters;
  readonly signal: AbortSignal;
}

/** Ids in ascending order. `missing`: only in the log; `extra`: only in the copy; `different`: in both, with different content. */
export interface Comparison {
  readonly count: number;
  readonly checksum: string;
  readonly missing: readonly number[];
  readonly extra: readonly number[];
  readonly different: readonly number[];
}

/** Compares with the log as it is now. @throws ParleyError */
export async function compareCopy(log: LogOf, copy: CopyIndex): Promise<Comparison> {
  const { client, project, filters, signal } = log;
  const { count, checksum, days } = await client.digest(project, filters, { signal });
  const equal = { count, checksum, missing: [], extra: [], different: [] };
  if (count === copy.size && checksum === checksumOf(copy)) return equal;
  const suspects = suspectDays(copy, days);
  const inLog = new Map<number, bigint>();
  for (const day of suspects) await readDay(log, day, inLog);
  const missing: number[] = [];
  const different: number[] = [];
  for (const [chatId, share] of inLog) {
    const copied = copy.get(chatId);
    if (copied === undefined) missing.push(chatId);
    else if (copied.share !== share) different.push(chatId);
  }
  const unseen = [...copy].flatMap(([chatId, { day }]) => (suspects.has(day) && !inLog.has(chatId) ? [chatId] : []));
  return { ...equal, ...(await withoutOtherDays(log, copy, unseen, missing, different)) };
}

export function isEqual({ missing, extra, different }: Omit<Comparison, 'count' | 'checksum'>): boolean {
  return missing.length + extra.length + different.length === 0;
}

/** Days whose count or sum differs. */
function suspectDays(copy: CopyIndex, days: readonly { date: string; count: number; checksum: string }[]): Set<string> {
  const copied = new Map<string, { count: number; readonly sum: Checksum }>();
  for (const { day, share } of copy.values()) {
    const entry = copied.get(day) ?? { count: 0, sum: new Checksum() };
    entry.count += 1;
    entry.sum.add(share);
    copied.set(day, entry);
  }
  const suspects = new Set(copied.keys());
  for (const { date, count, checksum } of days) {
    const entry = copied.get(date);
    if (entry?.count === count && entry.sum.toString() === checksum) suspects.delete(date);
    else suspects.add(date);
  }
  return suspects;
}

async function readDay(log: LogOf, day: string, into: Map<number, bigint>): Promise<void> {
  const { client, project, filters, signal } = log;
  if (!isInRange(day, filters)) return;
  const ofDay = { ...filters, startDate: day, endDate: day };
  for await (const chat of client.chats(project, { filters: ofDay, signal }))
    into.set(chat.chatId, shareOf(wireText(chat)));
}

/** A copy can have days outside its own filters; a filter for such a day would read more than the copy covers. */
function isInRange(day: string, { startDate, endDate }: ChatFilters): boolean {
  if (!/^\d{4,6}-\d\d-\d\d$/.test(day)) return false;
  const last = endDate ?? startDate;
  return (startDate === undefined || day >= startDate) && (last === undefined || day <= last);
}

/** The server may count an imported row under another day than it prints: look up each chat that was not found by its id. */
async function withoutOtherDays(
  { client, project, filters, signal }: LogOf,
  copy: CopyIndex,
  unseen: readonly number[],
  missing: readonly number[],
  different: readonly number[],
): Promise<Pick<Comparison, 'missing' | 'extra' | 'different'>> {
  const extra: number[] = [];
  const alsoDifferent: number[] = [];
  const sorted = unseen.toSorted((a, b) => a - b);
  const wanted = new Set(sorted);
  for (let at = 0; at < sorted.length; ) {
    const start = sorted[at] ?? 0;
    // Neighbours are read in one request, across small gaps.
    let end = at;
    while ((sorted[end + 1] ?? Number.POSITIVE_INFINITY) - (sorted[end] ?? 0) <= MAX_GAP) end += 1;
    const last = sorted[end] ?? start;
    const found = new Map<number, bigint>();
    for await (const chat of client.chats(project, { filters, start, limit: last - start + 1, signal })) {
      if (chat.chatId > last) break;
      if (wanted.has(chat.chatId)) found.set(chat.chatId, shareOf(wireText(chat)));
    }
    for (const chatId of sorted.slice(at, end + 1)) {
      const share = found.get(chatId);
      if (share === undefined) extra.push(chatId);
      else if (share !== copy.get(chatId)?.share) alsoDifferent.push(chatId);
    }
    at = end + 1;
  }
  const byId = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
  return { missing: byId(missing), extra, different: byId([...different, ...alsoDifferent]) };
}

const MAX_GAP = 50;

/**
 * The differences that are errors: not the chats that changed since `cursor`, up to which the copy was drained before the
 * comparison. With cursor null every difference is an error.
 */
export async function unexplained(log: LogOf, cursor: string | null, found: Comparison): Promise<Comparison> {
  if (cursor === null || isEqual(found)) return found;
  const { client, project, filters, signal } = log;
  const changed = new Set<number>();
  for (let next: string | null = cursor; next !== null; ) {
    const page = await client.changes(project, { cursor: next, filters, signal });
    for (const { chatId } of page.changes) changed.add(chatId);
    next = page.isEnd ? null : page.cursor;
  }
  const stays = (chatId: number) => !changed.has(chatId);
  return {
    ...found,
    missing: found.missing.filter(stays),
    extra: found.extra.filter(stays),
    different: found.different.filter(stays),
  };
}
