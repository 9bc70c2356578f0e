/** Servers under measurement as separate processes, on the loopback interface. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StorePlace } from '../../packages/server/src/store/open-store.ts';

export const PARLEY = fileURLToPath(new URL('../../node_modules/.bin/parley', import.meta.url));

const STOP_LIMIT_MS = 10_000;

/** A server process; stopped when it goes out of scope. */
export class ChildServer implements AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, pid: number, port: number) {
    this.#child = child;
    this.pid = pid;
    this.port = port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  }
}

/** Starts the command and waits for the line that names its address. @throws RangeError when it ends before. */
export async function startServer(command: string, args: readonly string[]): Promise<ChildServer> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => {
    errors = `${errors}${part.toString('utf8')}`.slice(-4000);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = / listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
    if (port === undefined || child.pid === undefined) continue;
    child.stdout.resume();
    return new ChildServer(child, child.pid, Number(port));
  }
  throw new RangeError(`the server did not start: ${errors}`);
}

/** The product itself, as its users start it. */
export function startParley(directory: string, ...options: readonly string[]): Promise<ChildServer> {
  return startServer(PARLEY, ['serve', '--data', directory, '--port', '0', '--log-level', 'error', ...options]);
}

/** The product over a store of either kind. */
export function startParleyAt({ data, database }: StorePlace): Promise<ChildServer> {
  return database === null ? startParley(data) : startParleyOn(database);
}

/** The product over a PostgreSQL database. */
export function startParleyOn(database: string, ...options: readonly string[]): Promise<ChildServer> {
  return startServer(PARLEY, ['serve', '--database', database, '--port', '0', '--log-level', 'error', ...options]);
}

/** Limit A: node:http with the pages of a folder in memory. */
export function startStaticServer(pagesFolder: string): Promise<ChildServer> {
  const file = fileURLToPath(new URL('../servers/static-server.ts', import.meta.url));
  return startServer(process.execPath, [file, pagesFolder]);
}
