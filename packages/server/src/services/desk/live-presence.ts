/**
 * Who is connected by this server. It says every few seconds that it runs; of one that does not any more, others find that whoever
 * was connected by it alone is gone. When it stops on purpose nobody is gone: they come back, to it or to another.
 */
import type { ProjectScope } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { startLoop } from '../../platform/background-loop.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChatStore } from '../../store/chat-store.ts';

const BEAT_EVERY_MS = 5_000;
const DEAD_AFTER_MS = 20_000;

export type Who = ProjectScope & ({ readonly agentId: number } | { readonly person: string });

interface Present {
  readonly who: Who;
  streams: number;
  /** The last note failed: the store does not know. */
  isToBeNoted: boolean;
  /** Notes about somebody follow one another. */
  noted: Promise<void>;
}

export interface LivePresenceParts {
  readonly store: Pick<ChatStore, 'project' | 'live'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timers: Timers;
  /** Another name each time a server starts. */
  readonly server: string;
  readonly onError: (error: unknown) => void;
  /** Somebody came or went. */
  readonly onChange: (who: Who) => void;
}

export class LivePresence implements AsyncDisposable {
  readonly #parts: LivePresenceParts;
  readonly #present = new Map<string, Present>();
  readonly #begun: Promise<void>;
  readonly #loop;
  #isStopping = false;

  constructor(parts: LivePresenceParts) {
    this.#parts = parts;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#begun = promise;
    const beat = async () => {
      await this.#beat();
      resolve();
      return BEAT_EVERY_MS;
    };
    this.#loop = startLoop(parts.timers, beat, parts.onError);
  }

  /** Resolves when it is noted that they are here; they are until what it returns is disposed of. */
  async come(who: Who): Promise<Disposable> {
    await this.#begun;
    const key = keyOf(who);
    const present = this.#present.get(key) ?? { who, streams: 0, isToBeNoted: false, noted: Promise.resolve() };
    this.#present.set(key, present);
    present.streams++;
    if (present.streams === 1) this.#note(present, () => null);
    await present.noted;
    return { [Symbol.dispose]: () => this.#go(present) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await this.#loop.stop();
    await Promise.all([...this.#present.values()].map(({ noted }) => noted));
  }

  #go(present: Present): void {
    present.streams--;
    if (present.streams > 0 || this.#isStopping) return;
    const now = this.#now();
    this.#note(present, () => now);
  }

  #note(present: Present, goneSince: () => Instant | null): void {
    present.noted = present.noted
      .then(() => this.#noteInStore(present.who, goneSince()))
      .then(() => {
        present.isToBeNoted = false;
        const key = keyOf(present.who);
        if (present.streams === 0 && this.#present.get(key) === present) this.#present.delete(key);
        this.#parts.onChange(present.who);
      })
      .catch((error: unknown) => {
        present.isToBeNoted = true;
        this.#parts.onError(error);
      });
  }

  async #noteInStore(who: Who, goneSince: Instant | null): Promise<void> {
    const project = await this.#parts.store.project(who);
    if (project === null) return;
    const { desk } = project;
    const { server } = this.#parts;
    await ('person' in who
      ? desk.notePerson(who.person, server, goneSince)
      : desk.noteAgent(who.agentId, server, goneSince));
  }

  async #beat(): Promise<void> {
    const { store, server } = this.#parts;
    const now = this.#now();
    const isKnown = await store.live.beat(server, now);
    await store.live.reapServers(instant(now - DEAD_AFTER_MS), now);
    for (const present of this.#present.values()) {
      // Others that had given this server up had given up everybody here.
      if (!isKnown || present.isToBeNoted) this.#note(present, () => (present.streams > 0 ? null : now));
    }
  }

  #now(): Instant {
    return instant(this.#parts.clock.nowMs());
  }
}

function keyOf(who: Who): string {
  const name = 'person' in who ? `person ${who.person}` : `agent ${who.agentId}`;
  return `${who.tenantId}/${who.projectId} ${name}`;
}
