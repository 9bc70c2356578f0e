/**
 * An S3-compatible server on loopback, and a front before it that passes everything on, checks the SHA-256 of what is put and
 * keeps only whole objects, as services do and this server does not, and fails where a test says so. Never used outside tests.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from '@20minutes/s3rver';
import type { S3Place } from '../../src/platform/s3-shelf.ts';

/** The one account that the server knows. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', sessionToken: null };

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  /** Closes the connection after so many bytes of the body that is put. */
  | { readonly kind: 'cut-put'; readonly afterBytes: number }
  /** Closes the connection after so many bytes of the reply. */
  | { readonly kind: 'cut-reply'; readonly afterBytes: number }
  /** Says nothing after so many bytes of the reply, not even its head when there are none. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Changes a bit of what is put, on its way. */
  | { readonly kind: 'flip' }
  /** Adds a header to the reply. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

export class TestS3 implements AsyncDisposable {
  /** Where its server has the objects, as files whose names begin with their keys. */
  readonly folder: string;
  readonly bucket: string;
  readonly asked: Asked[] = [];
  /** What goes wrong with a request; null for nothing. */
  fault: (asked: Asked) => Fault | null = () => null;
  /** Of the server without the front. */
  readonly directEndpoint: string;
  readonly #server: S3rver;
  readonly #front: Server;

  private constructor(folder: string, bucket: string, server: S3rver, port: number, front: Server) {
    this.folder = folder;
    this.bucket = bucket;
    this.directEndpoint = `http://127.0.0.1:${port}`;
    this.#server = server;
    this.#front = front;
  }

  static async start(bucket = 'files-of-chats'): Promise<TestS3> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-s3-'));
    const server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder,
      vhostBuckets: false,
      configureBuckets: [{ name: bucket }],
    });
    const { port } = await server.run();
    const front = createServer();
    const started = new TestS3(folder, bucket, server, port, front);
    front.on('request', (incoming, outgoing) => {
      pass(started, port, incoming, outgoing).catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#front.address() as AddressInfo).port}`;
  }

  /** `incoming`: a folder for uploads. */
  place(incoming: string, more: Partial<S3Place> = {}): S3Place {
    const { bucket, endpoint } = this;
    return { bucket, prefix: 'parley/', endpoint, region: 'eu-test-1', credentials: CREDENTIALS, incoming, ...more };
  }

  /** Of a command. */
  get environment() {
    return {
      PARLEY_S3_ENDPOINT: this.endpoint,
      PARLEY_S3_REGION: 'eu-test-1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#front.closeAllConnections();
    await new Promise((resolve) => this.#front.close(resolve));
    await this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function pass(s3: TestS3, port: number, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = '', url: path = '', headers } = incoming;
  const asked = { method, path, headers };
  s3.asked.push(asked);
  const fault = s3.fault(asked);
  if (fault?.kind === 'answer') return refuse(incoming, outgoing, fault);
  if (fault?.kind === 'stall' && fault.afterBytes === 0) return;
  if (fault?.kind === 'cut-put') return cut(incoming, fault.afterBytes);
  const body = await buffer(incoming);
  if (fault?.kind === 'flip') body.writeUInt8(body.readUInt8(0) ^ 1, 0);
  if (createHash('sha256').update(body).digest('hex') !== headers['x-amz-content-sha256']) {
    return refuse(incoming, outgoing, { status: 400, code: 'XAmzContentSHA256Mismatch' });
  }
  const reply = await ask(port, asked, body);
  if (fault?.kind === 'header') outgoing.setHeader(fault.name, fault.value);
  outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
  const most = fault?.kind === 'cut-reply' || fault?.kind === 'stall' ? fault.afterBytes : Number.POSITIVE_INFINITY;
  let sent = 0;
  for await (const piece of reply as AsyncIterable<Buffer>) {
    const part = piece.subarray(0, Math.max(0, most - sent));
    sent += part.length;
    await new Promise((resolve) => outgoing.write(part, resolve));
    if (sent < most) continue;
    if (fault?.kind === 'cut-reply') outgoing.destroy();
    return;
  }
  outgoing.end();
}

function ask(port: number, { method, path, headers }: Asked, body: Buffer): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request({ host: '127.0.0.1', port, method, path, headers }, resolve);
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

async function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code }: { readonly status: number; readonly code: string },
): Promise<void> {
  incoming.resume();
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>a secret: S3RVER</Message></Error>`);
}

async function cut(incoming: IncomingMessage, afterBytes: number): Promise<void> {
  let received = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    received += piece.length;
    if (received >= afterBytes) break;
  }
  incoming.socket.destroy();
}
