/**
 * Wakes those who follow live chats. What is committed is the truth: whoever follows a chat reads its events from the store. A hint
 * says where to look at once; without one everything is found within a second.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProjectScope } from '../../model/ids.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore, ProjectStore } from '../../store/chat-store.ts';
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
    const places = await placesOf(project, all);
    for (const followed of all) wakeIfMoved(followed, places.get(nameOf(followed.topic)) ?? '');
  }
}

/** Where what is followed stands, by the name of its topic: another text whenever its followers would see something else. */
async function placesOf({ desk }: ProjectStore, all: readonly Followed[]): Promise<ReadonlyMap<string, string>> {
  const topics = all.map(({ topic }) => topic);
  const places = new Map<string, string>();
  for (const some of batches(topics.flatMap((topic) => (topic.kind === 'person' ? [topic.person] : [])))) {
    for (const [person, chatId] of await desk.findChatsOf(some)) places.set(`person ${person}`, String(chatId));
    // Thousands are looked at: nobody waits for all of them.
    await nextTurn();
  }
  for (const some of batches(topics.flatMap((topic) => (topic.kind === 'chat' ? [topic.chatId] : [])))) {
    for (const [id, seq] of await desk.readLastSeqs(some)) places.set(`chat ${id}`, String(seq));
    await nextTurn();
  }
  const agentIds = new Set(topics.flatMap((topic) => (topic.kind === 'agent' ? [topic.agentId] : [])));
  if (agentIds.size === 0) return places;
  for (const agent of await desk.listAgents()) {
    if (agentIds.has(agent.agentId)) places.set(`agent ${agent.agentId}`, JSON.stringify(agent));
  }
  for (const some of batches([...agentIds])) {
    for (const [id, mark] of await desk.markInboxes(some)) {
      places.set(`agent ${id}`, `${places.get(`agent ${id}`)} ${mark}`);
    }
    await nextTurn();
  }
  const queues = await desk.listQueues();
  const lengths = await desk.countWaiting(queues.map(({ settings }) => settings.queueId));
  for (const { settings, memberIds } of queues) {
    const { queueId, name } = settings;
    places.set(`queue ${queueId}`, JSON.stringify([name, lengths.get(queueId) ?? null]));
    // Whoever is new in a queue does not follow it yet.
    for (const id of memberIds.filter((member) => agentIds.has(member)))
      places.set(`agent ${id}`, `${places.get(`agent ${id}`)} of ${queueId} ${name}`);
  }
  return places;
}

function wakeIfMoved(followed: Followed, place: string): void {
  const { topic, followers, seen } = followed;
  followed.seen = place;
  if (seen !== place) for (const follower of followers) follower.wake(topic, null);
}

function keyOf(topic: Topic): string {
  return `${topic.tenantId}/${topic.projectId} ${nameOf(topic)}`;
}

function batches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST_AT_ONCE) }, (_, at) =>
    all.slice(at * MOST_AT_ONCE, (at + 1) * MOST_AT_ONCE),
  );
}
