/** Removes, and lets everything on the page know at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WholeChat } from '../api/chats.ts';
import { eraseChat, redact } from '../api/removals.ts';
import { readAgain } from '../chats/log-queries.ts';
import type { Removal } from './removal-context.ts';

export interface RemovalOrder {
  readonly removal: Removal;
  readonly reason: string;
}

export interface Removed {
  readonly chats: number;
  readonly messages: number;
}

/** Queries whose numbers an erased chat was part of. */
const COUNTING: ReadonlySet<unknown> = new Set(['count', 'neighbour', 'statistics', 'insights']);
/** Queries that show what a redaction empties. */
const SHOWING: ReadonlySet<unknown> = new Set(['chats', 'chat', 'explanation']);

export function useRemoval(projectId: string, chat: WholeChat | null) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ removal, reason }: RemovalOrder) => remove(projectId, chat?.chatId ?? 0, removal, reason),
    onSuccess: (_, { removal }) => {
      if (removal.kind !== 'erase') {
        return client.invalidateQueries({ predicate: ({ queryKey }) => SHOWING.has(queryKey[0]) });
      }
      readAgain(client);
      return client.invalidateQueries({ predicate: ({ queryKey }) => COUNTING.has(queryKey[0]) });
    },
  });
}

async function remove(projectId: string, chatId: number, removal: Removal, reason: string): Promise<Removed> {
  switch (removal.kind) {
    case 'erase':
      await eraseChat(projectId, String(chatId), reason);
      return { chats: 1, messages: 0 };
    case 'chat':
      return redact(projectId, { chatId, whole: true, reason });
    case 'message':
      return redact(projectId, { chatId, seq: removal.seq, reason });
    case 'contact':
      return redact(projectId, { contactId: removal.contactId, reason });
  }
}
