/**
 * A network between clients and servers that fails at seeded points: it cuts connections before a request, between request and
 * reply and inside replies and streams, holds requests back, and sends some a second time. Never used outside tests.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { SeededRandom } from '../../packages/server/src/services/sample/seeded-random.ts';

/** How a connection ends. */
const CUTS = ['before', 'between', 'inside', 'streams'] as const;
type Cut = (typeof CUTS)[number];

export interface CuttingOptions {
  readonly seed: number;
  /** Connections that are cut, in all. */
  readonly cuts: number;
  /** Requests between two cuts, at most. */
  readonly apart: number;
  /** Ports of servers; a new connection takes one of those that accept it. */
  readonly ports: readonly number[];
}

/** Of this many requests one is held back, and one is sent again later. */
const HELD_BACK = 25;
const DOUBLED = 12;
const LONGEST_HOLD_MS = 8;

export class CuttingProxy implements AsyncDisposable {
  readonly #options: CuttingOptions;
  readonly #random: SeededRandom;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<Socket>();
  #requestsToCut: number;
  /** What was cut, and what was sent twice. */
  readonly counts = { before: 0, between: 0, inside: 0, streams: 0, doubled: 0 };

  constructor(options: CuttingOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed, 41);
    this.#requestsToCut = this.#random.integer(1, options.apart);
    this.#server = createServer((client) => this.#join(client));
  }

  static async listen(options: CuttingOptions): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get cuts(): number {
    const { before, between, inside, streams } = this.counts;
    return before + between + inside + streams;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(client: Socket): void {
    const connection = new Connection(client, this.#targets(), (socket) => this.#sockets.add(socket));
    connection.onRequest = (request) => this.#request(connection, request);
    client.on('close', () => this.#streams.delete(client));
  }

  #targets(): readonly number[] {
    const { ports } = this.#options;
    const first = this.#random.integer(0, ports.length - 1);
    return [...ports.slice(first), ...ports.slice(0, first)];
  }

  #request(connection: Connection, request: Buffer): void {
    if (request.subarray(0, 4).toString() === 'GET ') {
      this.#streams.add(connection.client);
      connection.forward(request);
      return;
    }
    this.#requestsToCut -= 1;
    if (this.#requestsToCut <= 0 && this.cuts < this.#options.cuts) {
      this.#requestsToCut = this.#random.integer(1, this.#options.apart);
      this.#cut(CUTS[this.#random.integer(0, CUTS.length - 1)] ?? 'before', connection, request);
      return;
    }
    if (this.#random.chance(1 / DOUBLED)) this.#sendLater(request);
    if (this.#random.chance(1 / HELD_BACK)) {
      setTimeout(() => connection.forward(request), this.#random.integer(1, LONGEST_HOLD_MS));
    } else {
      connection.forward(request);
    }
  }

  #cut(cut: Cut, connection: Connection, request: Buffer): void {
    this.counts[cut] += 1;
    if (cut === 'before') {
      connection.end();
      return;
    }
    if (cut === 'between') connection.bytesLeft = 0;
    if (cut === 'inside') connection.bytesLeft = this.#random.integer(1, 300);
    if (cut === 'streams') for (const stream of this.#streams) stream.destroy();
    connection.forward(request);
  }

  /** The same bytes again, on a connection of their own, whose reply nobody reads. */
  #sendLater(request: Buffer): void {
    this.counts.doubled += 1;
    const [port = 0] = this.#targets();
    setTimeout(
      () => {
        const socket = connect(port, '127.0.0.1', () => socket.write(request));
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('data', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      },
      this.#random.integer(1, LONGEST_HOLD_MS),
    );
  }
}

/** A client's connection, and the one to a server that belongs to it. */
class Connection {
  readonly client: Socket;
  onRequest: (request: Buffer) => void = () => undefined;
  /** Of replies, until it is cut; null for any number. */
  bytesLeft: number | null = null;
  #upstream: Socket | null = null;
  #request: Buffer = Buffer.alloc(0);

  constructor(client: Socket, ports: readonly number[], note: (socket: Socket) => void) {
    this.client = client;
    note(client);
    client.on('error', () => undefined);
    client.on('close', () => this.#upstream?.destroy());
    client.on('data', (piece) => this.#take(piece));
    client.pause();
    this.#open(ports, note);
  }

  forward(request: Buffer): void {
    if (this.#upstream?.destroyed === false) this.#upstream.write(request);
    else this.client.destroy();
  }

  end(): void {
    this.client.destroy();
  }

  #open([port, ...others]: readonly number[], note: (socket: Socket) => void): void {
    if (port === undefined) {
      this.end();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    note(upstream);
    upstream.once('connect', () => {
      this.#upstream = upstream;
      upstream.on('data', (piece) => this.#reply(piece));
      upstream.on('close', () => this.client.destroy());
      if (this.client.destroyed) upstream.destroy();
      this.client.resume();
    });
    upstream.once('error', () => {
      if (this.#upstream === null) this.#open(others, note);
    });
  }

  /** Clients send a request when they have the last reply: what comes is one request, in pieces. */
  #take(piece: Buffer): void {
    this.#request = Buffer.concat([this.#request, piece]);
    const head = this.#request.indexOf('\r\n\r\n');
    if (head < 0) return;
    const [, length = '0'] = /^content-length: *(\d+)/im.exec(this.#request.subarray(0, head).toString()) ?? [];
    if (this.#request.length < head + 4 + Number(length)) return;
    const request = this.#request;
    this.#request = Buffer.alloc(0);
    this.onRequest(request);
  }

  #reply(piece: Buffer): void {
    if (this.bytesLeft === null) {
      this.client.write(piece);
      return;
    }
    const rest = piece.subarray(0, this.bytesLeft);
    this.bytesLeft -= rest.length;
    if (rest.length > 0) this.client.write(rest);
    if (this.bytesLeft === 0) this.client.end(() => this.client.destroy());
  }
}
