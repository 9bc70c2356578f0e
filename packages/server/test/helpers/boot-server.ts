/**
 * A whole server for a test: a real App on a free port of loopback over a real store of its own, SQLite or PostgreSQL as
 * the vitest project says, with a clock that the test sets. Never used outside tests.
 */
import { rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { AUDIT_DAYS } from '../../src/cli/option-groups.ts';
import { type AttachmentOptions, DEFAULT_ATTACHMENTS } from '../../src/http/attachment-options.ts';
import { DEFAULT_EDGE, type EdgeOptions } from '../../src/http/edge-options.ts';
import { CompiledCalendars } from '../../src/model/calendar.ts';
import type { ProjectScope } from '../../src/model/ids.ts';
import { projectId, tenantId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import { createLogger, type Logger } from '../../src/platform/logger.ts';
import { SYSTEM_RANDOMNESS } from '../../src/platform/randomness.ts';
import { SYSTEM_TIMERS, type Timers } from '../../src/platform/timers.ts';
import { createKey, type KeyRequest } from '../../src/services/access/create-key.ts';
import { prepareChat } from '../../src/services/import/prepare-chat.ts';
import type { OpenidOptions } from '../../src/services/people/openid-provider.ts';
import { sampleChats } from '../../src/services/sample/generate-sample.ts';
import type { ChatStore, ImportedBatch, ProjectStore } from '../../src/store/chat-store.ts';
import { openStore, type StorePlace } from '../../src/store/open-store.ts';
import { ATTACHMENTS_FOLDER } from '../../src/store/sqlite/store-files.ts';
import { ContractChecker, requireContract } from './contract-checker.ts';
import { makeProject, openProject } from './open-project.ts';
import { testDeed } from './test-deed.ts';
import { makeTestStore } from './test-store.ts';
import { watchReplies } from './watch-replies.ts';

export const TENANT = 'acme';

/** One for all files of a worker, because its schemas take a while to compile. */
export const CONTRACT = new ContractChecker();

export interface BootOptions {
  readonly metricsPort?: number;
  readonly publicUrl?: string;
  readonly tenantDomains?: readonly string[];
  readonly edge?: Partial<EdgeOptions>;
  /** Their folder: beside a store in a folder; one that is removed with the server for a database. */
  readonly attachments?: Partial<AttachmentOptions>;
  readonly openid?: OpenidOptions;
  /** Of the built console; none without. */
  readonly consoleFolder?: string;
  /** By which the app and its store wait; the machine's own when absent. */
  readonly timers?: Timers;
  /** A store that the caller has and removes, instead of one of the server's own. */
  readonly place?: StorePlace;
  /** Stands between the app and its store, to make the store fail or to watch it. */
  readonly wrapStore?: (store: ChatStore) => ChatStore;
}

export interface TestKey {
  readonly tenant: string;
  readonly key: string;
  readonly prefix: string;
}

export interface KeyOptions extends Partial<Omit<KeyRequest, 'tenantId' | 'projectIds' | 'expiresAt'>> {
  readonly tenant?: string;
  readonly projects?: readonly number[];
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

export interface GetOptions {
  /** Sent by Basic; none is sent without. */
  readonly key?: TestKey;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: string | Buffer;
}

export interface TestReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire, not decompressed. */
  readonly bytes: Buffer;
  readonly text: string;
}

/** A moment that every server of the tests begins at. */
const START_MS = Date.UTC(2026, 0, 1);

/** Chats of one commit of a sample: all of them are in memory. */
const IMPORTED_AT_ONCE = 5_000;

export class TestServer implements AsyncDisposable {
  readonly url: string;
  readonly store: ChatStore;
  /** Lines of the process's log so far, one JSON object each. */
  readonly logLines: string[];
  readonly clock: TestClock;
  /** Where the store is. */
  readonly place: StorePlace;
  readonly #close: () => Promise<void>;

  constructor(parts: Pick<TestServer, 'url' | 'place' | 'store' | 'logLines' | 'clock'>, close: () => Promise<void>) {
    this.url = parts.url;
    this.place = parts.place;
    this.store = parts.store;
    this.logLines = parts.logLines;
    this.clock = parts.clock;
    this.#close = close;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The same store as another process has it, which works beside the server. */
  openTool(): Promise<ChatStore> {
    return open(this.place, 'tool', this.clock, null, this.logLines);
  }

  makeProject(
    id: number,
    { tenant = TENANT, zoneName = 'Europe/Budapest', name = `Project ${id}` } = {},
  ): Promise<ProjectStore> {
    const createdAt = instant(this.clock.nowMs());
    return makeProject(this.store, { ...scopeOf(id, tenant), name, zone: new Zone(zoneName), createdAt });
  }

  /** A key that may read every project of the tenant, unless the options say otherwise. */
  async makeKey({ tenant = TENANT, projects, expiresAt, ...rest }: KeyOptions = {}): Promise<TestKey> {
    const request: KeyRequest = {
      tenantId: scopeOf(0, tenant).tenantId,
      name: 'test',
      scopes: ['chats:read'],
      startSemantics: 'id',
      allowedIps: [],
      projectIds: projects?.map(projectId) ?? null,
      queueIds: null,
      expiresAt: expiresAt === undefined ? null : instant(expiresAt),
      ...rest,
    };
    const created = await createKey(this.store, request, testDeed(this.clock.nowMs()), SYSTEM_RANDOMNESS);
    if ('refused' in created) throw new TypeError(`no key: ${created.refused}`);
    return { tenant, ...created };
  }

  /** Stores rows or event lines as the import would, in one commit. @throws TypeError when one would be rejected. */
  async importChats(scope: ProjectScope, lines: Iterable<unknown>): Promise<ImportedBatch> {
    const project = await openProject(this.store, scope);
    const context = { projectId: project.projectId, zone: project.zone, calendars: new CompiledCalendars() };
    const chats = [...lines].map((line) => {
      const prepared = prepareChat(Buffer.from(JSON.stringify(line)), context);
      if ('problem' in prepared) throw new TypeError(`${prepared.problem.field} ${prepared.problem.reason}`);
      return prepared.chat;
    });
    return project.chats.import(chats, instant(this.clock.nowMs()));
  }

  /** Waits until feeds can deliver what was written: on PostgreSQL work in the background holds it back for a while. */
  async settle(): Promise<void> {
    const { maintenance } = this.store;
    while (((await maintenance.measureWatermark())?.lagMs ?? 0) > 0);
  }

  /** Chats 1 to `chats` of the sample. */
  async importSample(scope: ProjectScope, chats: number, seed = 7): Promise<void> {
    let part: unknown[] = [];
    for (const line of sampleChats({ chats, seed, projectId: scope.projectId })) {
      part.push(line);
      if (part.length < IMPORTED_AT_ONCE) continue;
      await this.importChats(scope, part);
      part = [];
    }
    if (part.length > 0) await this.importChats(scope, part);
  }

  /**
   * Sends the path byte for byte. @throws when the connection breaks before the reply is whole, and TypeError when the reply
   * is outside the contract.
   */
  async get(path: string, { key, headers = {}, method = 'GET', body }: GetOptions = {}): Promise<TestReply> {
    const authorization = key === undefined ? {} : { authorization: basic(key.tenant, key.key) };
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const reply = await new Promise<TestReply>((resolve, reject) => {
      const { hostname: host, port } = new URL(this.url);
      const sent = httpRequest(
        { host, port, path, method, headers: { ...authorization, ...length, ...headers } },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(pieces);
            resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    requireContract(CONTRACT, { ...reply, method, target: path });
    return reply;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** Stands still until it is set. */
export class TestClock {
  #nowMs = START_MS;
  #aheadMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return performance.now() + this.#aheadMs;
  }

  /** Lets that time pass at once. */
  advance(milliseconds: number): void {
    this.#nowMs += milliseconds;
    this.#aheadMs += milliseconds;
  }

  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Names a project; makes nothing. */
export function scopeOf(id: number, tenant = TENANT): ProjectScope {
  const owner = tenantId(tenant);
  if (owner === null) throw new TypeError(`no tenant name: ${tenant}`);
  return { tenantId: owner, projectId: projectId(id) };
}

const NOT_REMOVED = { [Symbol.asyncDispose]: () => Promise.resolve() };

/** A server that listens; disposing it closes it and removes its store, unless the store was given. */
export async function bootServer(options: BootOptions = {}): Promise<TestServer> {
  const made = options.place === undefined ? await makeTestStore() : { place: options.place, ...NOT_REMOVED };
  const clock = new TestClock();
  const logLines: string[] = [];
  const logger = createLogger('debug', { write: (line) => logLines.push(line) });
  const store = await open(made.place, 'serve', clock, logger, logLines, options.timers);
  const shared = join(tmpdir(), `parley-files-${SYSTEM_RANDOMNESS.uuid()}`);
  const config = {
    host: '127.0.0.1',
    port: 0,
    metricsPort: options.metricsPort ?? null,
    publicUrl: options.publicUrl ?? null,
    tenantDomains: options.tenantDomains ?? [],
    edge: { ...DEFAULT_EDGE, ...options.edge },
    attachments: {
      ...DEFAULT_ATTACHMENTS,
      place: {
        kind: 'folder' as const,
        folder: made.place.database === null ? join(made.place.data, ATTACHMENTS_FOLDER) : shared,
      },
      ...options.attachments,
    },
    auditDays: AUDIT_DAYS.default,
    openid: options.openid ?? null,
    consoleFolder: options.consoleFolder ?? null,
  };
  const { timers = SYSTEM_TIMERS } = options;
  const app = createApp(config, {
    store: options.wrapStore?.(store) ?? store,
    clock,
    randomness: SYSTEM_RANDOMNESS,
    logger,
    timers,
  });
  const { url } = await app.listen();
  const watch = watchReplies(CONTRACT, Number(new URL(url).port));
  return new TestServer({ url, place: made.place, store, logLines, clock }, async () => {
    await app.close();
    watch[Symbol.dispose]();
    rmSync(shared, { recursive: true, force: true });
    await made[Symbol.asyncDispose]();
    if (watch.problems.length > 0) throw new TypeError([...new Set(watch.problems)].slice(0, 10).join('\n'));
  });
}

function open(
  place: StorePlace,
  mode: 'serve' | 'tool',
  clock: TestClock,
  logger: Logger | null,
  logLines: string[],
  timers?: Timers,
): Promise<ChatStore> {
  return openStore(place, {
    mode,
    newEpoch: () => SYSTEM_RANDOMNESS.uuid(),
    newSecret: () => SYSTEM_RANDOMNESS.bytes(32),
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    logger,
    timers,
    isDatedByProcess: true,
    onFatal: (error) => logLines.push(`fatal ${error.message}`),
  });
}
