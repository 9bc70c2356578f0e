/** Why a live chat was closed, as its close records it. Source: docs/spec/chat-lifecycle.md. */
import type { CloseReason } from '@parley/contract';
import type { Lifecycle } from './lifecycle.ts';
import type { Trigger } from './transitions.ts';

/** What ends a chat. */
export type Ending = Extract<
  Trigger,
  | 'botResolved'
  | 'waitedTooLong'
  | 'visitorLeft'
  | 'visitorEnded'
  | 'wentQuiet'
  | 'grewTooOld'
  | 'agentClosed'
  | 'markedSpam'
>;

const REASONS: Readonly<Record<Ending, (chat: Lifecycle) => CloseReason>> = {
  botResolved: () => 'bot_resolved',
  waitedTooLong: () => 'no_answer',
  visitorLeft: (chat) => unanswered(chat) ?? 'visitor_left',
  visitorEnded: (chat) => unanswered(chat) ?? 'visitor',
  wentQuiet: ({ lastWord, hasVisitorMessage }) => {
    if (lastWord?.by === 'visitor') return 'idle_unanswered';
    return hasVisitorMessage ? 'idle' : 'no_visitor_reply';
  },
  grewTooOld: ({ phase }) => {
    if (phase === 'offline') return 'out_of_hours';
    return phase === 'queued' || phase === 'offered' ? 'no_answer' : 'max_age';
  },
  agentClosed: () => 'agent',
  markedSpam: () => 'spam',
};

export function closeReasonOf(ending: Ending, chat: Lifecycle): CloseReason {
  return REASONS[ending](chat);
}

/** Of a visitor who goes; null when an agent had written, or a bot has the chat. */
function unanswered({ phase, hasAgentMessage }: Lifecycle): CloseReason | null {
  if (hasAgentMessage || phase === 'bot') return null;
  return phase === 'active' || phase === 'parked' ? 'agent_silent' : 'abandoned';
}
