/** The client for one tenant's key, with every operation of the API. Runs on Node 20 and newer, and in browsers. */
import type { ChatErased, ChatLeft, ChatUpserted } from './chat-change.ts';
import type { ChatsOptions } from './chats-options.ts';
import type {
  AuditLine,
  ChatDigest,
  ChatDigestReply,
  ChatExplanation,
  ChatExplanationReply,
  ChatFilters,
  ChatInReply,
  ChatReply,
  ErasedChat,
  ErasedChatReply,
  ProjectInReply,
  ProjectsReply,
  RedactionCounts,
  RedactionReply,
  RedactionRequest,
  Statistics,
  StatisticsGroupName,
  StatisticsMetric,
  StatisticsReply,
} from './contract-types.ts';
import { ParleyError } from './errors.ts';
import { assertParley, BrokenReply, HttpClient, type HttpClientOptions } from './http-client.ts';
import { type ChatKey, filterValues, idSegment, type PrintOptions, type QueryValues, targetOf } from './query.ts';
import { type AuditOptions, readAudit } from './read-audit.ts';
import { type ChangesOptions, type ChangesPage, readChanges } from './read-changes.ts';
import { type RowForm, readChats, readRowBatches } from './read-chats.ts';
import { type OptionNames, requireOptions } from './require-options.ts';
import { DEFAULT_RETRY, type RetryPolicy, wait } from './retry-policy.ts';
import {
  type SyncPage,
  type SyncPagesOptions,
  type SyncRowsPage,
  type SyncSource,
  syncPages,
  syncRows,
} from './sync-pages.ts';
import { withoutEndSlashes } from './without-end-slashes.ts';

export interface ParleyClientOptions {
  /**
   * Address of the server, for example `https://chat.example.com`, or `https://example.com/parley` where it is below a path;
   * without `/v2` and what follows it, and without credentials.
   */
  readonly baseUrl: string;
  /** The tenant that the key belongs to; the interface calls it customer. */
  readonly customer: string;
  readonly key: string;
  /** What sends the requests; the `fetch` of the platform when left out. */
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: Partial<RetryPolicy>;
  /** A reply that sends nothing for this long counts as broken; 90 seconds when left out. */
  readonly silenceMs?: number;
  /** From 0 to 1, for the waits between attempts. */
  readonly random?: () => number;
  /** Waits; rejects as soon as the signal is aborted. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface ChatOptions extends PrintOptions {
  readonly fields?: readonly ChatKey[];
  readonly include?: readonly ('ext' | 'preview')[];
  readonly signal?: AbortSignal;
}

export interface DigestOptions {
  /** Zone of the days; the project's when left out. */
  readonly tz?: string;
  readonly signal?: AbortSignal;
}

export interface StatisticsOptions {
  /** What chats are grouped by; without it there is only the total. */
  readonly by?: StatisticsGroupName;
  /** Only these numbers; all when left out. */
  readonly metrics?: readonly StatisticsMetric[];
  /** Maximum number of groups. */
  readonly limit?: number;
  /** Milliseconds after which reading stops; counts are lower bounds then. */
  readonly withinMs?: number;
  /** Where hours and days begin; the project's zone when left out. */
  readonly tz?: string;
  readonly signal?: AbortSignal;
}

/** Receives a body as it comes; each call is awaited. */
export interface DownloadSink {
  /** A body begins: discard what was written before. */
  readonly begin: (headers: Headers) => unknown;
  readonly write: (piece: Uint8Array) => unknown;
}

export interface CallSignal {
  readonly signal?: AbortSignal;
}

export interface EraseOptions extends CallSignal {
  /** Why, for the server's audit log: one line, without anything of the chat. */
  readonly reason?: string;
}

export interface SyncOptions extends SyncPagesOptions {
  /** Put the chat into the copy by `chatId`, unless the copy has a larger `ext.revision` of it. */
  readonly onChange: (chat: ChatUpserted['chat']) => unknown;
  /** Remove the chat from the copy. Also called for chats that left, unless there is an `onLeft`. */
  readonly onErase: (gone: ChatErased | ChatLeft) => unknown;
  readonly onLeft?: (gone: ChatLeft) => unknown;
  /** Store the cursor: the callbacks for everything before it have resolved. */
  readonly onCursor: (cursor: string) => unknown;
  /** Clears the copy: the first load starts over. Required with `onExpired: 'restart'`. */
  readonly onRestart?: () => unknown;
}

const STATISTICS_OPTIONS: OptionNames<StatisticsOptions> = {
  by: true,
  metrics: true,
  limit: true,
  withinMs: true,
  tz: true,
  signal: true,
};

