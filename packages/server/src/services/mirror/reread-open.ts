/**
 * Reads chats again that are in progress here: they will certainly change, however long ago they began. Used after the days
 * of a pass.
 */
import type { ProjectStore } from '../../store/chat-store.ts';
import type { SeenRow } from './apply-rows.ts';
import { type PageReader, startAtId } from './page-reader.ts';
import { listDays, shiftDay } from './read-days.ts';
import type { StartReading } from './start-semantics.ts';

export interface OpenChat {
  readonly chatId: number;
  /** Day that its start is printed with; null when it prints none. */
  readonly startDay: string | null;
}

const EVERY_OPEN = { selection: { isOpen: true }, direction: 'ASC', from: null, to: null, offset: 0 } as const;

/** The imported chats of the project that are in progress here, by id. */
export async function findOpenChats(project: Pick<ProjectStore, 'chats'>): Promise<readonly OpenChat[]> {
  const open: OpenChat[] = [];
  using reader = project.chats.openLiveReader();
  for await (const chats of reader.readChats({ ...EVERY_OPEN, limit: Number.MAX_SAFE_INTEGER })) {
    for (const { chatId, isImported, chatJson } of chats) {
      if (!isImported) continue;
      const { sessionStartTime: start } = JSON.parse(chatJson) as { readonly sessionStartTime: string | null };
      open.push({ chatId, startDay: /^\d{4}-\d{2}-\d{2}/.exec(start ?? '')?.[0] ?? null });
    }
  }
  return open;
}

/**
 * Requests each of the chats by id, neighbouring ones together; `seen` is called with all rows received.
 * Only for a source that reads `start` as an id.
 */
export async function rereadById(
  chats: readonly OpenChat[],
  pages: PageReader,
  reading: StartReading,
  seen: (rows: readonly SeenRow[]) => void,
): Promise<void> {
  let readTo = -1;
  for (const { chatId } of chats) {
    if (chatId <= readTo) continue;
    const { rows } = await pages.read(startAtId(reading, chatId));
    seen(rows);
    readTo = Math.max(chatId, rows.at(-1)?.chatId ?? chatId);
  }
}

/** The days on which the chats may have begun, a day either way, without those that were read already; in their order. */
export function daysOf(chats: readonly OpenChat[], alreadyRead: ReadonlySet<string>): readonly string[] {
  const days = new Set<string>();
  for (const { startDay } of chats) {
    if (startDay === null || Number.isNaN(Date.parse(`${startDay}T00:00:00Z`))) continue;
    for (const day of listDays(shiftDay(startDay, -1), shiftDay(startDay, 1))) {
      if (!alreadyRead.has(day)) days.add(day);
    }
  }
  return [...days].sort();
}
