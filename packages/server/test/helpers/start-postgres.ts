/**
 * A real PostgreSQL server for tests: its own cluster in a temporary folder, on a free port of loopback, with fsync on.
 * It ends with the process that started it, however that ends. Never used outside tests.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgres, type PostgresVersion, unprivileged } from './find-postgres.ts';
import { findFreePort } from './free-port.ts';

/** `fast` ends the sessions first; `immediate` is a crash: the next start recovers from the write-ahead log. */
export type StopMode = 'fast' | 'immediate';

const STOP_SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** Superuser, needs no password. */
const USER = 'parley';

/** The only role that is asked for its password; tests that want it make it. */
export const ROLE_WITH_PASSWORD = 'with_password';

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_recycle: 'off',
  shared_buffers: '64MB',
  max_connections: '200',
  // A test's clients must not be thrown out by a busy machine, and its restarts must not wait for a checkpoint's pace.
  checkpoint_timeout: '1h',
  timezone: 'UTC',
};

/** Kills the server and removes its folder when the pipe from this process closes, which even SIGKILL makes it do. */
const WATCHDOG = 'read -r _; kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")" 2>/dev/null; sleep 1; rm -rf "$1"';

export class PostgresServer implements AsyncDisposable {
  readonly version: PostgresVersion;
  readonly port: number;
  /** Holds the cluster in `data`. */
  readonly directory: string;
  readonly #bin: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #watchdog: ChildProcess;
  #process: ChildProcess | null = null;
  #log = '';

  constructor(
    version: PostgresVersion,
    bin: string,
    port: number,
    directory: string,
    settings: Readonly<Record<string, string>>,
  ) {
    this.version = version;
    this.port = port;
    this.directory = directory;
    this.#bin = bin;
    this.#settings = settings;
    this.#watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', directory], {
      ...unprivileged(),
      cwd: tmpdir(),
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watchdog.unref();
  }

  /** Address of a database of this server, as `--database` takes it. */
  url(database = 'postgres'): string {
    return `postgres://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  /** What the server wrote to its log since it was started first. */
  get log(): string {
    return this.#log;
  }

  /** @throws Error with the server's own log when it does not come up */
  async start(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, ...this.#settings, port: String(this.port) });
    const args = [
      '-D',
      join(this.directory, 'data'),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    const child = spawn(join(this.#bin, 'postgres'), args, {
      ...unprivileged(),
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let recent = '';
    child.stderr?.on('data', (piece: Buffer) => {
      recent += piece.toString();
      this.#log += piece.toString();
      if (recent.includes('database system is ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL ${this.version} ended:\n${recent}`)));
    await promise;
  }

  /** Resolves when the server's process has ended; does nothing when it has. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    const child = this.#process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(STOP_SIGNALS[mode]);
    await ended;
  }

  async restart(mode: StopMode = 'fast'): Promise<void> {
    await this.stop(mode);
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate');
    this.#watchdog.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/**
 * A server that accepts connections; about a second. `settings` go over those of all tests. Dispose it: it is stopped by
 * its own process and its folder removed.
 * @throws Error when this machine has no such version: ask `findPostgres` first, and skip with its reason
 */
export async function startPostgres(
  version: PostgresVersion,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const found = findPostgres(version);
  if ('missing' in found) throw new TypeError(found.missing);
  const directory = mkdtempSync(join(tmpdir(), 'parley-postgres-'));
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  const server = new PostgresServer(version, found.path, await findFreePort(), directory, settings);
  try {
    await makeCluster(found.path, join(directory, 'data'));
    await server.start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

/** Makes a database, empty or a copy of `template`, and gives its address. `server` is any address of the server. */
export async function createDatabase(server: string, template = 'template1'): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  // The other strategy writes every page of the template to the log of writes: three times slower.
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Removes a database with whoever is still connected to it. */
export async function dropDatabase(database: string): Promise<void> {
  const url = new URL(database);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  await query(url.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A connection; whoever asked for it ends it. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** One statement over a connection of its own. */
export async function query(url: string, sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
  const client = await connect(url);
  try {
    return await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
}

async function makeCluster(bin: string, data: string): Promise<void> {
  const options = ['--username', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(join(bin, 'initdb'), ['-D', data, ...options], { ...unprivileged(), cwd: tmpdir() });
  const rules = join(data, 'pg_hba.conf');
  const first = `host all ${ROLE_WITH_PASSWORD} 127.0.0.1/32 scram-sha-256\n`;
  writeFileSync(rules, first + readFileSync(rules, 'utf8'));
}
