/** What a command is refused with, as its sender is told. */

import type { AgentRefusal } from '../../../services/desk/agent-command.ts';
import type { VisitorRefusal } from '../../../services/visitors/visitor-command.ts';
import type { UnusableFile } from '../../../store/attachment-store.ts';
import type { ProjectStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';

type Why = (AgentRefusal | VisitorRefusal)['refused'];
type Named = Extract<Why, string>;

/** Says who was faster, where somebody was. */
export async function liveRefusal({ desk }: Pick<ProjectStore, 'desk'>, refused: Why): Promise<ApiError> {
  if (typeof refused === 'string') return NAMED[refused]();
  if ('resendFrom' in refused) {
    const headers = { 'parley-resend-from': String(refused.resendFrom) };
    return ApiError.of('commandsMissing', {
      property: 'cseq',
      slots: { expected: String(refused.resendFrom) },
      headers,
    });
  }
  if ('fullAgentId' in refused) return ApiError.of('agentFull', { slots: { agentId: String(refused.fullAgentId) } });
  if ('unusableId' in refused) {
    const slots = { attachmentId: refused.unusableId, reason: UNUSABLE[refused.reason] };
    return ApiError.of('attachmentNotUsable', { property: 'attachmentIds', slots });
  }
  const holder = refused.holderId === null ? null : await desk.findAgent(refused.holderId);
  const slots = { who: holder?.name ?? 'nobody' };
  switch (refused.why) {
    case 'held-by-bot':
      return ApiError.of('chatHeldByBot');
    case 'already-taken':
      return ApiError.of('chatTaken', { slots });
    case 'not-yours':
      return ApiError.of('chatNotYours', { slots });
    case 'offer-gone':
      return ApiError.of('offerGone', { slots });
    case 'chat-closed':
      return ApiError.of('chatEnded');
  }
}

const UNUSABLE: Readonly<Record<UnusableFile, string>> = {
  unknown: 'there is no such upload of yours',
  incomplete: 'its upload is not complete',
  'sent-before': 'it was sent before',
};

const NAMED: Readonly<Record<Named, () => ApiError>> = {
  'chat-not-found': () => ApiError.of('chatNotFound', { property: 'chatId' }),
  'chat-is-imported': () => ApiError.of('chatImported'),
  'chat-is-full': () => ApiError.of('chatFull'),
  'chat-ids-used-up': () => ApiError.of('chatIdsUsedUp'),
  'stale-command': () => ApiError.of('commandOutdated', { property: 'cseq' }),
  'message-not-found': () => ApiError.of('messageNotFound', { property: 'messageId' }),
  'supervisor-needed': () => ApiError.of('supervisorNeeded', { property: 'isForced' }),
  'agent-not-found': () => ApiError.of('agentNotFound', { property: 'toAgentId' }),
  'ticket-type-not-found': () => ApiError.of('ticketTypeNotFound', { property: 'ticketTypeId' }),
  'queue-not-found': () => ApiError.of('queueNotFound', { property: 'toQueueId' }),
  'site-without-queue': () => ApiError.of('siteNotFound', { property: 'site' }),
  // Of timers, which nobody sends.
  'timer-gone': () => ApiError.of('internal'),
};
