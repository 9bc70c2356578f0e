/**
 * Reads of the whole log leave the process to other work: between two reads of the store at least one turn of the event
 * loop passes, each read is small, and what is written meanwhile is acknowledged meanwhile. Turns are counted, not timed.
 */
import { clearImmediate, setImmediate } from 'node:timers';
import type { LogFormat } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARK_BYTES } from '../../../src/chat-log/codec/segment.ts';
import type { ChatChunk, ListedChat } from '../../../src/chat-log/codec/stored-chat.ts';
import { readChatLogQuery } from '../../../src/chat-log/query/chat-log-query.ts';
import type { ProjectScope } from '../../../src/model/ids.ts';
import { projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ContentEncoding } from '../../../src/services/read-log/encode-parts.ts';
import type { LogRequest } from '../../../src/services/read-log/print-log.ts';
import { readChatLog } from '../../../src/services/read-log/read-chat-log.ts';
import type { ChatStore, ProjectChats } from '../../../src/store/chat-store.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { type WrapReads, wrapReads } from '../../helpers/wrap-readers.ts';

const TENANT = tenantId('acme');
if (TENANT === null) throw new TypeError('acme is a tenant name');
const SCOPE: ProjectScope = { tenantId: TENANT, projectId: projectId(822) };
const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const CHATS = 1_100;
/** Chats to a read, where this thread reads the store and where another one does. */
const MOST = {
  here: { single: 100, joined: 256, opened: 20, brief: 100 },
  beside: { single: 250, joined: 512, opened: 20, brief: 100 },
} as const;
type Place = keyof typeof MOST;

/** Counts the turns of the event loop until it is disposed. */
class TurnCounter implements Disposable {
  turns = 0;
  #next = setImmediate(() => this.#count());

  #count(): void {
    this.turns += 1;
    this.#next = setImmediate(() => this.#count());
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#next);
  }
}

/** One read of the store. */
interface WatchedRead {
  readonly kind: keyof (typeof MOST)[Place];
  readonly chats: number;
  /** Turns of the event loop since the read before was handed over, in the store alone; null for the first. */
  readonly turnsBefore: number | null;
}

function describeRead(result: unknown): Pick<WatchedRead, 'kind' | 'chats'> {
  if (Array.isArray(result)) {
    const chats = result as readonly ListedChat[];
    return { kind: chats.some((chat) => 'chatJson' in chat) ? 'opened' : 'brief', chats: chats.length };
  }
  const { count, marks } = result as ChatChunk;
  return { kind: marks.length / MARK_BYTES < count ? 'joined' : 'single', chats: count };
}

/** Notes each read; whatever the consumer does between two of them is not counted. */
function watchReads(counter: TurnCounter, reads: WatchedRead[]): WrapReads {
  return async function* wrap(source) {
    for (let isFirst = true; ; isFirst = false) {
      const before = counter.turns;
      const next = await source.next();
      if (next.done === true) return;
      reads.push({ ...describeRead(next.value), turnsBefore: isFirst ? null : counter.turns - before });
      yield next.value;
    }
  };
}

/** What is wrong with the reads, in words; empty when other work had its turns. */
function findHoldUps(reads: readonly WatchedRead[], place: Place): readonly string[] {
  return reads.flatMap(({ kind, chats, turnsBefore }, at) => [
    ...(turnsBefore === 0 ? [`read ${at} follows the one before without a turn of the event loop`] : []),
    ...(chats > MOST[place][kind] ? [`read ${at} takes ${chats} ${kind} chats`] : []),
  ]);
}

/** The same reads, all at hand before the first is asked for: only microtasks pass between them. */
const withoutYielding: WrapReads = async function* wrap(source) {
  for (const result of await Array.fromAsync(source)) {
    await null;
    yield result;
  }
};

function requestFor(query: string, format: LogFormat): LogRequest {
  const parameters = [...new URLSearchParams(query)];
  const read = readChatLogQuery({
    parameters,
    projectId: SCOPE.projectId,
    zone: ZONE,
    startSemantics: 'id',
    isLenient: false,
  });
  if ('refused' in read) throw new TypeError(`${query}: ${read.refused.error}`);
  const view = { ...read.query, isMetadataOnly: false, projectZone: ZONE };
  return { query: read.query, format, view };
}

/** Reads the whole reply without ever waiting for anything but the reply. */
async function consume(chats: ProjectChats, request: LogRequest, encoding: ContentEncoding): Promise<void> {
  const { pieces } = await readChatLog(chats, request, { encoding });
  let length = 0;
  for await (const piece of pieces) length += piece.length;
  if (length === 0) throw new TypeError('the reply is empty');
}

async function readsOf(
  chats: ProjectChats,
  request: LogRequest,
  encoding: ContentEncoding,
): Promise<readonly WatchedRead[]> {
  using counter = new TurnCounter();
  const reads: WatchedRead[] = [];
  await consume(wrapReads(chats, watchReads(counter, reads)), request, encoding);
  return reads;
}

