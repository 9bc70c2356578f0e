/** Folds a chat's events into its log entry: the only way from events to a row. Used by import, live writes and rebuild; pure. */
import type { Chat } from '@parley/contract';
import { CompiledCalendars } from '../../model/calendar.ts';
import { toArray } from '../../model/chain.ts';
import { type ChatMeasures, measureChat } from '../../model/chat-measures.ts';
import { type ChatState, stateAfter } from '../../model/chat-state.ts';
import type { ChatEvent } from '../../model/event.ts';
import type { AgentId, QueueId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { factsOf } from './chat-facts.ts';
import type { ChatIndex, FoldedChat } from './folded-chat.ts';
import { readable } from './readable-text.ts';
import { type ChatKeyIds, renderChat, renderExt } from './render-chat.ts';

/**
 * The log entry of a chat after `events`, which are in the order of `seq`; row times are printed in `zone`.
 * A caller that folds many chats passes one `calendars`, so that each calendar is compiled once.
 * @throws TypeError when `chat.started` is not the first event, or is repeated; callers check before.
 * @throws RangeError when the calendar's time zone is unknown; callers check before.
 */
export function foldChat(
  key: ChatKeyIds,
  events: readonly ChatEvent[],
  zone: Zone,
  calendars: CompiledCalendars = new CompiledCalendars(),
): FoldedChat<Chat> {
  return documentOf(key, stateAfter(events), zone, calendars);
}

/** The log entry of a chat in that state, as from `foldChat`. */
export function documentOf(
  key: ChatKeyIds,
  state: ChatState,
  zone: Zone,
  calendars: CompiledCalendars,
): FoldedChat<Chat> {
  const measures = measureChat(state, calendars.of(state.start.calendar ?? null));
  const folded = readable({
    chat: renderChat(key, state, measures, zone),
    ext: renderExt(state, measures),
    index: indexOf(state, measures),
  });
  return { ...folded, facts: factsOf(folded.chat, folded.ext) };
}

function indexOf(state: ChatState, measures: ChatMeasures): ChatIndex {
  const participants = toArray(state.handling.participants);
  const ids = (kind: 'agent' | 'queue') =>
    participants.filter((joined) => joined.kind === kind && joined.id !== 0).map(({ id }) => id);
  return {
    isOpen: measures.closedAt === null,
    startedAt: state.startedAt,
    lastAgent: (state.handling.lastAgent?.agentId ?? 0) as AgentId,
    entityId: state.entityId,
    contactId: state.contactId,
    ticketId: state.ticket?.ticketId ?? 0,
    type: state.start.channel,
    disposition: measures.outcome.disposition,
    slaStatus: measures.sla.status,
    isSpam: state.isSpam,
    agents: ids('agent') as AgentId[],
    queues: ids('queue') as QueueId[],
    nextDueAt: measures.sla.nextDueAt,
  };
}
