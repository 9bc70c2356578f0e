/** How far a reader is in the events that it follows: tells the next from those that it has, and from those that come too early. */
import type { StreamFrame } from './stream-frames.ts';

export class StreamProgress {
  /** The last event of each chat. */
  readonly #seqs = new Map<number, number>();
  #position = '';

  /** As the server has to be told; "" at the beginning. */
  get position(): string {
    return this.#position;
  }

  /** Of each chat the number of the last event. */
  get seqs(): ReadonlyMap<number, number> {
    return this.#seqs;
  }

  /** `missing`: others come before it, so it was not taken. A frame that is no event is always the next. */
  take(frame: StreamFrame): 'next' | 'known' | 'missing' {
    if (frame.name === 'gone') this.#seqs.delete(frame.data.chatId);
    if (frame.name !== 'chat') return 'next';
    const { chatId, seq } = frame.data;
    const last = this.#seqs.get(chatId) ?? 0;
    if (seq <= last) return 'known';
    if (seq > last + 1) return 'missing';
    this.#seqs.set(chatId, seq);
    this.#position = frame.position;
    return 'next';
  }

  clear(): void {
    this.#position = '';
    this.#seqs.clear();
  }
}
