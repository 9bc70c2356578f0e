/** A shelf in a bucket of an S3-compatible service: `prefix/ab/cdef…` for the content `abcdef…`, as in a folder. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FileShelf, Stretch } from './file-shelf.ts';
import { clearIncomingFolder, openIncomingFolder } from './incoming-folder.ts';
import type { S3Address, S3Credentials } from './s3-address.ts';
import { discard, type S3Body, S3Bucket } from './s3-bucket.ts';
import { S3Failure } from './s3-failure.ts';
import { ShelfFailure } from './shelf-failure.ts';
import { decodeXml, textIn, textsIn } from './xml-text.ts';

export interface S3Place extends S3Address {
  readonly credentials: S3Credentials;
  /** A folder of this machine for files that are still coming. */
  readonly incoming: string;
}

const CONTENT = /^[0-9a-f]{64}$/;
const OF_CONTENT = /^([0-9a-f]{2})\/([0-9a-f]{62})$/;
const RANGE = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/;
/** What tests make smaller. */
const USUAL = { patienceMs: 30_000, pausesMs: [200, 1_000], keysAtOnce: 1_000 };
const LONGEST_REMOVAL_MS = 10_000;
/** Of the first request to a service that may not be there. */
const LONGEST_CHECK_MS = 20_000;
const LONGEST_LIST_MS = 60_000;

export class S3Shelf implements FileShelf {
  readonly place: string;
  readonly #bucket: S3Bucket;
  readonly #prefix: string;
  readonly #incoming: string;
  readonly #keysAtOnce: number;

  /** `keysAtOnce`: in a page of a list. */
  constructor({ credentials, incoming, ...address }: S3Place, { keysAtOnce, ...patience } = USUAL) {
    this.#bucket = new S3Bucket(address, credentials, patience);
    this.place = this.#bucket.place;
    this.#prefix = address.prefix;
    this.#incoming = incoming;
    this.#keysAtOnce = keysAtOnce;
  }

  /** Puts a file that nobody knows, and removes it. @throws ShelfFailure also for a bucket that keeps what is removed */
  async check(): Promise<void> {
    const bytes = randomBytes(32);
    const content = createHash('sha256').update(bytes).digest('hex');
    const body = {
      bytes: bytes.length,
      sha256: content,
      async *open() {
        yield bytes;
      },
    };
    const put = await this.#put(body, LONGEST_CHECK_MS);
    const found = await this.sizeOf(content);
    await this.#listPage('');
    await this.remove(content);
    if (found !== bytes.length) throw new ShelfFailure(`${this.place} does not give back what was put there`);
    if (!['null', ''].includes(put)) {
      const sentence = `${this.place} keeps versions, so that erased files would stay in it: suspend its versioning, or give a bucket without`;
      throw new ShelfFailure(sentence);
    }
  }

  /** A bucket is there, or its absence is an error. */
  isThere(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async openIncoming(): Promise<string> {
    return openIncomingFolder(this.#incoming);
  }

  async put(content: string, path: string): Promise<void> {
    const { size } = await stat(path);
    await this.#put({ bytes: size, sha256: content, open: () => createReadStream(path) });
  }

  async read(content: string, { first, last }: Stretch): Promise<AsyncIterable<Uint8Array> | null> {
    const found = await this.#ask(content, first, last);
    if (found === null) return null;
    if (found.last >= last) return this.#bucket.piecesOf(found.reply, last + 1 - first);
    discard(found.reply);
    return null;
  }

  async sizeOf(content: string): Promise<number | null> {
    const found = await this.#ask(content, 0, 0);
    if (found === null) return null;
    discard(found.reply);
    return found.size;
  }

  async remove(content: string): Promise<void> {
    const wanted = { method: 'DELETE', key: this.#keyOf(content), longestMs: LONGEST_REMOVAL_MS } as const;
    const reply = await this.#bucket.send(wanted).catch((error: unknown) => {
      if (error instanceof S3Failure && error.isMissingObject) return null;
      throw error;
    });
    if (reply !== null) discard(reply);
  }

  async *listBefore(beforeMs: number): AsyncGenerator<string> {
    let last: string | null = '';
    while (last !== null) {
      const page: string = await this.#listPage(last);
      last = null;
      for (const entry of textsIn(page, 'Contents')) {
        const key = decodeXml(textIn(entry, 'Key') ?? '');
        const [, shard, rest] = OF_CONTENT.exec(key.slice(this.#prefix.length)) ?? [];
        const putMs = Date.parse(textIn(entry, 'LastModified') ?? '');
        if (shard !== undefined && rest !== undefined && putMs < beforeMs) yield shard + rest;
        last = key;
      }
      if (textIn(page, 'IsTruncated') !== 'true') return;
    }
  }

  clearIncoming(beforeMs: number): Promise<void> {
    return clearIncomingFolder(this.#incoming, beforeMs);
  }

  [Symbol.dispose](): void {
    this.#bucket[Symbol.dispose]();
  }

  /** Returns the name of the version that it has become; "" in a bucket without versions. */
  async #put(body: S3Body, longestMs?: number): Promise<string> {
    const wanted = { method: 'PUT', key: this.#keyOf(body.sha256), body } as const;
    const reply = await this.#bucket.send(longestMs === undefined ? wanted : { ...wanted, longestMs });
    discard(reply);
    return String(reply.headers['x-amz-version-id'] ?? '');
  }

  /** The reply for that stretch, of which `last` is what it really goes to; null when there is nothing. */
  async #ask(content: string, first: number, last: number) {
    const headers = { range: `bytes=${first}-${last}` };
    try {
      const reply = await this.#bucket.send({ method: 'GET', key: this.#keyOf(content), headers });
      const [, from, to, size] = (RANGE.exec(reply.headers['content-range'] ?? '') ?? []).map(Number);
      if (from === first && to !== undefined && size !== undefined) return { reply, last: to, size };
      reply.destroy();
      throw new ShelfFailure(`${this.place} does not answer requests for a part of a file: give another --s3-endpoint`);
    } catch (error) {
      if (error instanceof S3Failure && (error.isMissingObject || error.status === 416)) return null;
      throw error;
    }
  }

  /** Keys after that one, in order. By the first version of the operation: every service has it, and it needs no tokens. */
  #listPage(after: string): Promise<string> {
    const query = {
      prefix: this.#prefix,
      'max-keys': String(this.#keysAtOnce),
      ...(after === '' ? {} : { marker: after }),
    };
    return this.#bucket.sendForText({ method: 'GET', key: '', query, longestMs: LONGEST_LIST_MS });
  }

  /** @throws TypeError for what is no content */
  #keyOf(content: string): string {
    if (!CONTENT.test(content)) throw new TypeError('a content is named by 64 hexadecimal digits');
    return `${this.#prefix}${content.slice(0, 2)}/${content.slice(2)}`;
  }
}
