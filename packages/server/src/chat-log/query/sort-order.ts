/** The order of a sorted list: by a fact of the chats, those with equal ones by id, those without one last. Pure. */
import type { ChatInReply, SortName } from '@parley/contract';
import { type ChatId, chatId } from '../../model/ids.ts';
import { UNKNOWN_START } from '../../model/instant.ts';
import type { ChatSelection } from './chat-selection.ts';
import { NUMBERS } from './filters.ts';

/** A whole number of each chat; an instant is in milliseconds since 1970. */
export interface SortColumn {
  /** Of the table of facts. */
  readonly column: string;
  /** What stands in the column where a chat has none; null is NULL. */
  readonly none: number | null;
  /** An index over the project's values. */
  readonly index: string;
  readonly shown: (row: ChatInReply) => number | null;
}

export const SORT_COLUMNS: Readonly<Record<SortName, SortColumn>> = {
  sessionStartTime: {
    column: 'started_at',
    none: UNKNOWN_START,
    index: 'chat_fact_by_start',
    shown: (row) => instantOf(row.ext?.times.sessionStart),
  },
  sessionCloseTime: {
    column: 'closed_at',
    none: null,
    index: 'chat_fact_by_close',
    shown: (row) => instantOf(row.ext?.times.sessionClose),
  },
  duration: { ...NUMBERS.duration, none: null },
  firstResponseTime: { ...NUMBERS.firstResponseTime, none: null },
  messageCount: { ...NUMBERS.messageCount, none: null },
};

/** Where a chat stands in a sorted list. */
export interface SortPlace {
  /** null where the chat has none. */
  readonly value: number | null;
  readonly chatId: ChatId;
}

/** A part of a sorted list. */
export interface SortedWindow {
  readonly selection: ChatSelection;
  readonly sort: SortName;
  readonly direction: 'ASC' | 'DESC';
  /** Where to go on, exclusive; null is the beginning. */
  readonly after: SortPlace | null;
  /** Where to end, inclusive; null is the end. */
  readonly to: SortPlace | null;
  /** Newer chats are left out; null is none. */
  readonly highestChatId: ChatId | null;
  readonly limit: number;
}

/** Less than 0 when the first place is before the second. */
export function comparePlaces(direction: 'ASC' | 'DESC', a: SortPlace, b: SortPlace): number {
  const sign = direction === 'ASC' ? 1 : -1;
  if (a.value === b.value) return (a.chatId - b.chatId) * sign;
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
  return (a.value - b.value) * sign;
}

/** Whether the window's ends leave room for the place. */
export function isWithin({ direction, after, to, highestChatId }: SortedWindow, place: SortPlace): boolean {
  if (highestChatId !== null && place.chatId > highestChatId) return false;
  if (after !== null && comparePlaces(direction, after, place) >= 0) return false;
  return to === null || comparePlaces(direction, place, to) <= 0;
}

/** As `after` has it. */
export function printPlace({ value, chatId: id }: SortPlace): string {
  return `${value ?? 'none'}.${id}`;
}

/** `text` is a checked value; null for one that has only an id. */
export function readPlace(text: string): SortPlace | null {
  const [value = '', id] = text.split('.');
  if (id === undefined) return null;
  return { value: value === 'none' ? null : Number(value), chatId: chatId(Number(id)) };
}

function instantOf(time: string | null | undefined): number | null {
  return time === null || time === undefined ? null : Date.parse(time);
}
