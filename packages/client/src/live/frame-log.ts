/** What came down a stream, for a tab that comes later: as much as a new stream would bring. */
import type { StreamFrame } from './stream-frames.ts';

/** More than a server follows for anybody. */
const MOST_CHATS = 200;

export class FrameLog {
  /** Events in the order in which they came; those of a chat from its first. */
  #events: StreamFrame[] = [];
  /** The last of each kind that says how it is now. */
  readonly #states = new Map<string, StreamFrame>();
  readonly #gone = new Map<number, StreamFrame>();
  /** The one that nothing has come of for longest at the beginning. */
  readonly #chatIds = new Set<number>();

  put(frame: StreamFrame): void {
    switch (frame.name) {
      case 'chat':
        this.#events.push(frame);
        this.#chatIds.delete(frame.data.chatId);
        this.#chatIds.add(frame.data.chatId);
        this.#dropOldest();
        return;
      case 'gone':
        this.#drop(frame.data.chatId);
        this.#gone.set(frame.data.chatId, frame);
        return;
      case 'read':
        this.#states.set(`${frame.data.chatId} ${frame.data.by}`, frame);
        return;
      case 'inbox':
        this.#states.set(frame.name, frame);
    }
  }

  /** Everything that a reader lacks who has the chats up to these events. */
  after(seqs: ReadonlyMap<number, number>): readonly StreamFrame[] {
    const gone = [...this.#gone].filter(([chatId]) => seqs.has(chatId)).map(([, frame]) => frame);
    const events = this.#events.filter(
      (frame) => frame.name === 'chat' && frame.data.seq > (seqs.get(frame.data.chatId) ?? 0),
    );
    return [...gone, ...events, ...this.#states.values()];
  }

  clear(): void {
    this.#events = [];
    for (const one of [this.#states, this.#gone, this.#chatIds]) one.clear();
  }

  #dropOldest(): void {
    const [oldest] = this.#chatIds;
    if (oldest !== undefined && this.#chatIds.size > MOST_CHATS) this.#drop(oldest);
  }

  #drop(chatId: number): void {
    this.#events = this.#events.filter((frame) => frame.name !== 'chat' || frame.data.chatId !== chatId);
    this.#chatIds.delete(chatId);
    for (const by of ['visitor', 'agent']) this.#states.delete(`${chatId} ${by}`);
  }
}
