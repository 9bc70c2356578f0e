/** Lets live chats go on in every project: timers that are due, and chats that wait for an agent. */

import type { ProjectScope } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore, ProjectStore } from '../../store/chat-store.ts';
import type { LiveHint } from '../../store/live-store.ts';
import type { Place } from './change-live-chat.ts';
import { type FiringParts, fireThese, fireTimers } from './fire-timers.ts';
import type { LiveHub } from './live-hub.ts';
import { routeWaiting } from './route-waiting.ts';

const LOOK_EVERY_MS = 1_000;

export interface DeskTurnsParts {
  readonly store: Pick<ChatStore, 'project' | 'live'>;
  readonly hub: Pick<LiveHub, 'tell'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timers: Timers;
  readonly firing: FiringParts;
  readonly onError: (error: unknown) => void;
}

/** One turn at a time; any number of servers may take turns beside it. */
export class DeskTurns implements AsyncDisposable {
  readonly #parts: DeskTurnsParts;
  readonly #loop;
  readonly #toRoute = new Map<string, ProjectScope>();
  #routing: Promise<void> | null = null;

  constructor(parts: DeskTurnsParts) {
    this.#parts = parts;
    const look = async () => {
      await this.#lookAtAll();
      return LOOK_EVERY_MS;
    };
    this.#loop = startLoop(parts.timers, look, parts.onError);
  }

  /** Tells everybody, and finds an agent at once where somebody waits or has room again. */
  tell(hint: LiveHint): void {
    this.#parts.hub.tell(hint);
    const { tenantId, projectId } = hint;
    const isMove = hint.kind === 'changed' && hint.agentIds.length + hint.queueIds.length > 0;
    if (!isMove && hint.kind !== 'agent') return;
    this.#toRoute.set(`${tenantId}/${projectId}`, { tenantId, projectId });
    this.#routing ??= this.#routeAsked().catch(this.#parts.onError);
  }

  /** The project for whoever changes live chats in it. */
  placeOf(project: ProjectStore): ProjectStore & Required<Place> {
    const tell = (hint: LiveHint) => this.tell(hint);
    return { ...project, tell, fire: (due) => fireThese({ ...project, tell }, due, this.#parts.firing) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop.stop();
    await this.#routing;
  }

  async #routeAsked(): Promise<void> {
    try {
      for (const [key, scope] of this.#toRoute) {
        this.#toRoute.delete(key);
        await this.#route(scope);
      }
    } finally {
      this.#routing = null;
    }
  }

  /** What fails in one project keeps nothing else from going on. @throws the first failure, at the end */
  async #lookAtAll(): Promise<void> {
    const failed: unknown[] = [];
    const attempt = (work: () => Promise<unknown>) => work().catch((error: unknown) => failed.push(error));
    for (const scope of await this.#parts.store.live.findBusy(this.#now())) {
      const project = await this.#parts.store.project(scope);
      if (project === null) continue;
      const place = this.#quiet(project);
      await attempt(async () => {
        while ((await fireTimers(place, this.#now(), this.#parts.firing)) > 0);
      });
      await attempt(() => routeWaiting(place, this.#now()));
    }
    if (failed.length > 0) throw failed[0];
  }

  async #route(scope: ProjectScope): Promise<void> {
    const project = await this.#parts.store.project(scope);
    if (project === null) return;
    await routeWaiting(this.#quiet(project), this.#now());
  }

  /** Where this tells others without looking for an agent again. */
  #quiet(project: ProjectStore): ProjectStore & Place {
    return { ...project, tell: (hint) => this.#parts.hub.tell(hint) };
  }

  #now(): Instant {
    return instant(this.#parts.clock.nowMs());
  }
}
