/** Where a chat stands in the list, as the API's `after` has it. Pure. */
import type { SortName } from '@parley/contract';
import type { WholeChat } from '../api/chats.ts';

/** null where the chat does not say: it is sorted by something of which this person sees nothing. */
export function placeInList(chat: WholeChat, sort: string | null): string | null {
  if (sort === null) return String(chat.chatId);
  const value = sortedValueOf(chat, sort as SortName);
  return value === undefined ? null : `${value ?? 'none'}.${chat.chatId}`;
}

function sortedValueOf(chat: WholeChat, sort: SortName): number | null | undefined {
  switch (sort) {
    case 'sessionStartTime':
      return instantOf(chat.ext?.times?.sessionStart);
    case 'sessionCloseTime':
      return instantOf(chat.ext?.times?.sessionClose);
    case 'duration':
      return chat.duration;
    case 'firstResponseTime':
      return chat.firstResponseTime;
    case 'messageCount':
      return chat.transcript === null ? null : chat.transcript?.length;
    default:
      return undefined;
  }
}

function instantOf(time: string | null | undefined): number | null | undefined {
  return typeof time === 'string' ? Date.parse(time) : time;
}
