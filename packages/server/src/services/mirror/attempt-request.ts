/**
 * Sends one request to a mirror's source and reads the reply. Used by the source's client, which decides about retries.
 * Follows no redirect: the key is sent only to the configured address.
 */

import { describeErrors } from '../import/reply-errors.ts';
import { MirrorError } from './mirror-error.ts';
import { type ReplyLimits, ReplyReader } from './reply-reader.ts';

/** Takes the rows of a reply. */
export interface RowSink {
  /** The reply is read from its beginning, possibly again: drops what was added but not yet processed. */
  restart(): void;
  add(rows: readonly Uint8Array[]): Promise<void>;
}

export interface AttemptOptions {
  readonly authorization: string;
  readonly signal: AbortSignal;
  /** How long the source may take to send its headers, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** How long it may send nothing in the middle of a body, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly limits: ReplyLimits;
  /** Epoch milliseconds, for a time in Retry-After. */
  readonly nowMs: () => number;
}

const KEPT_ERROR_BYTES = 64 * 1024;

/**
 * Resolves with the headers after the whole reply was read and every row added.
 * @throws MirrorError `passing` when another attempt may help; what the sink throws
 */
export async function attemptRequest(url: string, options: AttemptOptions, sink: RowSink): Promise<Headers> {
  const stop = new AbortController();
  using timer = new Watchdog(() => stop.abort());
  const signal = AbortSignal.any([options.signal, stop.signal]);
  timer.start(options.headersTimeoutMs);
  try {
    const response = await fetch(url, {
      headers: { authorization: options.authorization, accept: 'application/json', 'accept-encoding': 'gzip' },
      redirect: 'manual',
      signal,
    });
    timer.start(options.idleTimeoutMs);
    if (response.status !== 200) throw await refusalOf(response, options.nowMs());
    const reader = new ReplyReader(options.limits);
    for await (const piece of response.body ?? []) {
      timer.stop();
      const rows = reader.push(piece);
      if (rows.length > 0) await sink.add(rows);
      timer.start(options.idleTimeoutMs);
    }
    reader.finish();
    return response.headers;
  } catch (error) {
    if (error instanceof MirrorError || options.signal.aborted) throw error;
    if (stop.signal.aborted) throw new MirrorError('passing', 'the source sends nothing any more', { cause: error });
    throw networkError(error);
  }
}

class Watchdog implements Disposable {
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(bark: () => void) {
    this.#bark = bark;
  }

  start(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, afterMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** The MirrorError for a failure of `fetch`. Other failures, such as those of the sink, are returned unchanged. */
function networkError(error: unknown): unknown {
  if (!(error instanceof TypeError) || !/^(fetch failed|terminated)$/.test(error.message)) {
    return isBrokenEncoding(error)
      ? new MirrorError('passing', 'the source sends a damaged body', { cause: error })
      : error;
  }
  const cause: unknown = error.cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const words = cause instanceof Error ? cause.message : error.message;
  if (/CERT|SIGNED|ISSUER|SIGNATURE|TLS|SSL/.test(code)) {
    return new MirrorError('refused', `the certificate of the source is not trusted: ${words}`, { cause: error });
  }
  const sentence =
    error.message === 'terminated' ? 'the connection to the source broke off' : 'the source cannot be reached';
  return new MirrorError('passing', `${sentence}: ${words}`, { cause: error });
}

function isBrokenEncoding(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

async function refusalOf(response: Response, nowMs: number): Promise<MirrorError> {
  const { status } = response;
  const told = describeErrorBody(await readSome(response));
  const words = `${sentenceOf(response)}${told === null ? '' : `; it says: ${told}`}`;
  const isPassing = status === 408 || status === 429 || status >= 500;
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), nowMs);
  return new MirrorError(isPassing ? 'passing' : 'refused', words, { status, retryAfterMs });
}

function sentenceOf({ status, headers }: Response): string {
  switch (true) {
    case status === 401:
      return 'the source does not accept tenant and key (401): check --customer and the key';
    case status === 403:
      return "the source does not let this key read the log (403): check the key's projects and the addresses it may be used from";
    case status === 404:
      return 'the source has no such chat log (404): check --from and --remote-project';
    case status === 429:
      return 'the source asks for fewer requests (429)';
    case status >= 300 && status < 400:
      return `the source sends elsewhere (${status}), to ${placeOf(headers)}: if you trust that address, give it as --from`;
    default:
      return `the source answers ${status}`;
  }
}

/** Origin and path of a redirect; its query may hold secrets. */
function placeOf(headers: Headers): string {
  const location = headers.get('location') ?? '';
  if (!URL.canParse(location)) return 'another path';
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`.slice(0, 200);
}

async function readSome(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > KEPT_ERROR_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}

function describeErrorBody(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('errors' in parsed)) return null;
    return describeErrors(JSON.stringify(parsed.errors) ?? '');
  } catch {
    return null;
  }
}

/** Seconds or a date, as HTTP writes it; null when there is neither. */
function readRetryAfter(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
