/** What visitors do: the first message begins a chat, later ones go on with it. */

import type { EventBody } from '../../model/event.ts';
import type { BodyOf } from '../../model/event-of.ts';
import type { Instant } from '../../model/instant.ts';
import { weightOf } from '../../model/routing.ts';
import type { SentFiles } from '../../store/attachment-store.ts';
import type { CommandKey, DeskView, QueueSettings } from '../../store/desk-store.ts';
import { isFree } from './agent-room.ts';
import { changeLiveChat, type LiveChanged, type Place } from './change-live-chat.ts';

/** What a chat begins with, if there is none. */
export type ChatStart = Omit<
  BodyOf<'chat.started'>,
  'type' | 'queue' | 'slaPolicy' | 'calendar' | 'previousChatId' | 'startedBy'
>;

export interface VisitorMessage {
  readonly person: string;
  readonly start: ChatStart;
  readonly queue: QueueSettings;
  readonly message: Omit<BodyOf<'message.sent'>, 'type' | 'sender' | 'senderId'>;
  /** What the message takes along. */
  readonly files?: SentFiles | null;
  readonly at: Instant;
  readonly command: CommandKey | null;
}

export function writeAsVisitor(
  project: Place,
  { person, start, queue, message, files = null, at, command }: VisitorMessage,
): Promise<LiveChanged> {
  const sent = { type: 'message.sent', sender: 'visitor', ...message } as const;
  return changeLiveChat(project, {
    of: { person },
    at,
    command,
    files,
    happening({ chat, agents }) {
      const owner = chat.chat.handling.owner;
      const weight = weightOf(chat.chat.start.channel);
      const isAgentFree = owner !== null && isFree(agents.get(owner.agentId), weight);
      return { trigger: 'visitorWrote', message: sent, isAgentFree };
    },
    begin: (view) => [startOf(start, queue, view), sent],
  });
}

function startOf(start: ChatStart, queue: QueueSettings, { previous }: DeskView): EventBody {
  const { strategy: _, calendar, slaPolicy, ...named } = queue;
  return {
    type: 'chat.started',
    ...start,
    queue: named,
    ...(slaPolicy === null ? {} : { slaPolicy }),
    ...(calendar === null ? {} : { calendar }),
    ...(previous === null ? {} : { previousChatId: previous.chatId }),
  };
}

/** Ends the visitor's chat, if there is one that is not closed. */
export function endAsVisitor(
  project: Place,
  { person, at, command }: Pick<VisitorMessage, 'person' | 'at' | 'command'>,
): Promise<LiveChanged> {
  return changeLiveChat(project, { of: { person }, at, command, happening: () => ({ trigger: 'visitorEnded' }) });
}
