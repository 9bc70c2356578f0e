/**
 * Wakes those who follow live chats. What is committed is the truth: whoever follows a chat reads its events from the store. A hint
 * says where to look at once; without one everything is found within a second.
 */
import type { ChatId, ProjectScope } from '../../model/ids.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore } from '../../store/chat-store.ts';
import { ChatFollower } from './chat-follower.ts';

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 500;

interface FollowedChat {
  readonly scope: ProjectScope;
  readonly chatId: ChatId;
  readonly followers: Set<ChatFollower>;
}

export interface LiveHubParts {
  readonly store: Pick<ChatStore, 'project'>;
  readonly timers: Timers;
  /** Chats are looked after again in some seconds. */
  readonly onError: (error: unknown) => void;
}

export class LiveHub implements AsyncDisposable {
  readonly #store: LiveHubParts['store'];
  readonly #followed = new Map<string, FollowedChat>();
  readonly #loop;

  constructor({ store, timers, onError }: LiveHubParts) {
    this.#store = store;
    const look = async () => {
      await this.#lookAtAll();
      return LOOK_EVERY_MS;
    };
    this.#loop = startLoop(timers, look, onError);
  }

  /** Who has the events of the chat up to `seq`; to be disposed of. */
  follow(scope: ProjectScope, chatId: ChatId, seq: number): ChatFollower {
    const key = keyOf(scope, chatId);
    const chat = this.#followed.get(key) ?? { scope, chatId, followers: new Set() };
    this.#followed.set(key, chat);
    const follower = new ChatFollower(seq, () => {
      chat.followers.delete(follower);
      if (chat.followers.size === 0) this.#followed.delete(key);
    });
    chat.followers.add(follower);
    return follower;
  }

  /** Something of the chat was committed, by whatever server. */
  hint(scope: ProjectScope, chatId: ChatId): void {
    for (const follower of this.#followed.get(keyOf(scope, chatId))?.followers ?? []) follower.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop.stop();
  }

  async #lookAtAll(): Promise<void> {
    const byProject = Map.groupBy(this.#followed.values(), ({ scope }) => `${scope.tenantId}/${scope.projectId}`);
    for (const chats of byProject.values()) {
      for (let at = 0; at < chats.length; at += MOST_AT_ONCE) await this.#look(chats.slice(at, at + MOST_AT_ONCE));
    }
  }

  async #look(chats: readonly FollowedChat[]): Promise<void> {
    const [first] = chats;
    const project = first === undefined ? null : await this.#store.project(first.scope);
    const lastSeqs = await project?.desk.readLastSeqs(chats.map(({ chatId }) => chatId));
    for (const { chatId, followers } of chats) {
      const lastSeq = lastSeqs?.get(chatId);
      // An erased chat has none: whoever follows it finds that out.
      for (const follower of followers) if (lastSeq === undefined || lastSeq > follower.seq) follower.wake();
    }
  }
}

function keyOf({ tenantId, projectId }: ProjectScope, chatId: ChatId): string {
  return `${tenantId}/${projectId}/${chatId}`;
}
