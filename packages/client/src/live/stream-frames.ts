/** Takes server-sent events out of the pieces of a body. */
import type { ChatEvents, StreamFrames } from './live-types.ts';

/** What the reader may not see keeps its number. */
export interface HiddenEvent {
  readonly type: 'hidden';
  readonly at: string;
}
/** An event of a chat. `seq`: 1, 2, 3 … within the chat. */
export type ChatEvent = { readonly v: 1; readonly chatId: number; readonly seq: number } & (
  | ChatEvents[keyof ChatEvents]
  | HiddenEvent
);
type Named<N extends keyof StreamFrames> = { readonly name: N; readonly data: StreamFrames[N] };
/** `position`: what the reader has with this event. */
export type StreamFrame =
  | { readonly name: 'chat'; readonly data: ChatEvent; readonly position: string }
  | { [N in keyof StreamFrames]: Named<N> }[keyof StreamFrames];

export class FrameReader {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** Frames that are complete with the piece, as they come. Of kinds that this version does not know the caller takes no notice. */
  take(piece: Uint8Array): readonly StreamFrame[] {
    const blocks = (this.#rest + this.#decoder.decode(piece, { stream: true })).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => frameOf(block) ?? []);
  }
}

/** null for a comment, as heartbeats are. @throws SyntaxError for data that is no JSON */
function frameOf(block: string): StreamFrame | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
  }
  const name = fields.get('event');
  const data = fields.get('data');
  if (name === undefined || data === undefined) return null;
  return { name, data: JSON.parse(data), position: fields.get('id') ?? '' } as StreamFrame;
}
