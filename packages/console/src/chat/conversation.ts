/** Orders a transcript into days and turns of one writer. Pure. */
import type { Message, WholeChat } from '../api/chats.ts';
import { wallParts } from '../text/wall-times.ts';

/** `unknown`: an imported message that does not say who wrote it. */
export type Side = 'visitor' | 'agent' | 'bot' | 'unknown';

/** Messages of one writer in a row, on one day. */
export interface Turn {
  readonly side: Side;
  readonly name: string;
  readonly messages: readonly Message[];
}

export interface ConversationDay {
  /** `2025-10-28`; empty for messages without a time. */
  readonly day: string;
  readonly turns: readonly Turn[];
}

type Written = Pick<WholeChat, 'transcript' | 'visitorName' | 'firstAgentName' | 'lastAgentName'>;

/** In the order of the transcript. */
export function conversationDays(chat: Written): readonly ConversationDay[] {
  const days: { day: string; turns: { side: Side; name: string; messages: Message[] }[] }[] = [];
  for (const message of chat.transcript ?? []) {
    const day = wallParts(message.date)?.day ?? '';
    let current = days.at(-1);
    if (current?.day !== day) {
      current = { day, turns: [] };
      days.push(current);
    }
    const side = sideOf(message, chat);
    const name = message.name ?? '';
    const last = current.turns.at(-1);
    if (last?.side === side && last.name === name) last.messages.push(message);
    else current.turns.push({ side, name, messages: [message] });
  }
  return days;
}

/** Imported messages give only a name, which is then compared with those of the chat. */
export function sideOf(message: Message, chat: Omit<Written, 'transcript'>): Side {
  const sender = message.ext?.sender ?? null;
  if (sender !== null) return sender;
  const { name } = message;
  if (name === null || name === '') return 'unknown';
  if (name === chat.visitorName) return 'visitor';
  return name === chat.firstAgentName || name === chat.lastAgentName ? 'agent' : 'unknown';
}

/** Of the messages that answered a turn, how long the visitor had waited, in seconds. */
export function answerSeconds(
  turns: readonly { readonly closedBy: string | null; readonly seconds: number | null }[],
): ReadonlyMap<string, number> {
  return new Map(
    turns.flatMap(({ closedBy, seconds }) => (closedBy === null || seconds === null ? [] : [[closedBy, seconds]])),
  );
}