/** Pages are one snapshot, everything else is a stream; whole chats go out unopened, the others are opened. */
const CASES: readonly (readonly [query: string, format: LogFormat])[] = [
  ['limit=1000', 'json'],
  ['limit=1000', 'ndjson'],
  ['limit=1000', 'csv'],
  ['limit=1000&direction=DESC', 'json'],
  ['limit=1000&offset=50&isSPAM=0', 'ndjson'],
  ['', 'json'],
  ['', 'ndjson'],
  ['', 'csv-messages'],
  ['limit=1000', 'parquet'],
  ['', 'parquet'],
  ['', 'parquet-messages'],
  ['limit=1050&offset=50', 'json'],
  ['isSPAM=0&fields=chatId', 'json'],
];
/** Those of more than a few reads. */
const SEVERAL_READS: Readonly<Record<Place, typeof CASES>> = {
  here: [
    ['limit=1000', 'json'],
    ['limit=1000', 'csv'],
    ['', 'json'],
    ['', 'ndjson'],
    ['', 'csv'],
    ['fields=chatId', 'json'],
  ],
  beside: [
    ['limit=1000&fields=chatId,transcript', 'json'],
    ['fields=chatId,transcript', 'json'],
    ['fields=chatId', 'json'],
  ],
};
const ENCODINGS = ['identity', 'gzip'] as const;

const STORED = [
  ['apart', 'here'],
  ['joined', 'here'],
  ['apart', 'beside'],
  ['joined', 'beside'],
] as const;

describe.each(STORED)('chats that are stored %s, read %s', (storing, place) => {
  let installation: SqliteStore;
  let store: ChatStore;
  let log: ProjectChats;

  beforeAll(async () => {
    installation = new SqliteStore();
    store = await installation.open();
    log = (await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT })).chats;
    // As a project without chats it has nothing to read beside this thread.
    const samples = sampleEvents(CHATS, 3);
    const chats = samples.map((events, at) => importChat(at + 1, events, SCOPE.projectId, ZONE));
    await log.import(chats, AT);
    if (storing === 'joined') while (await store.maintenance.compact(1_000));
    if (place === 'beside') log = (await openProject(store, SCOPE)).chats;
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });

  test.each(CASES)('turns pass between small reads: ?%s as %s', async (query, format) => {
    const request = requestFor(query, format);
    for (const encoding of ENCODINGS) {
      const reads = await readsOf(log, request, encoding);
      expect(findHoldUps(reads, place), encoding).toEqual([]);
      const chats = reads.reduce((sum, read) => sum + read.chats, 0);
      expect(chats).toBeGreaterThan(900);
      expect(reads.length).toBeGreaterThanOrEqual(Math.ceil(chats / MOST[place].joined));
    }
  });

  test('every kind of read that this store has is among those', async () => {
    const kindsOf = async (query: string, format: LogFormat, encoding: ContentEncoding = 'identity') =>
      new Set((await readsOf(log, requestFor(query, format), encoding)).map(({ kind }) => kind));
    expect(await kindsOf('', 'ndjson', 'gzip')).toEqual(new Set(['single']));
    expect(await kindsOf('fields=chatId,transcript', 'json')).toEqual(new Set(['opened']));
    for (const format of ['json', 'ndjson'] as const) {
      expect((await kindsOf('', format)).has('joined')).toBe(storing === 'joined');
    }
  });

  test.each(CASES.slice(0, 4))(
    'without turns between the reads the check says so: ?%s as %s',
    async (query, format) => {
      const reads = await readsOf(wrapReads(log, withoutYielding), requestFor(query, format), 'identity');
      expect(reads.length).toBeGreaterThan(1);
      expect(findHoldUps(reads, place)).toHaveLength(reads.length - 1);
    },
  );

  /** Appends while the third list is handed over, and tells in which order things came. */
  async function appendMeanwhile(wrap: WrapReads, query: string, format: LogFormat): Promise<readonly string[]> {
    const order: string[] = [];
    const [events = []] = sampleEvents(1, 4);
    let append: Promise<unknown> = Promise.resolve();
    const appendAtThird: WrapReads = async function* appending(source) {
      for await (const result of source) {
        order.push('read');
        if (order.length === 3) {
          append = log.append(startRequest(events)).then(() => order.push('acknowledged'));
        }
        yield result;
      }
    };
    await consume(wrapReads(wrapReads(log, wrap), appendAtThird), requestFor(query, format), 'identity');
    order.push('end');
    await append;
    return order;
  }

  const untouched: WrapReads = (source) => source;

  test.each(SEVERAL_READS[place])(
    'an append in the middle is acknowledged with the next read or two: ?%s as %s',
    async (query, format) => {
      const order = await appendMeanwhile(untouched, query, format);
      expect(order.slice(0, 3)).toEqual(['read', 'read', 'read']);
      expect(order.indexOf('acknowledged')).toBeLessThanOrEqual(5);
      expect(order.indexOf('acknowledged')).toBeLessThan(order.lastIndexOf('read'));
      expect(order.at(-1)).toBe('end');
    },
  );

  test('an append beside a read that gives no turns waits for its end', async () => {
    const order = await appendMeanwhile(withoutYielding, 'fields=chatId,transcript', 'json');
    expect(order.slice(-2)).toEqual(['end', 'acknowledged']);
  });
});
