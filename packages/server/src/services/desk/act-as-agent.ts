/** What agents and supervisors do with a live chat. */
import type { Agent } from '@parley/contract';
import type { BodyOf } from '../../model/event-of.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Happening } from '../../model/lifecycle/happening.ts';
import type { SentFiles } from '../../store/attachment-store.ts';
import type { CommandKey, DeskAgent, QueueSettings } from '../../store/desk-store.ts';
import { isThere } from './agent-room.ts';
import { changeLiveChat, type KnownChat, type LiveChanged, type Place } from './change-live-chat.ts';

/** Text and files of a message, with the id that its sender gave it. */
export type WrittenMessage = Pick<BodyOf<'message.sent'>, 'messageId' | 'text' | 'attachments'>;

/** `isForced`: by a supervisor, whoever has the chat. */
export type AgentAction =
  | { readonly type: 'accept' }
  | { readonly type: 'decline' }
  | { readonly type: 'write'; readonly message: WrittenMessage }
  | { readonly type: 'transferToAgent'; readonly to: Agent; readonly reason: string; readonly isForced: boolean }
  | {
      readonly type: 'transferToQueue';
      readonly to: QueueSettings;
      readonly reason: string;
      readonly isForced: boolean;
    }
  | { readonly type: 'park' }
  | { readonly type: 'close'; readonly isForced: boolean }
  | { readonly type: 'markSpam' }
  | { readonly type: 'unmarkSpam' };

export interface AgentCommand {
  readonly chatId: ChatId;
  readonly agent: Agent;
  readonly action: AgentAction;
  readonly at: Instant;
  /** null for an action that may be repeated. */
  readonly command: CommandKey | null;
  /** What a message takes along. */
  readonly files?: SentFiles | null;
}

export function actAsAgent(
  project: Place,
  { chatId, agent, action, at, command, files = null }: AgentCommand,
): Promise<LiveChanged> {
  const others = action.type === 'transferToAgent' ? [action.to.agentId] : [];
  return changeLiveChat(project, {
    of: { chatId },
    at,
    agentIds: [agent.agentId, ...others],
    command,
    files,
    happening: (view) => HAPPENINGS[action.type](action as never, agent, view),
  });
}

type HappeningOf<T extends AgentAction['type']> = (
  action: Extract<AgentAction, { type: T }>,
  agent: Agent,
  view: KnownChat,
) => Happening;

const HAPPENINGS: { readonly [T in AgentAction['type']]: HappeningOf<T> } = {
  accept: (_, agent) => ({ trigger: 'accepted', agent }),
  decline: (_, { agentId }, view) => ({ trigger: 'declined', agentId, isGiverThere: isThere(giverOf(view)) }),
  write: ({ message }, { agentId, name }) => ({
    trigger: 'agentWrote',
    agentId,
    message: { type: 'message.sent', sender: 'agent', senderId: agentId, name, ...message },
  }),
  transferToAgent: ({ to, reason, isForced }, { agentId }) => ({
    trigger: 'transferredToAgent',
    agent: to,
    by: isForced ? null : agentId,
    reason,
  }),
  transferToQueue: ({ to, reason, isForced }, { agentId }) => ({
    trigger: 'transferredToQueue',
    queue: { queueId: to.queueId, name: to.name, ...limitOf(to) },
    by: isForced ? null : agentId,
    reason,
  }),
  park: (_, { agentId }) => ({ trigger: 'parked', by: agentId }),
  close: ({ isForced }, { agentId }) => ({ trigger: 'agentClosed', by: isForced ? null : agentId }),
  markSpam: () => ({ trigger: 'markedSpam' }),
  unmarkSpam: () => ({ trigger: 'unmarkedSpam' }),
};

function limitOf({ waitingLimitSeconds }: QueueSettings) {
  return waitingLimitSeconds === undefined ? {} : { waitingLimitSeconds };
}

/** Who has the chat while another is asked. */
export function giverOf({ chat, agents }: KnownChat): DeskAgent | undefined {
  const giverId = chat.offer?.giver?.agentId;
  return giverId === undefined ? undefined : agents.get(giverId);
}
