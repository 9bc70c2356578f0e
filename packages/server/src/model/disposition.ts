/** The outcome of a chat, with the rule that decided it. Source: docs/spec/metrics.md. Used by the fold and by `explain`. */
import { closedBy, type Disposition } from '@parley/contract';
import { type CompiledCalendar, isOpen, openSecondsBetween } from './calendar.ts';
import type { ChatState, Close } from './chat-state.ts';

export type DispositionRule =
  | 'open'
  | 'agent-wrote'
  | 'bot-resolved'
  | 'left-while-waiting'
  | 'left-after-limit'
  | 'left-out-of-hours'
  | 'accepted-but-silent'
  | 'closed-unanswered';

export interface DispositionResult {
  readonly disposition: Disposition;
  readonly rule: DispositionRule;
}

const DISPOSITION_BY_RULE: Readonly<Record<DispositionRule, Disposition>> = {
  open: 'In progress',
  'agent-wrote': 'Completed',
  'bot-resolved': 'Completed',
  'left-while-waiting': 'Lost',
  'left-after-limit': 'Missed',
  'left-out-of-hours': 'Missed',
  'accepted-but-silent': 'Missed',
  'closed-unanswered': 'Missed',
};

/** The outcome of a chat; `hasAgentMessage` says whether a human agent wrote to the visitor. */
export function dispositionOf(
  state: ChatState,
  hasAgentMessage: boolean,
  calendar: CompiledCalendar | null,
): DispositionResult {
  const rule = state.close?.isFinal ? ruleOf(state, state.close, hasAgentMessage, calendar) : 'open';
  return { disposition: DISPOSITION_BY_RULE[rule], rule };
}

function ruleOf(
  { handling }: ChatState,
  close: Close,
  hasAgentMessage: boolean,
  calendar: CompiledCalendar | null,
): DispositionRule {
  if (hasAgentMessage) return 'agent-wrote';
  const side = closedBy(close.reason);
  if (side === 'bot') return 'bot-resolved';
  if (side === 'us') return 'closed-unanswered';
  if (handling.owner !== null) return 'accepted-but-silent';
  if (!isOpen(calendar, close.at)) return 'left-out-of-hours';
  const limitSeconds = handling.lastQueue?.waitingLimitSeconds;
  // While a bot holds the chat, the visitor is not waiting for us yet, so no limit can pass.
  const waitedSeconds =
    handling.waitingSince === null ? 0 : openSecondsBetween(calendar, handling.waitingSince, close.at);
  return limitSeconds !== undefined && waitedSeconds > limitSeconds ? 'left-after-limit' : 'left-while-waiting';
}
