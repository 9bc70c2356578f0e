/** A visitor of a site, in a page or a program: comes, writes, and follows their chat, whatever the network does. */

import { withoutEndSlashes } from '../without-end-slashes.ts';
import type { LiveChat } from './chat-model.ts';
import { type Answer, callLive } from './live-call.ts';
import { type LiveEnvironment, REAL_ENVIRONMENT } from './live-environment.ts';
import { LiveSession } from './live-session.ts';
import type { CommandDone, Visitor } from './live-types.ts';
import type { Sending } from './outbox.ts';
import { MemoryOutboxStorage, type OutboxStorage } from './outbox-storage.ts';
import type { StreamFrame } from './stream-frames.ts';
import { isTokenRefused, type VisitorPage, type VisitorState, VisitorTokens } from './visitor-tokens.ts';

export interface LiveVisitorOptions {
  /** Of the server. */
  readonly url: string;
  /** The public key of the site, `pk_…`. */
  readonly site: string;
  /** As `onState` had it the last time. */
  readonly state?: VisitorState | null;
  /** To be kept by the page, in its first-party storage; null: to be removed. */
  readonly onState?: (state: VisitorState | null) => void;
  /** Of this visitor only. In memory when it is left out. */
  readonly storage?: OutboxStorage;
  readonly page?: VisitorPage;
  readonly environment?: Partial<LiveEnvironment>;
}

export class LiveVisitor implements Disposable {
  readonly #options: LiveVisitorOptions;
  readonly #environment: LiveEnvironment;
  readonly #url: string;
  readonly #session: LiveSession;
  readonly #tokens: VisitorTokens;
  #page: VisitorPage | null;
  #visitor: Visitor | null = null;
  #cancelRenewal: () => void = () => undefined;
  #isClosed = false;

  constructor(options: LiveVisitorOptions) {
    this.#options = options;
    this.#environment = { ...REAL_ENVIRONMENT, ...options.environment };
    this.#url = withoutEndSlashes(options.url);
    this.#page = options.page ?? null;
    this.#tokens = new VisitorTokens({
      environment: this.#environment,
      url: this.#url,
      site: options.site,
      state: options.state ?? null,
      page: () => this.#page,
      onVisitor: (visitor) => this.#welcome(visitor),
    });
    this.#session = new LiveSession({
      environment: this.#environment,
      storage: options.storage ?? new MemoryOutboxStorage(),
      side: 'visitor',
      streamUrl: `${this.#url}/v2/live/events`,
      headers: async () => {
        const token = await this.#tokens.streamToken();
        return token.kind === 'done' ? bearer(token.value) : null;
      },
      onUnauthorized: () => this.#tokens.refuse(null),
      send: (command) => this.#send(command),
    });
  }

  /** Comes, and follows the chat from now on. */
  start(): void {
    this.#session.stream.open();
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

  get on(): LiveSession['on'] {
    return this.#session.on;
  }

  /** Calls back after each change of `chat`; what it returns ends that. */
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
    this.#session.stream.restart({ isNew: true });
  }

  /** The visitor has signed out: forgets them, their chats, and what is on its way. */
  async reset(): Promise<void> {
    await this.#session.forget();
    this.#visitor = null;
    this.#tokens.forget();
    this.#options.onState?.(null);
    this.#session.stream.restart({ isNew: true });
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

  #welcome(visitor: Visitor): void {
    this.#visitor = visitor;
    const { visitorToken, visitorId } = visitor;
    this.#options.onState?.({ site: this.#options.site, visitorToken, visitorId });
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
  return answer.kind === 'refused' ? { kind: 'failed', refusal: answer.refusal } : answer;
}
