/** What of live chats somebody may follow. */
import type { ChatId, ProjectScope } from '../../model/ids.ts';
import type { LiveHint } from '../../store/live-store.ts';

export type Topic = ProjectScope &
  (
    | { readonly kind: 'chat'; readonly chatId: ChatId }
    /** Whichever chat the person has. */
    | { readonly kind: 'person'; readonly person: string }
    | { readonly kind: 'agent'; readonly agentId: number }
    | { readonly kind: 'queue'; readonly queueId: number }
  );

/** Its name within the project. */
export function nameOf(topic: Topic): string {
  switch (topic.kind) {
    case 'chat':
      return `chat ${topic.chatId}`;
    case 'person':
      return `person ${topic.person}`;
    case 'agent':
      return `agent ${topic.agentId}`;
    case 'queue':
      return `queue ${topic.queueId}`;
  }
}

/** Whom a hint is for. */
export function topicsOf(hint: LiveHint): readonly Topic[] {
  const scope = { tenantId: hint.tenantId, projectId: hint.projectId };
  switch (hint.kind) {
    case 'changed':
      return [
        { ...scope, kind: 'chat', chatId: hint.chatId },
        ...(hint.person === null ? [] : [{ ...scope, kind: 'person', person: hint.person } as const]),
        ...hint.agentIds.map((agentId) => ({ ...scope, kind: 'agent', agentId }) as const),
        ...hint.queueIds.map((queueId) => ({ ...scope, kind: 'queue', queueId }) as const),
      ];
    case 'agent':
      return [{ ...scope, kind: 'agent', agentId: hint.agentId }];
    case 'typing':
    case 'read':
      return [{ ...scope, kind: 'chat', chatId: hint.chatId }];
  }
}
