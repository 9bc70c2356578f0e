/** Sends requests to one server with one key, and retries them when that can help. Used by everything in the client. */
import { CursorExpiredError, ParleyError } from './errors.ts';
import { RETRIED_STATUSES, type RetryPolicy, retryAfterMs, retryDelayMs } from './retry-policy.ts';

export interface HttpClientOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly authorization: string;
  /** Never print it. */
  readonly secret: string;
  readonly fetch: typeof globalThis.fetch;
  readonly retry: RetryPolicy;
  /** A reply that sends nothing for this long counts as broken. */
  readonly silenceMs: number;
  readonly random: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface CallOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly accept?: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A reply whose body is still arriving. `abort` closes the connection. */
export interface OpenReply {
  readonly headers: Headers;
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly abort: () => void;
}

/** The connection or the body broke: another attempt may succeed. Callers of the client never see it. */
export class BrokenReply extends Error {
  override readonly name = 'BrokenReply';
  readonly status: number | null;
  readonly askedMs: number;

  constructor(message: string, cause: unknown, status: number | null = null, askedMs = 0) {
    super(message, { cause });
    this.status = status;
    this.askedMs = askedMs;
  }
}

/** Turns the pieces of a body into text. @throws BrokenReply for bytes that are not UTF-8 */
export class Utf8Decoder {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  take(piece: Uint8Array): string {
    return this.#decode(() => this.#decoder.decode(piece, { stream: true }));
  }

  end(): string {
    return this.#decode(() => this.#decoder.decode());
  }

  #decode(decode: () => string): string {
    try {
      return decode();
    } catch (cause) {
      throw new BrokenReply('The reply was damaged in transit.', cause, 200);
    }
  }
}

