/** What goes down a stream. */
import { type LIVE_FRAMES, LIVE_PROTOCOL, type LiveEvent, type LiveFrameOf, type Side } from '@parley/contract';
import { chatId as asChatId, type ChatId } from '../../model/ids.ts';
import type { ReadMark } from '../../store/live-store.ts';
import type { Sign } from './follower.ts';

type Named<N extends keyof typeof LIVE_FRAMES> = { readonly name: N; readonly data: LiveFrameOf<N> };

/** `position`: what the reader has with this frame, to go on from. */
export type LiveFrame =
  | { readonly name: 'chat'; readonly data: LiveEvent; readonly position: string }
  | { [N in keyof typeof LIVE_FRAMES]: Named<N> }[keyof typeof LIVE_FRAMES]
  /** Nothing to say. */
  | { readonly name: 'heartbeat' };

/** Chats that a reader has, each up to which event. */
export type StreamPosition = ReadonlyMap<ChatId, number>;

const ENTRY = /^(\d{1,16})\.(\d{1,10})$/;

/** null when the text is none. */
export function parsePosition(text: string): StreamPosition | null {
  if (text === '') return new Map();
  const entries: [ChatId, number][] = [];
  for (const part of text.split(',')) {
    const [, id, seq] = ENTRY.exec(part) ?? [];
    if (id === undefined || seq === undefined || !Number.isSafeInteger(Number(id))) return null;
    entries.push([asChatId(Number(id)), Number(seq)]);
  }
  return new Map(entries);
}

export function printPosition(position: StreamPosition): string {
  return [...position].map(([id, seq]) => `${id}.${seq}`).join(',');
}

/** A passing sign as the other side gets it; null for one's own. */
export function signFrame(sign: Sign, side: Side): LiveFrame | null {
  if (sign.by === side) return null;
  const { chatId, by } = sign;
  const data = { v: LIVE_PROTOCOL, chatId, by } as const;
  return sign.kind === 'typing' ? { name: 'typing', data } : { name: 'read', data: { ...data, seq: sign.seq } };
}

/** How far the other side has read, for a reader who comes. */
export function readFrames(chatId: ChatId, marks: readonly ReadMark[], side: Side): readonly LiveFrame[] {
  return marks
    .filter((mark) => mark.side !== side)
    .map(({ side: by, seq }) => ({ name: 'read', data: { v: LIVE_PROTOCOL, chatId, by, seq } }));
}
