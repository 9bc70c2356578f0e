/**
 * Wakes those who follow live chats. What is committed is the truth: whoever follows a chat reads its events from the store. A hint
 * says where to look at once; without one everything is found within a second.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProjectScope } from '../../model/ids.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import type { LiveHint } from '../../store/live-store.ts';
import { Follower } from './follower.ts';
import { nameOf, type Topic, topicsOf } from './topics.ts';

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 100;

/** What somebody follows, and who does. */
interface Followed {
  readonly topic: Topic;
  readonly followers: Set<Follower>;
  /** Where it stood when it was last looked at; null: it was not. */
  seen: string | null;
}

export interface LiveHubParts {
  readonly store: Pick<ChatStore, 'project' | 'live'>;
  readonly timers: Timers;
  /** Chats are looked after again in some seconds. */
  readonly onError: (error: unknown) => void;
}

export class LiveHub implements AsyncDisposable {
  readonly #store: LiveHubParts['store'];
  readonly #timers: Timers;
  readonly #followed = new Map<string, Followed>();
  readonly #loop;

  constructor({ store, timers, onError }: LiveHubParts) {
    this.#store = store;
    this.#timers = timers;
    store.live.listen((hint) => this.#deliver(hint));
    const look = async () => {
      await this.#lookAtAll();
      return LOOK_EVERY_MS;
    };
    this.#loop = startLoop(timers, look, onError);
  }

  /** Somebody who follows nothing yet; to be disposed of. */
  open(): Follower {
    return new Follower(this.#timers, {
      join: (topic, follower) => this.#join(topic, follower),
      leave: (topic, follower) => this.#leave(topic, follower),
    });
  }

  /** Something was committed by this server, or somebody writes. */
  tell(hint: LiveHint): void {
    this.#deliver(hint);
    this.#store.live.publish(hint);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop.stop();
  }

  #join(topic: Topic, follower: Follower): void {
    const key = keyOf(topic);
    const followed = this.#followed.get(key) ?? { topic, followers: new Set(), seen: null };
    this.#followed.set(key, followed);
    followed.followers.add(follower);
  }

  #leave(topic: Topic, follower: Follower): void {
    const key = keyOf(topic);
    const followed = this.#followed.get(key);
    followed?.followers.delete(follower);
    if (followed?.followers.size === 0) this.#followed.delete(key);
  }

  #deliver(hint: LiveHint): void {
    for (const topic of topicsOf(hint)) {
      for (const follower of this.#followed.get(keyOf(topic))?.followers ?? []) follower.wake(topic, hint);
    }
  }

  async #lookAtAll(): Promise<void> {
    const byProject = Map.groupBy(this.#followed.values(), ({ topic }) => `${topic.tenantId}/${topic.projectId}`);
    for (const all of byProject.values()) {
      const [first] = all;
      if (first !== undefined) await this.#lookAt(first.topic, all);
    }
  }

  async #lookAt(scope: ProjectScope, all: readonly Followed[]): Promise<void> {
    const project = await this.#store.project(scope);
    if (project === null) return;
    const { desk } = project;
    const persons = all.flatMap((one) => (one.topic.kind === 'person' ? [one.topic.person] : []));
    const chats = all.flatMap((one) => (one.topic.kind === 'chat' ? [one.topic.chatId] : []));
    const places = new Map<string, string>();
    for (const some of batches(persons)) {
      for (const [person, chatId] of await desk.findChatsOf(some)) places.set(`person ${person}`, String(chatId));
      await nextTurn();
    }
    for (const some of batches(chats)) {
      for (const [id, seq] of await desk.readLastSeqs(some)) places.set(`chat ${id}`, String(seq));
      // Thousands are looked at: nobody waits for all of them.
      await nextTurn();
    }
    for (const followed of all) wakeIfMoved(followed, places.get(nameOf(followed.topic)) ?? '');
  }
}

/** Agents and queues change by more than chats: whoever follows them looks each time. */
function wakeIfMoved(followed: Followed, place: string): void {
  const { topic, followers, seen } = followed;
  const isSame = (topic.kind === 'person' || topic.kind === 'chat') && seen === place;
  followed.seen = place;
  if (!isSame) for (const follower of followers) follower.wake(topic, null);
}

function keyOf(topic: Topic): string {
  return `${topic.tenantId}/${topic.projectId} ${nameOf(topic)}`;
}

function batches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST_AT_ONCE) }, (_, at) =>
    all.slice(at * MOST_AT_ONCE, (at + 1) * MOST_AT_ONCE),
  );
}
