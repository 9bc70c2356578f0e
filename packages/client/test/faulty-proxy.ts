/** Sits between a client and a real server and breaks replies on demand: an unreliable network for tests. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request. */
export type Fault =
  /** The connection ends without a reply, although the server has processed the request. */
  | { readonly kind: 'lost' }
  /** The reply stops after this many bytes of its body. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Something else replies; the server never sees the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The body is changed in transit. */
  | { readonly kind: 'edit'; readonly edit: (body: string) => string }
  /** The body is sent byte by byte, so that pieces never end at a line. */
  | { readonly kind: 'crumbs' }
  /** Nothing comes, and the connection stays open. */
  | { readonly kind: 'silence' };

export class FaultyProxy implements AsyncDisposable {
  readonly url: string;
  /** Method and target of every request, as it came. */
  readonly requests: readonly string[];
  readonly #faults: Fault[];
  readonly #close: () => Promise<void>;

  private constructor(url: string, requests: readonly string[], faults: Fault[], close: () => Promise<void>) {
    this.url = url;
    this.requests = requests;
    this.#faults = faults;
    this.#close = close;
  }

  static async start(serverUrl: string): Promise<FaultyProxy> {
    const faults: Fault[] = [];
    const requests: string[] = [];
    const server = createServer((incoming, outgoing) => {
      requests.push(`${incoming.method} ${incoming.url}`);
      void passOn(serverUrl, incoming, outgoing, faults.shift() ?? null);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new FaultyProxy(`http://127.0.0.1:${port}`, requests, faults, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
  }

  /** Faults for the next requests, one each; later requests have none. */
  breakNext(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

async function passOn(
  serverUrl: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | null,
): Promise<void> {
  if (fault?.kind === 'silence') return;
  if (fault?.kind === 'answer') {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  const sentBody = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
  const { status, headers, body } = await forward(serverUrl, incoming, sentBody, fault?.kind === 'edit');
  if (fault?.kind === 'lost') return void outgoing.destroy();
  outgoing.writeHead(status, headers);
  if (fault?.kind === 'cut') {
    outgoing.write(body.subarray(0, fault.bytes), () => outgoing.destroy());
  } else if (fault?.kind === 'edit') {
    outgoing.end(fault.edit(body.toString()));
  } else if (fault?.kind === 'crumbs') {
    for (const byte of body) outgoing.write(Buffer.of(byte));
    outgoing.end();
  } else {
    outgoing.end(body);
  }
}

interface Forwarded {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

function forward(serverUrl: string, incoming: IncomingMessage, sent: Buffer, isPlain: boolean): Promise<Forwarded> {
  const headers = { ...incoming.headers, ...(isPlain ? { 'accept-encoding': 'identity' } : {}) };
  return new Promise((resolve, reject) => {
    const passed = request(`${serverUrl}${incoming.url}`, { method: incoming.method, headers }, (reply) => {
      const pieces: Buffer[] = [];
      reply.on('data', (piece: Buffer) => pieces.push(piece));
      reply.on('error', reject);
      reply.on('end', () => {
        // Without the length: an edited body has another one, and a truncated one must be recognised by its missing end.
        const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = reply.headers;
        resolve({ status: reply.statusCode ?? 0, headers: kept, body: Buffer.concat(pieces) });
      });
    });
    passed.on('error', reject);
    passed.end(sent);
  });
}
