/** A process of `parley serve` that is killed and started again at the same address. Never used outside tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process, { env } from 'node:process';
import type { StorePlace } from '../../packages/server/src/store/open-store.ts';
import { basic, type GetOptions, type TestReply } from '../../packages/server/test/helpers/boot-server.ts';
import { compileCacheOf } from '../../packages/server/test/helpers/compile-cache.ts';
import { findFreePort } from '../../packages/server/test/helpers/free-port.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../packages/server/bin/parley.js');

export class KilledServer implements AsyncDisposable {
  readonly url: string;
  readonly #words: readonly string[];
  #child: ChildProcess | null = null;
  /** What it wrote to its log, over all lives. */
  log = '';

  private constructor(port: number, { data, database }: StorePlace) {
    this.url = `http://127.0.0.1:${port}`;
    const store = database === null ? ['--data', data] : ['--database', database];
    this.#words = ['serve', ...store, '--port', String(port), '--visitor-limits', '0', '--log-level', 'warn'];
  }

  static async of(place: StorePlace): Promise<KilledServer> {
    return new KilledServer(await findFreePort(), place);
  }

  /** Resolves when it answers. @throws TypeError when it ends instead */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [LAUNCHER, ...this.#words], {
      env: { PATH: env.PATH ?? '', ...compileCacheOf(env) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', (piece: Buffer) => {
      this.log += piece.toString();
    });
    for (;;) {
      if (child.exitCode !== null) throw new TypeError(`the server ended: ${this.log.slice(-2_000)}`);
      const isUp = await fetch(`${this.url}/healthz`).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await new Promise((soon) => setTimeout(soon, 10));
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** As `TestServer.get`. @throws when the connection breaks */
  async get(path: string, { key, headers = {}, method = 'GET', body }: GetOptions = {}): Promise<TestReply> {
    const authorization = key === undefined ? {} : { authorization: basic(key.tenant, key.key) };
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), bytes, text: bytes.toString() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
