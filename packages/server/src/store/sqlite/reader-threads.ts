/**
 * Threads that read the store, so that large reads keep nobody else of the process waiting and use every core. They start
 * with the first large read. Used by `reader-pool.ts`; their other end is `reader-thread.ts`.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { moduleBeside } from '../../platform/module-beside.ts';
import type { Columns, Row, Statements } from '../sql/database.ts';
import type { Sql, SqlValue } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { type ColumnKinds, type PackedRows, unpackRows } from './packed-rows.ts';
import type { FromReader, ReaderStart, ReadRequest, ToReader } from './reader-thread.ts';
import { SQLITE_BESIDE } from './sqlite-dialect.ts';

/** One core is left to the process itself. */
const THREADS = Math.min(4, Math.max(1, availableParallelism() - 1));
/** Its statements are snapshots of their own. */
const LIVE_CONNECTION = 0;

type Read = (request: ReadRequest) => Promise<PackedRows>;
type Call = { readonly resolve: (rows: PackedRows) => void; readonly reject: (error: unknown) => void };
/** What waits for an answer. */
type Asked = Extract<ToReader, { readonly call: number }>;

export class ReaderThreads implements AsyncDisposable {
  readonly #start: () => ReaderThread;
  readonly #threads: ReaderThread[] = [];

  /** `entry`: the module that a thread runs. */
  constructor(file: string, entry = moduleBeside(import.meta.url, 'reader-thread')) {
    this.#start = () => new ReaderThread(file, entry);
  }

  /** Each statement by the thread that has least to do. */
  get live(): Statements {
    return new ThreadStatements((request) => this.#find().read(LIVE_CONNECTION, request));
  }

  /** Sees one moment of the store until it is released. @throws StoreError */
  async beginSnapshot(): Promise<{ readonly statements: Statements; readonly release: () => void }> {
    const thread = this.#find();
    const connection = thread.take();
    const release = () => thread.release(connection);
    try {
      await thread.begin(connection);
    } catch (error) {
      release();
      throw error;
    }
    return { statements: new ThreadStatements((request) => thread.read(connection, request)), release };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }

  #find(): ReaderThread {
    const alive = this.#threads.filter((thread) => !thread.isOver);
    const idle = alive.find((thread) => thread.load === 0);
    if (idle === undefined && alive.length < THREADS) {
      const thread = this.#start();
      this.#threads.splice(0, Infinity, ...alive, thread);
      return thread;
    }
    return alive.reduce((least, thread) => (thread.load < least.load ? thread : least));
  }
}

class ReaderThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  readonly #free: number[] = [];
  readonly #exited: Promise<void>;
  #connections = LIVE_CONNECTION;
  #snapshots = 0;
  #lastCall = 0;
  #isOver = false;

  constructor(file: string, entry: URL) {
    const workerData: ReaderStart = { file };
    this.#worker = new Worker(entry, { workerData });
    this.#worker.unref();
    this.#worker.on('message', (reply: FromReader) => this.#receive(reply));
    this.#worker.on('error', (error) => this.#lose(error));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#lose(new Error(`code ${code}`));
        resolve();
      });
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Questions that are not answered and snapshots that are open. */
  get load(): number {
    return this.#calls.size + this.#snapshots;
  }

  /** A connection that nobody has. */
  take(): number {
    this.#snapshots += 1;
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#connections += 1;
    return this.#connections;
  }

  async begin(connection: number): Promise<void> {
    await this.#ask({ kind: 'begin', call: this.#nextCall(), connection });
  }

  read(connection: number, request: ReadRequest): Promise<PackedRows> {
    return this.#ask({ kind: 'read', call: this.#nextCall(), connection, request });
  }

  release(connection: number): void {
    this.#snapshots -= 1;
    this.#free.push(connection);
    this.#send({ kind: 'release', connection });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.ref();
    this.#send({ kind: 'end' });
    await this.#exited;
  }

  #nextCall(): number {
    this.#lastCall += 1;
    return this.#lastCall;
  }

  #ask(message: Asked): Promise<PackedRows> {
    if (this.#isOver) return Promise.reject(ended(null));
    const { promise, resolve, reject } = Promise.withResolvers<PackedRows>();
    this.#send(message);
    this.#calls.set(message.call, { resolve, reject });
    this.#worker.ref();
    return promise;
  }

  #send(message: ToReader): void {
    this.#worker.postMessage(message);
  }

  #receive(reply: FromReader): void {
    const call = this.#calls.get(reply.call);
    this.#calls.delete(reply.call);
    if (this.#calls.size === 0) this.#worker.unref();
    if ('rows' in reply) call?.resolve(reply.rows);
    else call?.reject(errorOf(reply));
  }

  #lose(cause: unknown): void {
    this.#isOver = true;
    for (const call of this.#calls.values()) call.reject(ended(cause));
    this.#calls.clear();
  }
}

function ended(cause: unknown): StoreError {
  return new StoreError('busy', 'a thread that reads the store ended: ask again', { cause });
}

/** A StoreError loses its class on the way between threads. */
function errorOf({ code, error }: Exclude<FromReader, { readonly rows: PackedRows }>): unknown {
  if (code === null || !(error instanceof Error)) return error;
  return new StoreError(code, error.message, { cause: error.cause });
}

class ThreadStatements implements Statements {
  readonly dialect = SQLITE_BESIDE;
  readonly #read: Read;

  constructor(read: Read) {
    this.#read = read;
  }

  all<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.#readRows(columns, statement, false);
  }

  async get<C extends Columns>(columns: C, statement: Sql): Promise<Row<C> | null> {
    return (await this.#readRows(columns, statement, true))[0] ?? null;
  }

  bulk<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.#readRows(columns, statement, false);
  }

  async tuples(kinds: ColumnKinds, statement: Sql): Promise<readonly (readonly SqlValue[])[]> {
    return unpackRows(kinds, await this.#read(requestOf(statement, false)));
  }

  async #readRows<C extends Columns>(columns: C, statement: Sql, isFirstOnly: boolean): Promise<readonly Row<C>[]> {
    const names = Object.keys(columns);
    const rows = unpackRows(Object.values(columns), await this.#read(requestOf(statement, isFirstOnly)));
    return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])) as Row<C>);
  }
}

function requestOf({ strings, values }: Sql, isFirstOnly: boolean): ReadRequest {
  return { text: strings.join('?'), values, isFirstOnly };
}
