/**
 * Receives what `COPY … TO STDOUT` sends, as one run of bytes. Meanwhile it takes the bytes of the connection itself, and frees
 * each buffer at once: a megabyte comes in a hundred of them. See "COPY Operations" of PostgreSQL's protocol.
 */
import type { Connection, Submittable } from 'pg';
import { GrowingBytes } from '../../platform/growing-bytes.ts';
import { releaseBytes } from '../../platform/release-bytes.ts';

/** Of a message: its kind and its length, which counts itself. */
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;
const COPY_DATA = 0x64;
/** Messages that may stand before the end of a COPY and say nothing of it: its beginning, notices, parameters, notifications. */
const PASSED_OVER = new Set([0x48, 0x4e, 0x53, 0x41]);

type Receive = (bytes: Buffer) => void;

export class CopyOut implements Submittable {
  /** Set by `pg`, which ends its timer with it. */
  callback?: (error?: Error) => void;
  /** What came between the ends of the COPY. */
  readonly result: Promise<Buffer>;
  readonly #text: string;
  readonly #ended = Promise.withResolvers<Buffer>();
  readonly #data = new GrowingBytes();
  #connection: Connection | null = null;
  /** Of `pg`, which reads whatever is no COPY. */
  #parser: Receive | null = null;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  /** Bytes of the head that have come. */
  #headBytes = 0;
  /** Bytes of the message after its head that are still to come. */
  #rest = 0;

  constructor(text: string) {
    this.#text = text;
    this.result = this.#ended.promise;
  }

  submit(connection: Connection): void {
    const { stream } = connection;
    this.#connection = connection;
    this.#parser = stream.listeners('data')[0] as Receive;
    stream.on('data', this.#take);
    stream.off('data', this.#parser);
    connection.query(this.#text);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback?.();
    this.#ended.resolve(this.#data.bytes);
  }

  handleError(error: Error): void {
    this.#giveBack();
    this.callback?.(error);
    this.#ended.reject(error);
  }

  readonly #take = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length; ) {
      if (this.#rest === 0) {
        const bytes = chunk.copy(this.#head, this.#headBytes, at, at + HEAD_BYTES - this.#headBytes);
        this.#headBytes += bytes;
        at += bytes;
        if (this.#headBytes < HEAD_BYTES) break;
        if (this.#isEnd()) {
          this.#passOn(chunk.subarray(at));
          break;
        }
        this.#headBytes = 0;
        this.#rest = this.#head.readUInt32BE(1) - LENGTH_BYTES;
      }
      const part = chunk.subarray(at, at + this.#rest);
      if (this.#head[0] === COPY_DATA) this.#data.add(part);
      this.#rest -= part.length;
      at += part.length;
    }
    releaseBytes(chunk);
  };

  #isEnd(): boolean {
    const kind = this.#head.readUInt8();
    return kind !== COPY_DATA && !PASSED_OVER.has(kind);
  }

  /** The message, which ends the COPY or tells an error, and what follows; as a copy, because `pg` may keep it. */
  #passOn(rest: Buffer): void {
    const parser = this.#parser;
    this.#giveBack();
    parser?.(Buffer.concat([this.#head, rest]));
  }

  #giveBack(): void {
    if (this.#parser === null) return;
    const stream = this.#connection?.stream;
    stream?.on('data', this.#parser);
    stream?.off('data', this.#take);
    this.#parser = null;
  }
}
