/** `parley serve` as a process of its own that tests kill and start again. Never used outside tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { StorePlace } from '../../packages/server/src/store/open-store.ts';
import { compileCacheOf } from '../../packages/server/test/helpers/compile-cache.ts';
import { findFreePort } from '../../packages/server/test/helpers/free-port.ts';

const PROGRAM = resolve(import.meta.dirname, '../../packages/server/bin/parley.js');

export class LiveProcess implements AsyncDisposable {
  readonly port: number;
  readonly #place: StorePlace;
  #child: ChildProcess | null = null;

  private constructor(port: number, place: StorePlace) {
    this.port = port;
    this.#place = place;
  }

  static async start(place: StorePlace): Promise<LiveProcess> {
    const server = new LiveProcess(await findFreePort(), place);
    await server.start();
    return server;
  }

  /** Resolves when it accepts requests, on the same port as before. @throws TypeError with its log when it does not */
  async start(): Promise<void> {
    const { data, database } = this.#place;
    const store = database === null ? ['--data', data] : ['--database', database];
    const words = ['serve', ...store, '--port', String(this.port), '--visitor-limits', '0', '--log-level', 'warn'];
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      env: { PATH: process.env.PATH ?? '', TMPDIR: process.env.TMPDIR ?? '/tmp', ...compileCacheOf(process.env) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    await new Promise<void>((ready, fail) => {
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('parley listening') && ready());
      child.once('exit', () => fail(new TypeError(`the server ended: ${log}`)));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
