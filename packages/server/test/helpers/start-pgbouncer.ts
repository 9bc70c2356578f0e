/**
 * A PgBouncer in transaction mode before a PostgreSQL server: each transaction of a client may run on another of its
 * connections. As strict as it comes: it refuses start-up parameters that it does not know. Never used outside tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPgBouncer, unprivileged } from './find-postgres.ts';
import { findFreePort } from './free-port.ts';

export class PgBouncer implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #directory: string;

  constructor(port: number, child: ChildProcess, directory: string) {
    this.port = port;
    this.#process = child;
    this.#directory = directory;
  }

  /** The same database, through the pooler. */
  through(database: string): string {
    const url = new URL(database);
    url.port = String(this.port);
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/**
 * `target` is any address of the server. Few server connections for many clients, so that clients share them.
 * @throws Error when this machine has none: ask `findPgBouncer` first, and skip with its reason
 */
export async function startPgBouncer(target: string, { poolSize = 4 } = {}): Promise<PgBouncer> {
  const found = findPgBouncer();
  if ('missing' in found) throw new TypeError(found.missing);
  const directory = mkdtempSync(join(tmpdir(), 'parley-pgbouncer-'));
  const port = await findFreePort();
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(file, settings(new URL(target), port, poolSize));
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  const child = spawn(found.path, [file], { ...unprivileged(), cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let log = '';
  child.stderr.on('data', (piece: Buffer) => {
    log += piece.toString();
    if (log.includes('process up')) resolve();
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`PgBouncer ended:\n${log}`)));
  process.once('exit', () => child.kill('SIGKILL'));
  await promise;
  return new PgBouncer(port, child, directory);
}

function settings(target: URL, port: number, poolSize: number): string {
  return `[databases]
* = host=127.0.0.1 port=${target.port} user=${target.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`;
}
