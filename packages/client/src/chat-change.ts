/** What the change feed says about one chat; `kind` discriminates. */
import type { ChatChangesReply, ChatExt, ChatInReply } from './contract-types.ts';
import { incomplete } from './errors.ts';

/** A chat as the feed delivers it: always with `ext`. */
export type ChangedChat = ChatInReply & { readonly ext: ChatExt };

/** The chat in its latest state: put it into the copy. */
export interface ChatUpserted {
  readonly kind: 'changed';
  readonly chatId: number;
  /** Of two states of a chat the one with the larger revision is newer. */
  readonly revision: number;
  readonly chat: ChangedChat;
}

/** The chat was erased: remove it from the copy, and from everything made of it. */
export interface ChatErased {
  readonly kind: 'erased';
  readonly chatId: number;
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly deletedAt: string;
}

/** The chat changed and no longer matches the filters: remove it from a copy made with these filters. */
export interface ChatLeft {
  readonly kind: 'left';
  readonly chatId: number;
  readonly revision: number;
}

export type ChatChange = ChatUpserted | ChatErased | ChatLeft;

export type ChangeElement = ChatChangesReply['response'][number];

/** Reads one element of the feed's reply, or a chat of the log with `ext`. @throws IncompleteReplyError without `ext` */
export function changeOf(element: ChangeElement): ChatChange {
  const { chatId, ext } = element;
  if (ext === undefined) throw incomplete(`Chat ${chatId} came through the change feed without ext.`);
  const { revision } = ext;
  if ('deleted' in ext) return { kind: 'erased', chatId, revision, deletedAt: ext.deletedAt };
  if ('left' in ext) return { kind: 'left', chatId, revision };
  return { kind: 'changed', chatId, revision, chat: element as ChangedChat };
}
