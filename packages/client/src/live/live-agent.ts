/** An agent at their desk: takes chats, answers, and follows everything that is theirs, whatever the network does. */

import { withoutEndSlashes } from '../without-end-slashes.ts';
import type { BrowserTabs } from './browser-tabs.ts';
import type { LiveChat } from './chat-model.ts';
import type { StreamState } from './followed-stream.ts';
import { callLive, type Refusal } from './live-call.ts';
import { type LiveEnvironment, REAL_ENVIRONMENT } from './live-environment.ts';
import { LiveSession } from './live-session.ts';
import type { CommandDone, DeskCommands, StreamFrames } from './live-types.ts';
import type { Sending } from './outbox.ts';
import { MemoryOutboxStorage, type OutboxStorage } from './outbox-storage.ts';
import type { StreamFrame } from './stream-frames.ts';

export interface LiveAgentOptions {
  /** Of the server. */
  readonly url: string;
  readonly projectId: number;
  /** A key with `chats:answer`; left out in a page whose person is signed in. */
  readonly key?: { readonly tenant: string; readonly key: string };
  /** The agent for whom a key acts. */
  readonly actAs?: number;
  /** Of this agent only. In memory when it is left out. */
  readonly storage?: OutboxStorage;
  /** Lets the tabs of a browser share one stream. Each has its own when it is left out. */
  readonly tabs?: BrowserTabs;
  readonly environment?: Partial<LiveEnvironment>;
}

type Type = keyof DeskCommands;
/** Those that are kept, and carried out in their order. `typing` and `read` pass. */
export type DeskCommandType = Exclude<Type, 'typing' | 'read'>;
type Members<T extends Type> = Omit<DeskCommands[T], 'type' | 'v' | 'id' | 'tab' | 'cseq'>;

export class LiveAgent implements Disposable {
  readonly #session: LiveSession;
  #inbox: StreamFrames['inbox'] | null = null;

  constructor({ url, projectId, key, actAs, storage, tabs, environment: own }: LiveAgentOptions) {
    const environment = { ...REAL_ENVIRONMENT, ...own };
    const root = `${withoutEndSlashes(url)}/v2/projects/${projectId}/desk`;
    const query = actAs === undefined ? '' : `?actAs=${actAs}`;
    // Without a key the browser sends the cookie of the person by itself.
    const headers: Readonly<Record<string, string>> =
      key === undefined ? {} : { authorization: basic(key.tenant, key.key) };
    this.#session = new LiveSession({
      environment,
      storage: storage ?? new MemoryOutboxStorage(),
      side: 'agent',
      streamUrl: `${root}/events${query}`,
      headers: async () => ({ kind: 'done', value: headers }),
      who: async () => ({ kind: 'done', value: `agent ${projectId} ${actAs ?? ''}` }),
      tabs: tabs ?? null,
      onUnauthorized: () => undefined,
      onSignedOut: () => undefined,
      send: (body) => callLive<CommandDone>(environment, { url: `${root}/commands${query}`, headers, body }),
    });
    this.#session.on('inbox', (inbox) => {
      this.#inbox = inbox;
    });
  }

  /** Follows the chats of the agent from now on: they are connected. After a refusal it tries again. */
  start(): void {
    this.#session.start();
  }

  /** Whether what happens comes at once; `refused` until `start` when the key or the session does not hold any more. */
  get state(): StreamState {
    return this.#session.state;
  }

  /** Why the server does not want us; null unless the state is `refused`. */
  get refusal(): Refusal | null {
    return this.#session.refusal;
  }

  /** What the agent has to do; null before the server has said. */
  get inbox(): StreamFrames['inbox'] | null {
    return this.#inbox;
  }

  /** A chat as it is now; null when nothing is known of it. Another object after each change. */
  chat(chatId: number): LiveChat | null {
    return this.#session.chat(chatId);
  }

  /** Whether what is on its way outlives the page: not when it is only in memory, because the storage is so or refuses. */
  get isKept(): boolean {
    return this.#session.outbox.isKept;
  }

  get on(): LiveSession['on'] {
    return this.#session.on;
  }

  /** Calls back after each change of a chat, of the inbox or of the state, until `close`; what it returns ends that. */
  subscribe(listener: () => void): () => void {
    return this.#session.subscribe(listener);
  }

  /** What comes down the stream from now on, until `signal` or `close`. */
  frames(signal?: AbortSignal): AsyncIterableIterator<StreamFrame> {
    return this.#session.frames(signal);
  }

  /** Asks for anything that an agent may ask for, for example `do('chat.accept', { chatId })`. */
  do<T extends DeskCommandType>(type: T, members: Members<T>): Sending {
    return this.#session.command(type, members);
  }

  send(chatId: number, text: string): Sending {
    return this.do('message.send', { chatId, text });
  }

  /** At every key: it is told at most every three seconds. */
  typing(chatId: number): void {
    this.#session.typing(chatId);
  }

  /** Everything up to that event was shown. */
  read(chatId: number, seq: number): void {
    this.#session.read(chatId, seq);
  }

  /** Sends a message again that was refused. null when there is none with that id. */
  retry(messageId: string): Sending | null {
    return this.#session.retry(messageId);
  }

  /** Removes a message that was refused, or never tried. */
  discard(messageId: string): Promise<boolean> {
    return this.#session.discard(messageId);
  }

  /** How often a command was sent again, and how often the stream was connected. */
  get counts(): { readonly resends: number; readonly connections: number } {
    return { resends: this.#session.outbox.resends, connections: this.#session.stream.connections };
  }

  /** Ends the stream, and sends nothing any more. What is on its way stays in the storage. */
  close(): void {
    this.#session.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function basic(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