export class HttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.#options.sleep(milliseconds, signal);
  }

  random(): number {
    return this.#options.random();
  }

  /** Runs `attempt`, with the number of failures so far, until it succeeds. @throws ParleyError after the last retry */
  async retrying<T>(attempt: (failures: number) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await attempt(failures);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof BrokenReply)) throw error;
        await this.#beforeNextTry(error, failures, signal);
      }
    }
  }

  async #beforeNextTry(error: BrokenReply, failures: number, signal: AbortSignal | undefined): Promise<void> {
    const { retry, random, sleep } = this.#options;
    const cause = error.cause ?? error;
    if (failures >= retry.retries) {
      throw cause instanceof ParleyError
        ? cause
        : new ParleyError(this.#clean(error.message), { status: error.status, code: 'client.network', cause });
    }
    if (error.askedMs > retry.maxRetryAfterMs) {
      const seconds = Math.ceil(error.askedMs / 1_000);
      const facts = { status: error.status, code: 'client.retry_too_late', cause };
      throw new ParleyError(`The server asks for a wait of ${seconds} s, which is longer than allowed.`, facts);
    }
    await sleep(retryDelayMs(retry, failures, error.askedMs, random), signal);
  }

  /** One attempt. @throws BrokenReply if another may help, else ParleyError; the reason of `signal` */
  async open(
    target: string,
    { method = 'GET', accept = 'application/json', body, signal }: CallOptions,
  ): Promise<OpenReply> {
    const controller = new AbortController();
    const follow = () => controller.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', follow, { once: true });
    const close = () => {
      signal?.removeEventListener('abort', follow);
      controller.abort();
    };
    try {
      const headers = { authorization: this.#options.authorization, accept };
      const sent = this.#options.fetch(`${this.#options.baseUrl}${target}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        redirect: 'manual',
        signal: controller.signal,
        ...(body === undefined ? {} : { body }),
      });
      const reply = await this.#withinSilence(sent, controller);
      if (reply.status !== 200) throw await this.#failureOf(reply, controller);
      return { headers: reply.headers, pieces: this.#pieces(reply, controller, close), abort: close };
    } catch (error) {
      close();
      signal?.throwIfAborted();
      if (error instanceof BrokenReply || error instanceof ParleyError) throw error;
      throw new BrokenReply(`There is no reply from ${this.#options.baseUrl}: ${wordsOf(error)}.`, error);
    }
  }

  /** The whole body as text, in one attempt. @throws as `open` */
  async readText(target: string, call: CallOptions): Promise<{ readonly headers: Headers; readonly text: string }> {
    const { headers, pieces } = await this.open(target, call);
    const decoder = new Utf8Decoder();
    let text = '';
    for await (const piece of pieces) text += decoder.take(piece);
    return { headers, text: text + decoder.end() };
  }

  /** The body as JSON. Retries when that can help. @throws ParleyError */
  async json<T>(target: string, call: CallOptions = {}): Promise<{ readonly headers: Headers; readonly body: T }> {
    return this.retrying(() => this.jsonOnce<T>(target, call), call.signal);
  }

  /** As `json`, in one attempt. @throws as `open` */
  async jsonOnce<T>(target: string, call: CallOptions): Promise<{ readonly headers: Headers; readonly body: T }> {
    const { headers, text } = await this.readText(target, call);
    assertParley(headers);
    try {
      return { headers, body: JSON.parse(text) as T };
    } catch (cause) {
      throw new BrokenReply('The reply was cut.', cause, 200);
    }
  }

  async *#pieces(reply: Response, controller: AbortController, close: () => void): AsyncGenerator<Uint8Array> {
    const reader = reply.body?.getReader();
    try {
      for (;;) {
        const read = reader === undefined ? null : await this.#withinSilence(reader.read(), controller);
        if (read === null || read.done) return;
        yield read.value as Uint8Array;
      }
    } catch (error) {
      throw error instanceof BrokenReply ? error : new BrokenReply(`The reply was cut: ${wordsOf(error)}.`, error, 200);
    } finally {
      close();
    }
  }

  async #withinSilence<T>(awaited: Promise<T>, controller: AbortController): Promise<T> {
    const { silenceMs } = this.#options;
    const timer = setTimeout(() => {
      controller.abort(new BrokenReply(`Nothing came for ${silenceMs / 1_000} s.`, null));
    }, silenceMs);
    try {
      return await awaited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The error to throw for a reply other than 200. */
  async #failureOf(reply: Response, controller: AbortController): Promise<BrokenReply | ParleyError> {
    const { status } = reply;
    if (reply.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      const message = `${this.#options.baseUrl} redirects; use the address that it redirects to.`;
      return new ParleyError(message, { status, code: 'client.redirected' });
    }
    const error = this.#errorOf(status, await this.#withinSilence(reply.text(), controller));
    return RETRIED_STATUSES.includes(status)
      ? new BrokenReply(error.message, error, status, retryAfterMs(reply.headers))
      : error;
  }

  #errorOf(status: number, text: string): ParleyError {
    const found = errorInEnvelope(text);
    if (found === null) {
      return new ParleyError(`The reply has status ${status} and is not from Parley.`, {
        status,
        code: 'client.not_parley',
      });
    }
    const facts = { status, code: found.errormessage, property: found.property === '' ? null : found.property };
    const message = this.#clean(found.message);
    return status === 410 ? new CursorExpiredError(message, facts) : new ParleyError(message, facts);
  }

  /** A server or a proxy may echo what it was sent. */
  #clean(message: string): string {
    return message.replaceAll(this.#options.secret, '…');
  }
}

/** @throws ParleyError for a web page that a portal or proxy sent instead of the server */
export function assertParley(headers: Headers): void {
  if (!(headers.get('content-type') ?? '').startsWith('text/html')) return;
  const message = 'A web page came instead of data: something between here and the server replied.';
  throw new ParleyError(message, { status: 200, code: 'client.not_parley' });
}

interface ErrorInEnvelope {
  readonly errormessage: string;
  readonly property: string;
  readonly message: string;
}

function errorInEnvelope(text: string): ErrorInEnvelope | null {
  try {
    const [error] = (JSON.parse(text) as { readonly errors: readonly ErrorInEnvelope[] }).errors;
    if (typeof error?.errormessage !== 'string' || typeof error.message !== 'string') return null;
    return { ...error, property: String(error.property ?? '') };
  } catch {
    return null;
  }
}

/** `fetch` says "fetch failed" and keeps what happened in `cause`. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection broke';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
