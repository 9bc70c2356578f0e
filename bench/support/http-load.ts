/** A small HTTP client for load: keep-alive connections that read replies and discard them. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { ResponseReader } from './response-reader.ts';

export interface Target {
  readonly port: number;
  /** `user:password` of HTTP Basic. */
  readonly credentials: string;
}

export interface LoadResult {
  readonly seconds: number;
  readonly wireBytes: number;
  /** One for each request, in the order of their ends. */
  readonly latenciesMs: readonly number[];
}

export interface LoadOptions {
  readonly target: Target;
  readonly paths: readonly string[];
  readonly requests: number;
  readonly concurrency: number;
  readonly encoding: 'gzip' | 'identity';
}

const READ_BUFFER_BYTES = 64 * 1024;

function authorization({ credentials }: Target): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Sends `requests` requests, path after path, each connection the next one when its last was answered. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { target, paths, encoding } = options;
  const heads = paths.map((path) => requestHead(target, path, encoding));
  const latenciesMs: number[] = [];
  let sent = 0;
  let wireBytes = 0;
  const next = (): Buffer | undefined => (sent < options.requests ? heads[sent++ % heads.length] : undefined);
  const onBytes = (count: number) => {
    wireBytes += count;
  };
  const startedMs = performance.now();
  const connections = Array.from({ length: options.concurrency }, () =>
    runConnection(target.port, next, onBytes, latenciesMs),
  );
  await Promise.all(connections);
  return { seconds: (performance.now() - startedMs) / 1000, wireBytes, latenciesMs };
}

/** Connections that fetch `path` again and again, without pause, until they are stopped: each ends with its reply. */
export function startLoad(target: Target, path: string, concurrency: number): { stop(): Promise<number> } {
  const head = requestHead(target, path, 'gzip');
  let isStopped = false;
  let wireBytes = 0;
  const onBytes = (count: number) => {
    wireBytes += count;
  };
  const connections = Array.from({ length: concurrency }, () =>
    runConnection(target.port, () => (isStopped ? undefined : head), onBytes, []),
  );
  return {
    async stop() {
      isStopped = true;
      await Promise.all(connections);
      return wireBytes;
    },
  };
}

function requestHead(target: Target, path: string, encoding: 'gzip' | 'identity'): Buffer {
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization(target)}\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
  );
}

function runConnection(
  port: number,
  next: () => Buffer | undefined,
  onBytes: (count: number) => void,
  latenciesMs: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new ResponseReader();
    let sentMs = 0;
    const send = () => {
      const head = next();
      if (head === undefined) {
        resolve();
        socket.destroy();
        return;
      }
      sentMs = performance.now();
      socket.write(head);
    };
    const callback = (count: number, buffer: Uint8Array): boolean => {
      onBytes(count);
      try {
        if (reader.feed(Buffer.from(buffer.buffer, buffer.byteOffset, count))) {
          latenciesMs.push(performance.now() - sentMs);
          send();
        }
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new TypeError(String(error)));
      }
      return true;
    };
    const onread = { buffer: Buffer.alloc(READ_BUFFER_BYTES), callback };
    const socket = connect({ host: '127.0.0.1', port, onread, noDelay: true });
    socket.once('connect', send);
    socket.once('error', reject);
    socket.once('close', () => reject(new RangeError('the server closed the connection before the end of a reply')));
  });
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request with its whole body, as it came over the wire. */
export function fetchOnce(target: Target, path: string, encoding: 'gzip' | 'identity'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: authorization(target), 'accept-encoding': encoding, connection: 'close' };
    const request = httpRequest({ host: '127.0.0.1', port: target.port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

export interface Download {
  readonly wireBytes: number;
  readonly isComplete: boolean;
}

/**
 * Reads a reply to its end, no faster than the current `bytesPerSecond`, and discards it.
 */
export function downloadSlowly(
  target: Target,
  path: string,
  encoding: 'gzip' | 'identity',
  bytesPerSecond: () => number,
): Promise<Download> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: authorization(target), 'accept-encoding': encoding, connection: 'close' };
    const request = httpRequest({ host: '127.0.0.1', port: target.port, path, headers }, (response) => {
      let wireBytes = 0;
      let allowed = 0;
      if (response.statusCode !== 200) reject(new RangeError(`unexpected reply: ${response.statusCode}`));
      const tick = setInterval(() => {
        allowed = wireBytes + bytesPerSecond() / 20;
        response.resume();
      }, 50);
      response.on('data', (part: Buffer) => {
        wireBytes += part.length;
        if (wireBytes >= allowed) response.pause();
      });
      response.on('error', reject);
      response.on('close', () => {
        clearInterval(tick);
        resolve({ wireBytes, isComplete: response.complete });
      });
    });
    request.on('error', reject);
    request.end();
  });
}
