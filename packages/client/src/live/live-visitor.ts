/** A visitor of a site, in a page or a program: comes, writes, and follows their chat, whatever the network does. */

import { withoutEndSlashes } from '../without-end-slashes.ts';
import type { BrowserTabs } from './browser-tabs.ts';
import type { LiveChat } from './chat-model.ts';
import type { StreamState } from './followed-stream.ts';
import { type Answer, callLive, type Refusal } from './live-call.ts';
import { type LiveEnvironment, REAL_ENVIRONMENT } from './live-environment.ts';
import { LiveSession } from './live-session.ts';
import type { CommandDone, Visitor } from './live-types.ts';
import type { Sending } from './outbox.ts';
import { MemoryOutboxStorage, type OutboxStorage } from './outbox-storage.ts';
import type { StreamFrame } from './stream-frames.ts';
import { MemoryVisitorStates, type VisitorStates } from './visitor-states.ts';
import { isTokenRefused, type VisitorPage, VisitorTokens } from './visitor-tokens.ts';

export interface LiveVisitorOptions {
  /** Of the server. */
  readonly url: string;
  /** The public key of the site, `pk_…`. */
  readonly site: string;
  /** Where the page keeps who its visitor is. In memory when it is left out: then each page is somebody new. */
  readonly states?: VisitorStates;
  /** Of this visitor only. In memory when it is left out. */
  readonly storage?: OutboxStorage;
  /** Lets the tabs of a browser share one stream, and come as one visitor. Each has its own stream when it is left out. */
  readonly tabs?: BrowserTabs;
  readonly page?: VisitorPage;
  readonly environment?: Partial<LiveEnvironment>;
}

export class LiveVisitor implements Disposable {
  readonly #site: string;
  readonly #environment: LiveEnvironment;
  readonly #url: string;
  readonly #session: LiveSession;
  readonly #tokens: VisitorTokens;
  #page: VisitorPage | null;
  #visitor: Visitor | null = null;
  #cancelRenewal: () => void = () => undefined;
  #isClosed = false;

