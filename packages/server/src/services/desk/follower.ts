/** Somebody who waits for what they follow to change. Being woken while nobody waits is not forgotten. */
import type { ChatId } from '../../model/ids.ts';
import type { Timers } from '../../platform/timers.ts';
import type { LiveHint } from '../../store/live-store.ts';
import type { Topic } from './topics.ts';

/** Passing signs: that somebody writes, or has read. */
export type Sign = Extract<LiveHint, { kind: 'typing' | 'read' }>;

/** What has changed since somebody looked. */
export interface News {
  /** Chats in which something has happened. */
  readonly chatIds: ReadonlySet<ChatId>;
  /** Whether somebody may have another chat now. */
  readonly isWide: boolean;
  /** Whether more or fewer may wait. */
  readonly isQueued: boolean;
}

interface Membership {
  readonly join: (topic: Topic, follower: Follower) => void;
  readonly leave: (topic: Topic, follower: Follower) => void;
}

/** Signs of more chats than anybody has are dropped: they pass. */
const MOST_SIGNS = 100;

export class Follower implements Disposable {
  readonly #timers: Timers;
  readonly #membership: Membership;
  readonly #topics = new Set<Topic>();
  /** The last of each kind, side and chat. */
  readonly #signs = new Map<string, Sign>();
  #chatIds = new Set<ChatId>();
  #isWide = false;
  #isQueued = false;
  #wakeUp: (() => void) | null = null;

  constructor(timers: Timers, membership: Membership) {
    this.#timers = timers;
    this.#membership = membership;
  }

  /** Follows the topic until what it returns is disposed of, or this is. */
  join(topic: Topic): Disposable {
    this.#topics.add(topic);
    this.#membership.join(topic, this);
    return {
      [Symbol.dispose]: () => {
        this.#topics.delete(topic);
        this.#membership.leave(topic, this);
      },
    };
  }

  /** `hint` is null when it was found without one. */
  wake(topic: Topic, hint: LiveHint | null): void {
    if (hint?.kind === 'typing' || hint?.kind === 'read') this.#addSign(hint);
    else if (topic.kind === 'chat') this.#chatIds.add(topic.chatId);
    else if (topic.kind === 'person' && hint?.kind === 'changed') this.#chatIds.add(hint.chatId);
    else if (topic.kind === 'queue') this.#isQueued = true;
    else this.#isWide = true;
    this.#wakeUp?.();
  }

  /** Since the last call. To be taken before the store is read: what happens later wakes again. */
  takeNews(): News {
    const news = { chatIds: this.#chatIds, isWide: this.#isWide, isQueued: this.#isQueued };
    this.#chatIds = new Set();
    this.#isWide = false;
    this.#isQueued = false;
    return news;
  }

  takeSigns(): readonly Sign[] {
    const signs = [...this.#signs.values()];
    this.#signs.clear();
    return signs;
  }

  /** Resolves when it was woken, when `signal` ends the wait, or after that time: then with false. */
  async woken(signal: AbortSignal, milliseconds: number): Promise<boolean> {
    if (this.#isWoken() || signal.aborted) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wakeUp = () => resolve(true);
    this.#wakeUp = wakeUp;
    signal.addEventListener('abort', wakeUp);
    using _timer = this.#timers.after(milliseconds, () => resolve(false));
    const isWoken = await promise;
    signal.removeEventListener('abort', wakeUp);
    this.#wakeUp = null;
    return isWoken;
  }

  #isWoken(): boolean {
    return this.#isWide || this.#isQueued || this.#chatIds.size > 0 || this.#signs.size > 0;
  }

  [Symbol.dispose](): void {
    for (const topic of this.#topics) this.#membership.leave(topic, this);
    this.#topics.clear();
  }

  #addSign(sign: Sign): void {
    const key = `${sign.kind} ${sign.by} ${sign.chatId}`;
    if (this.#signs.size < MOST_SIGNS || this.#signs.has(key)) this.#signs.set(key, sign);
  }
}
