/** A real HTTP proxy on loopback that leads every host to one server, so that names need not resolve. Never used outside tests. */
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export class LoopbackProxy implements AsyncDisposable {
  /** What it was asked for: the absolute address, or `host:port` of a tunnel. */
  readonly asked: string[] = [];
  /** The credentials that came with each of them, null for none. */
  readonly credentials: (string | null)[] = [];
  /** Answered to tunnels instead of opening them; null opens them. */
  refusal: string | null = null;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `toPort`: a server on loopback. */
  static async listen(toPort: number): Promise<LoopbackProxy> {
    const server = createServer();
    const proxy = new LoopbackProxy(server);
    server.on('request', (incoming, outgoing) => {
      proxy.#note(incoming.url, incoming.headers['proxy-authorization']);
      const { pathname, search } = new URL(incoming.url ?? '');
      const options = { host: '127.0.0.1', port: toPort, path: pathname + search, method: incoming.method };
      const sent = request({ ...options, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(sent);
    });
    server.on('connect', (incoming, socket: Socket) => {
      proxy.#note(incoming.url, incoming.headers['proxy-authorization']);
      proxy.#sockets.add(socket);
      if (proxy.refusal !== null) return socket.end(`HTTP/1.1 ${proxy.refusal}\r\n\r\n`);
      const onward = connect(toPort, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onward.pipe(socket);
        socket.pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      proxy.#sockets.add(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(target = '', credentials?: string): void {
    this.asked.push(target);
    this.credentials.push(credentials ?? null);
  }
}