  constructor(options: LiveVisitorOptions) {
    const { site, tabs, storage } = options;
    this.#site = site;
    this.#environment = { ...REAL_ENVIRONMENT, ...options.environment };
    this.#url = withoutEndSlashes(options.url);
    this.#page = options.page ?? null;
    this.#tokens = new VisitorTokens({
      environment: this.#environment,
      url: this.#url,
      site,
      states: options.states ?? new MemoryVisitorStates(),
      alone: (act) => tabs?.alone(this.#environment, act) ?? act(),
      page: () => this.#page,
      onVisitor: (visitor) => this.#welcome(visitor),
    });
    this.#session = new LiveSession({
      environment: this.#environment,
      storage: storage ?? new MemoryOutboxStorage(),
      side: 'visitor',
      streamUrl: `${this.#url}/v2/live/events`,
      headers: async () => {
        const token = await this.#tokens.streamToken();
        return token.kind === 'done' ? { kind: 'done', value: bearer(token.value) } : token;
      },
      who: () => this.#who(),
      tabs: tabs ?? null,
      onUnauthorized: () => this.#tokens.refuse(null),
      onSignedOut: () => void this.#forget().then(() => this.#session.restart()),
      send: (command) => this.#send(command),
    });
  }

  /** Comes, and follows the chat from now on. After a refusal it tries again. */
  start(): void {
    this.#session.start();
  }

  /** Whether what happens comes at once. */
  get state(): StreamState {
    return this.#session.state;
  }

  /** Why the server does not want us: until `start`, `identify` or `reset` nothing is tried. null unless the state is `refused`. */
  get refusal(): Refusal | null {
    return this.#session.refusal;
  }

  /** Comes without following. Says what the site is like, and which chat there is; null when the server cannot be asked now. */
  async come(): Promise<Visitor | null> {
    const answer = await this.#tokens.come();
    return answer.kind === 'done' ? answer.value : null;
  }

  /** As the server said the last time; null before it did. */
  get visitor(): Visitor | null {
    return this.#visitor;
  }

  /** The last chat; with `chatId` null before the first message. Another object after each change. */
  get chat(): LiveChat {
    return this.#session.current;
  }

  /** Whether what is on its way outlives the page: not when it is only in memory, because the storage is so or refuses. */
  get isKept(): boolean {
    return this.#session.outbox.isKept;
  }

  get on(): LiveSession['on'] {
    return this.#session.on;
  }

  /** Calls back after each change of `chat` or `state`, until `close`; what it returns ends that. */
  subscribe(listener: () => void): () => void {
    return this.#session.subscribe(listener);
  }

  /** What comes down the stream from now on, until `signal` or `close`. */
  frames(signal?: AbortSignal): AsyncIterableIterator<StreamFrame> {
    return this.#session.frames(signal);
  }

  /** Says something; the first message begins a chat. */
  send(text: string): Sending {
    return this.#session.command('message.send', { text, ...(this.#page === null ? {} : { page: this.#page }) });
  }

  /** The visitor has come to another page. */
  viewPage(page: VisitorPage): Sending {
    this.#page = page;
    return this.#session.command('page.view', { page });
  }

  describe(who: { readonly name?: string; readonly email?: string }): Sending {
    return this.#session.command('visitor.describe', who);
  }

  endChat(): Sending {
    return this.#session.command('chat.end', {});
  }

  /** At every key: it is told at most every three seconds. */
  typing(): void {
    this.#session.typing(null);
  }

  /** Everything up to that event was shown. */
  read(seq: number): void {
    const { chatId } = this.chat;
    if (chatId !== null) this.#session.read(chatId, seq);
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

  /** The site has said by a JWT who the visitor is. The stream begins again with their chats. */
  identify(jwt: string): void {
    this.#tokens.identify(jwt);
    this.#session.forgetChats();
    this.#session.restart();
  }

  /** The visitor has signed out: forgets them, their chats, and what is on its way. */
  async reset(): Promise<void> {
    await this.#forget();
    await this.#tokens.save(null);
    this.#session.stream.tellSignedOut();
    this.#session.restart();
  }

  /** Ends the stream, and sends nothing any more. What is on its way stays in the storage. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRenewal();
    this.#session.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #forget(): Promise<void> {
    await this.#session.forget();
    this.#visitor = null;
    this.#tokens.forget();
  }

  async #send(command: Readonly<Record<string, unknown>>): Promise<Answer<CommandDone>> {
    for (let isAgain = false; ; isAgain = true) {
      const token = await this.#tokens.streamToken();
      if (token.kind !== 'done') return unsent(token);
      const headers = bearer(token.value);
      const url = `${this.#url}/v2/live/commands`;
      const answer = await callLive<CommandDone>(this.#environment, { url, headers, body: command });
      if (!isTokenRefused(answer)) return answer;
      this.#tokens.refuse(token.value);
      if (isAgain) return answer;
    }
  }

  async #who(): Promise<Answer<string>> {
    const token = await this.#tokens.streamToken();
    if (token.kind !== 'done') return token;
    return { kind: 'done', value: `visitor ${this.#site} ${this.#visitor?.visitorId} ${this.#tokens.subject}` };
  }

  #welcome(visitor: Visitor): void {
    const isOther = this.#visitor !== null && this.#visitor.visitorId !== visitor.visitorId;
    this.#visitor = visitor;
    if (isOther) {
      // The token of before was refused: what is shown is not theirs.
      this.#session.forgetChats();
      this.#session.restart();
    }
    this.#cancelRenewal();
    if (this.#isClosed) return;
    // The stream ends with its token: with the next it goes on at once.
    const aliveMs = visitor.streamSeconds * 1_000 * 0.9;
    this.#cancelRenewal = this.#environment.after(aliveMs, () => this.#session.stream.restart({ isNew: false }));
  }
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** Without a token a message is not refused: it waits for one. */
function unsent(answer: Exclude<Answer<string>, { kind: 'done' }>): Answer<CommandDone> {
  return answer.kind === 'refused' ? { kind: 'unauthorized', refusal: answer.refusal } : answer;
}
