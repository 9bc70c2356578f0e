/** What statistics, sorting and ranges need of a chat, read from its log entry: nothing is computed that the entry does not have. */
import type { LoggedChat, MessageExt } from '@parley/contract';
import { type Instant, instant, secondsBetween } from '../../model/instant.ts';
import type { ChatFacts, StoredExt } from './folded-chat.ts';

export function factsOf(chat: LoggedChat, { chat: ext, messages }: StoredExt): ChatFacts {
  return {
    closedAt: readInstant(ext.times.sessionClose),
    firstQueue: chat.firstQueueId ?? 0,
    lastQueue: chat.lastQueueId ?? 0,
    pageName: chat.pageName ?? '',
    firstResponseTime: chat.firstResponseTime,
    averageResponseTime: chat.averageResponseTime,
    maxResponseTime: ext.maxResponseTime,
    responseCount: chat.responseCount,
    sumResponseTime: chat.sumResponseTime,
    wait: waitOf(ext.times),
    duration: chat.duration,
    messages: chat.transcript?.length ?? null,
    visitorMessages: countBy(messages, 'visitor'),
    agentMessages: countBy(messages, 'agent'),
    transferCount: chat.transferCount,
  };
}

function waitOf({ sessionStart, firstAccepted, handedOff }: StoredExt['chat']['times']): number | null {
  const [start, accepted, handOff] = [sessionStart, firstAccepted, handedOff].map(readInstant);
  if (!start || !accepted) return null;
  const isHandedBefore = handOff && handOff > start && handOff <= accepted;
  return secondsBetween(isHandedBefore ? handOff : start, accepted);
}

function readInstant(time: string | null): Instant | null {
  return time === null ? null : instant(Date.parse(time));
}

function countBy(messages: readonly MessageExt[], sender: 'visitor' | 'agent'): number | null {
  if (messages.some((message) => message.sender === null)) return null;
  return messages.filter((message) => message.sender === sender).length;
}
