/** Requests to a bucket of an S3-compatible service: signed, limited in time, repeated where that helps. Used by s3-shelf.ts. */
import { createHash } from 'node:crypto';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { printS3Url, type S3Address, type S3Credentials, urlOfBucket } from './s3-address.ts';
import { S3Failure, s3Refusal, s3Silence } from './s3-failure.ts';
import { textIn } from './xml-text.ts';

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Of the object, in characters that need no encoding; "" for the bucket. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
  /** For all of it, repetitions and the reply's body included; without it only silence ends the request. */
  readonly longestMs?: number;
}

export interface S3Body {
  readonly bytes: number;
  /** In hexadecimal. The service refuses other bytes, and so does this process before it sends the last of them. */
  readonly sha256: string;
  /** Called again for a repetition. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface S3Patience {
  /** How long the service may be silent. */
  readonly patienceMs: number;
  /** Before each repetition of a request that failed for a moment. */
  readonly pausesMs: readonly number[];
}

const NOTHING = createHash('sha256').digest('hex');
const LONGEST_ERROR = 65_536;
const LONGEST_TEXT = 8_388_608;
/** What is not worth reading is dropped with its connection. */
const WORTH_READING = 65_536;
const CODE = /^[A-Za-z0-9.]{1,60}$/;

export class S3Bucket implements Disposable {
  /** For people. */
  readonly place: string;
  readonly #url: string;
  readonly #region: string;
  readonly #credentials: S3Credentials;
  readonly #patienceMs: number;
  readonly #pausesMs: readonly number[];
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;

  constructor(address: S3Address, credentials: S3Credentials, { patienceMs, pausesMs }: S3Patience) {
    this.place = printS3Url(address);
    this.#url = urlOfBucket(address);
    this.#region = address.region;
    this.#credentials = credentials;
    this.#patienceMs = patienceMs;
    this.#pausesMs = pausesMs;
    const isSecure = this.#url.startsWith('https:');
    this.#agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#request = isSecure ? httpsRequest : httpRequest;
  }

  /** A reply with a status below 300, whose body has to be read or discarded. @throws S3Failure */
  async send(wanted: S3Request): Promise<IncomingMessage> {
    const signal = wanted.longestMs === undefined ? undefined : AbortSignal.timeout(wanted.longestMs);
    return this.#repeat(() => this.#sendOnce(wanted, signal), signal);
  }

  /** The whole reply as text. @throws S3Failure */
  async sendForText(wanted: S3Request & { readonly longestMs: number }): Promise<string> {
    const signal = AbortSignal.timeout(wanted.longestMs);
    return this.#repeat(async () => readText(await this.#sendOnce(wanted, signal), LONGEST_TEXT), signal);
  }

  /** @throws S3Failure when it breaks off or nothing comes for so long, and when it has fewer bytes */
  async *piecesOf(reply: IncomingMessage, bytes: number): AsyncGenerator<Uint8Array> {
    // Until here a reply that nobody reads is ended by the silence of its connection.
    reply.setTimeout(0);
    const pieces: AsyncIterator<Buffer> = reply[Symbol.asyncIterator]();
    let left = bytes;
    try {
      while (left > 0) {
        const { value, done } = await this.#nextOf(pieces, reply);
        if (done === true) throw s3Silence(this.place, new RangeError('the reply is too short'));
        yield value.length > left ? value.subarray(0, left) : value;
        left -= value.length;
      }
      // Only a reply that was read to its end leaves its connection to the next request.
      if (left === 0) await this.#nextOf(pieces, reply);
    } finally {
      await pieces.return?.();
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #nextOf(pieces: AsyncIterator<Buffer>, reply: IncomingMessage): Promise<IteratorResult<Buffer>> {
    const timer = setTimeout(() => reply.destroy(new SilenceError()), this.#patienceMs);
    try {
      return await pieces.next();
    } catch (error) {
      throw s3Silence(this.place, error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #repeat<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    for (const pauseMs of this.#pausesMs) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof S3Failure && error.isPassing) || signal?.aborted === true) throw error;
        // An aborted pause leads to one more attempt, which fails at once.
        await pause(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
    return work();
  }

  async #sendOnce(wanted: S3Request, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const reply = await this.#exchange(wanted, signal);
    const status = reply.statusCode ?? 0;
    if (status < 300) return reply;
    const text = await readText(reply, LONGEST_ERROR).catch(() => '');
    // It may have come before the body was sent, and nobody reads the rest of that.
    reply.destroy();
    const code = textIn(text, 'Code') ?? '';
    throw s3Refusal(this.place, status, CODE.test(code) ? code : '');
  }

  /** @throws S3Failure when no reply begins; what the body throws */
  async #exchange({ method, key, query = {}, headers = {}, body }: S3Request, signal: AbortSignal | undefined) {
    const search = new URLSearchParams(query).toString();
    const url = `${this.#url}${key === '' ? '' : `/${key}`}${search === '' ? '' : `?${search}`}`;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials;
    const signed = await new AwsV4Signer({
      method,
      url,
      headers: { ...headers, 'x-amz-content-sha256': body?.sha256 ?? NOTHING },
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === null ? {} : { sessionToken }),
      service: 's3',
      region: this.#region,
    }).sign();
    const sent = this.#request(url, {
      method,
      headers: {
        ...Object.fromEntries(signed.headers),
        ...(body === undefined ? {} : { 'content-length': String(body.bytes) }),
      },
      agent: this.#agent,
      ...(signal === undefined ? {} : { signal }),
    });
    sent.setTimeout(this.#patienceMs, () => sent.destroy(new SilenceError()));
    return this.#replyTo(sent, body);
  }

  #replyTo(sent: ClientRequest, body: S3Body | undefined): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    sent.on('response', resolve);
    sent.on('error', (error) => reject(s3Silence(this.place, error)));
    sendPieces(sent, body === undefined ? [] : checked(body)).catch((error: unknown) => {
      reject(error);
      sent.destroy();
    });
    return promise;
  }
}

/** Nothing came for too long. */
class SilenceError extends Error {
  override name = 'SilenceError';
}

/** What is sent is not what was promised: the file has changed since. */
class OtherContent extends Error {
  override name = 'OtherContent';
}

/** Stops where the connection has ended. @throws what the pieces throw */
async function sendPieces(
  sent: ClientRequest,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  for await (const piece of pieces) {
    if (!sent.write(piece)) await drained(sent);
    if (sent.destroyed) return;
  }
  sent.end();
}

function drained(sent: ClientRequest): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const event of ['drain', 'close']) sent.once(event, resolve);
  if (sent.destroyed) resolve();
  return promise.finally(() => {
    for (const event of ['drain', 'close']) sent.off(event, resolve);
  });
}

/** The bytes of the body; the last piece only when all of them are what they should be. */
async function* checked({ sha256, bytes, open }: S3Body): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let found = 0;
  let held: Uint8Array | null = null;
  for await (const piece of open()) {
    if (held !== null) yield held;
    held = piece;
    hash.update(piece);
    found += piece.length;
  }
  if (found !== bytes || hash.digest('hex') !== sha256) throw new OtherContent(`${found} bytes that are not ${sha256}`);
  if (held !== null) yield held;
}

/** Reads what nobody needs, so that its connection can be used again. */
export function discard(reply: IncomingMessage): void {
  reply.on('error', () => undefined);
  if (Number(reply.headers['content-length'] ?? 0) > WORTH_READING) reply.destroy();
  else reply.resume();
}

async function readText(reply: IncomingMessage, longest: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of reply as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longest) throw new RangeError('the reply is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