const SYNC_OPTIONS: OptionNames<SyncOptions> = {
  cursor: true,
  filters: true,
  wait: true,
  limit: true,
  tz: true,
  timestamps: true,
  onExpired: true,
  signal: true,
  onChange: true,
  onErase: true,
  onLeft: true,
  onCursor: true,
  onRestart: true,
};

/** Holds no connection: there is nothing to close. */
export class ParleyClient {
  readonly #http: HttpClient;

  /** @throws TypeError for an invalid address or one with credentials, and for an empty customer or key */
  constructor(options: ParleyClientOptions) {
    this.#http = new HttpClient(httpOptions(options));
  }

  /** The log by chatId, each chat once; after a broken connection it continues with the next chat. @throws ParleyError while iterating */
  chats(projectId: number, options: ChatsOptions = {}): AsyncGenerator<ChatInReply, void, undefined> {
    return readChats(this.#http, chatsPath(projectId), options);
  }

  /** One chat. @throws ParleyError with the code `error.chat_not_found` */
  async chat(projectId: number, chatId: number, options: ChatOptions = {}): Promise<ChatInReply> {
    const { fields, include = [], tz, timestamps, signal } = options;
    const path = `${chatsPath(projectId)}/${idSegment('chatId', chatId)}`;
    const more = include.length === 0 ? undefined : include;
    const target = targetOf(path, { fields, include: more, tz, timestamps });
    return (await this.#http.json<ChatReply>(target, { signal })).body.response;
  }

  /** How each number of the chat was computed. */
  async explain(projectId: number, chatId: number, { signal }: CallSignal = {}): Promise<ChatExplanation> {
    const target = `${chatsPath(projectId)}/${idSegment('chatId', chatId)}/explain`;
    return (await this.#http.json<ChatExplanationReply>(target, { signal })).body.response;
  }

  /** The projects that the key may see, by their number. */
  async projects({ signal }: CallSignal = {}): Promise<readonly ProjectInReply[]> {
    return (await this.#http.json<ProjectsReply>('/v2/projects', { signal })).body.response;
  }

  /** Count and checksum of the log as it is now, in total and by day. */
  async digest(projectId: number, filters: ChatFilters = {}, options: DigestOptions = {}): Promise<ChatDigest> {
    const { tz, signal } = options;
    const target = targetOf(`${chatsPath(projectId)}/digest`, { ...filterValues(filters), tz });
    return (await this.#http.json<ChatDigestReply>(target, { signal })).body.response;
  }

  /** Exact numbers of the chats that the filters select, in all and by group, each with the query that lists its chats. */
  async stats(projectId: number, filters: ChatFilters = {}, options: StatisticsOptions = {}): Promise<Statistics> {
    requireOptions(options, STATISTICS_OPTIONS);
    const { metrics, signal, ...rest } = options;
    const own = { ...rest, metrics };
    const target = targetOf(`${chatsPath(projectId)}/stats`, { ...filterValues(filters), ...own });
    return (await this.#http.json<StatisticsReply>(target, { signal })).body.response;
  }

  /** Who read and removed what, the newest first, page after page; needs a key with `admin`. @throws ParleyError while iterating */
  audit(options: AuditOptions = {}): AsyncGenerator<AuditLine, void, undefined> {
    return readAudit(this.#http, options);
  }

  /** One page of the change feed. @throws CursorExpiredError */
  changes(projectId: number, options: ChangesOptions = {}): Promise<ChangesPage> {
    return readChanges(this.#http, chatsPath(projectId), options);
  }

  /** The sync loop in pages, for copies that store a page and its cursor in one transaction. `sync` uses it. */
  syncPages(projectId: number, options: SyncPagesOptions = {}): AsyncGenerator<SyncPage> {
    return syncPages(this.#syncSource(projectId), options);
  }

  /** As `syncPages`, with the rows of the first load in a form of the caller's. `parley-pull` keeps them as they come. */
  syncRows<Raw, Row extends { readonly chatId: number }>(
    projectId: number,
    form: RowForm<Raw, Row>,
    options: SyncPagesOptions = {},
  ): AsyncGenerator<SyncRowsPage<Row>> {
    const source = this.#syncSource(projectId);
    return syncRows(source, options, (reading) => readRowBatches(source.http, source.path, reading, form));
  }

  #syncSource(projectId: number): SyncSource {
    const path = chatsPath(projectId);
    return { http: this.#http, path, readChanges: (page) => readChanges(this.#http, path, page) };
  }

  /**
   * Brings a copy up to date with the log and, with `wait`, keeps it there: without a cursor everything is read first, then
   * the feed reports what changed. Callbacks are awaited one after the other; `onCursor` is called after the callbacks of
   * its page, so that a run that stops anywhere repeats changes and never skips one. Returns the last cursor.
   * @throws CursorExpiredError unless `onExpired` is `restart`; what a callback throws; ParleyError; the reason of `signal`
   */
  async sync(projectId: number, options: SyncOptions): Promise<string> {
    requireOptions(options, SYNC_OPTIONS);
    const { onChange, onErase, onLeft = onErase, onCursor, onRestart, onExpired, cursor } = options;
    if (onExpired === 'restart' && onRestart === undefined) {
      throw new TypeError(
        "onExpired: 'restart' needs onRestart, which clears the copy: chats erased long ago would stay",
      );
    }
    let last = cursor ?? '';
    for await (const page of this.syncPages(projectId, options)) {
      if (page.kind === 'restart') await onRestart?.();
      for (const change of page.changes) {
        if (change.kind === 'changed') await onChange(change.chat);
        else if (change.kind === 'erased') await onErase(change);
        else await onLeft(change);
      }
      if (page.cursor === null) continue;
      last = page.cursor;
      await onCursor(last);
    }
    return last;
  }

  /**
   * Erases the chat for good. Retried when the connection breaks. Null: an earlier attempt of this call erased it, and only
   * the reply was lost. @throws ParleyError with the code `error.chat_not_found` when there was no such chat
   */
  async erase(projectId: number, chatId: number, { reason, signal }: EraseOptions = {}): Promise<ErasedChat | null> {
    const target = targetOf(`${chatsPath(projectId)}/${idSegment('chatId', chatId)}`, { reason });
    return this.#http.retrying(async (failures) => {
      try {
        const { body } = await this.#http.jsonOnce<ErasedChatReply>(target, { method: 'DELETE', signal });
        return body.response;
      } catch (error) {
        if (failures > 0 && error instanceof ParleyError && error.code === 'error.chat_not_found') return null;
        throw error;
      }
    }, signal);
  }

  /** Removes the content of a message, a chat or a contact. Sent once: after a `client.network` error it may have happened. */
  async redact(projectId: number, what: RedactionRequest, { signal }: CallSignal = {}): Promise<RedactionCounts> {
    const target = `/v2/projects/${idSegment('projectId', projectId)}/redactions`;
    try {
      const call = { method: 'POST', body: JSON.stringify(what), signal } as const;
      return (await this.#http.jsonOnce<RedactionReply>(target, call)).body.response;
    } catch (error) {
      if (!(error instanceof BrokenReply)) throw error;
      if (error.cause instanceof ParleyError) throw error.cause;
      throw new ParleyError(error.message, { status: error.status, code: 'client.network', cause: error.cause });
    }
  }

  /**
   * The log in any format, as the bytes that the server sends for `query`. After a broken body the request is repeated from
   * the start, and `sink.begin` is called for every attempt.
   */
  download(projectId: number, query: QueryValues, sink: DownloadSink, { signal }: CallSignal = {}): Promise<void> {
    const target = targetOf(chatsPath(projectId), query);
    return this.#http.retrying(async () => {
      const { headers, pieces } = await this.#http.open(target, { accept: '*/*', signal });
      assertParley(headers);
      await sink.begin(headers);
      for await (const piece of pieces) await sink.write(piece);
    }, signal);
  }
}

function chatsPath(projectId: number): string {
  return `/v2/projects/${idSegment('projectId', projectId)}/chats`;
}

function httpOptions(options: ParleyClientOptions): HttpClientOptions {
  const { customer, key, retry, silenceMs = 90_000, random = Math.random, sleep = wait } = options;
  if (customer === '' || key === '') throw new TypeError('customer and key must not be empty');
  return {
    baseUrl: readBaseUrl(options.baseUrl),
    authorization: `Basic ${base64(`${customer}:${key}`)}`,
    secret: key,
    // Called as a plain function: a browser refuses its own fetch as a method of another object.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    retry: { ...DEFAULT_RETRY, ...retry },
    silenceMs,
    random: () => random(),
    sleep: (milliseconds, signal) => sleep(milliseconds, signal),
  };
}

function readBaseUrl(text: string): string {
  // The message does not repeat the address: it may contain a key.
  if (!URL.canParse(text)) throw new TypeError('baseUrl must be an address, for example https://chat.example.com');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new TypeError('credentials go into customer and key, not into baseUrl');
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('baseUrl must begin with https:// or http://');
  if (url.search !== '' || url.hash !== '') throw new TypeError('baseUrl must have neither a query nor a fragment');
  const path = withoutEndSlashes(url.pathname);
  const end = `${path}/`.indexOf('/v2/');
  if (end === -1) return `${url.origin}${path}`;
  const [before, below] = [path.slice(0, end), path.slice(end + '/v2'.length)];
  if (below === '') return `${url.origin}${before}`;
  const [, project = null] = /^\/projects\/(\d+)/.exec(below) ?? [];
  const named = project === null ? '' : `, and the project by itself: ${project}`;
  throw new TypeError(`baseUrl must end before /v2: give ${url.origin}${before}${named}`);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
