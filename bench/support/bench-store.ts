/** Makes stores of any size to measure on: sample chats, folded once and stored again and again under new ids. */

import { hash } from 'node:crypto';
import { sealChat } from '../../packages/server/src/chat-log/codec/seal-chat.ts';
import { foldChat } from '../../packages/server/src/chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../../packages/server/src/chat-log/input/event-format.ts';
import type { ImportChat } from '../../packages/server/src/chat-log/input/import-chat.ts';
import { CompiledCalendars } from '../../packages/server/src/model/calendar.ts';
import type { ProjectScope } from '../../packages/server/src/model/ids.ts';
import { chatId, projectId, tenantId } from '../../packages/server/src/model/ids.ts';
import { instant } from '../../packages/server/src/model/instant.ts';
import { Zone } from '../../packages/server/src/model/zone.ts';
import { SYSTEM_CLOCK } from '../../packages/server/src/platform/clock.ts';
import { SYSTEM_RANDOMNESS } from '../../packages/server/src/platform/randomness.ts';
import { createKey } from '../../packages/server/src/services/access/create-key.ts';
import { sampleChats } from '../../packages/server/src/services/sample/generate-sample.ts';
import type { ChatStore } from '../../packages/server/src/store/chat-store.ts';
import { openStore, type StorePlace } from '../../packages/server/src/store/open-store.ts';
import { openProject } from '../../packages/server/test/helpers/open-project.ts';

export const TENANT = 'acme';
export const PROJECT = 822;
export const TIME_ZONE = 'Europe/Budapest';
export const LOG_PATH = `/v2/projects/${PROJECT}/chats`;
const SEED = 7;
const BATCH = 1000;

export interface BenchStore {
  readonly directory: string;
  /** `user:key` of a key that may read. */
  readonly credentials: string;
  readonly chats: number;
  /** Of the rows as JSON. */
  readonly documentBytes: number;
}

export function benchScope(): ProjectScope {
  const tenant = tenantId(TENANT);
  if (tenant === null) throw new TypeError('not a tenant name');
  return { tenantId: tenant, projectId: projectId(PROJECT) };
}

export function openBenchStore(place: StorePlace, mode: 'serve' | 'tool'): Promise<ChatStore> {
  return openStore(place, {
    mode,
    newEpoch: () => SYSTEM_RANDOMNESS.uuid(),
    newSecret: () => SYSTEM_RANDOMNESS.bytes(32),
    nowMs: () => SYSTEM_CLOCK.nowMs(),
    monotonicMs: () => SYSTEM_CLOCK.monotonicMs(),
    logger: null,
    onFatal: (error) => {
      throw error;
    },
  });
}

/** The project and a key that reads it; returns the credentials. */
export async function prepareProject(store: ChatStore): Promise<string> {
  const scope = benchScope();
  const now = instant(SYSTEM_CLOCK.nowMs());
  const deed = { at: now, actor: 'operator', action: 'project.created', target: 'benchmark' } as const;
  await store.createProject({ ...scope, name: 'Benchmark', zone: new Zone(TIME_ZONE), createdAt: now }, deed);
  const request = {
    tenantId: scope.tenantId,
    name: 'benchmark',
    projectIds: null,
    queueIds: null,
    scopes: ['chats:read'],
    startSemantics: 'id',
    allowedIps: [],
    expiresAt: null,
  } as const;
  const created = await createKey(store, request, deed, SYSTEM_RANDOMNESS);
  if ('refused' in created) throw new RangeError(`no key: ${created.refused}`);
  return `${TENANT}:${created.key}`;
}

/** By rising id from 1 on, and in that order in time. */
function* foldSample(count: number): Generator<ImportChat> {
  const zone = new Zone(TIME_ZONE);
  const calendars = new CompiledCalendars();
  // The newest of a sample are open, with service levels that fell due long ago: a server would be busy marking them.
  for (const line of sampleChats({ chats: count + 16, seed: SEED }).take(count)) {
    const decoded = decodeEventLine(line);
    if ('problem' in decoded) throw new TypeError(`a sample chat was refused: ${decoded.problem.reason}`);
    const key = { projectId: projectId(PROJECT), chatId: decoded.chatId };
    const folded = foldChat(key, decoded.events, zone, calendars);
    // Pages are read from the documents; all events of a million chats would only make the build slow.
    const events = decoded.events.slice(0, 1);
    yield {
      chatId: decoded.chatId,
      events,
      folded,
      sealed: sealChat(folded),
      contentHash: hash('sha256', JSON.stringify(decoded.events), 'buffer'),
    };
  }
}

/** The same chats again and again, as often as there are ids. */
function* repeatSample(distinct: number, chats: number): Generator<ImportChat> {
  const folded = [...foldSample(distinct)];
  for (let id = 1; id <= chats; id += 1) {
    const chat = folded[(id - 1) % folded.length];
    if (chat === undefined) throw new RangeError('no chat to store');
    yield underId(chat, id);
  }
}

function underId(chat: ImportChat, id: number): ImportChat {
  const transfers = (chat.folded.chat.transfers ?? []).map((transfer) => ({ ...transfer, chatId: id }));
  const folded = { ...chat.folded, chat: { ...chat.folded.chat, chatId: id, transfers } };
  return { ...chat, chatId: chatId(id), folded, sealed: sealChat(folded) };
}

/** A new SQLite store with `chats` chats with the ids 1, 2, 3 …, made of at most `distinct` different ones. */
export async function buildStore(directory: string, chats: number, distinct = 10_000): Promise<BenchStore> {
  await using store = await openBenchStore({ data: directory, database: null }, 'tool');
  const filled = await fillStore(store, chats, distinct);
  // Otherwise the server that is measured would do it meanwhile.
  await indexAll(store);
  return { directory, ...filled };
}

export async function indexAll(store: ChatStore): Promise<void> {
  while (await store.maintenance.indexWords(1_000));
}

/** Chats with the ids 1, 2, 3 …, made of at most `distinct` different ones, in batches as an import stores them. */
export function* benchBatches(
  chats: number,
  distinct: number,
): Generator<{ readonly batch: readonly ImportChat[]; readonly documentBytes: number }> {
  const source = distinct < chats ? repeatSample(distinct, chats) : foldSample(chats);
  for (let batch = take(source, BATCH); batch.length > 0; batch = take(source, BATCH)) {
    const documentBytes = batch.reduce((sum, { folded }) => sum + Buffer.byteLength(JSON.stringify(folded.chat)), 0);
    yield { batch, documentBytes };
  }
}

/** The next of them, at most so many; the rest can still be taken. */
function take<T>(source: Iterator<T>, count: number): readonly T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { done, value } = source.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

/**
 * Fills an empty store, whatever its kind.
 * @throws RangeError when not all chats were stored.
 */
export async function fillStore(
  store: ChatStore,
  chats: number,
  distinct: number,
): Promise<Omit<BenchStore, 'directory'>> {
  const credentials = await prepareProject(store);
  const project = await openProject(store, benchScope());
  let documentBytes = 0;
  for (const { batch, documentBytes: bytes } of benchBatches(chats, distinct)) {
    documentBytes += bytes;
    await project.chats.import(batch, instant(SYSTEM_CLOCK.nowMs()));
  }
  // What a server does in the background within its first minutes.
  while (await store.maintenance.compact(1_000));
  await store.maintenance.markFactBlocks();
  while (await store.maintenance.fillFactBlocks(1_000));
  const stored = (await store.project(project))?.chatCount;
  if (stored !== chats) throw new RangeError(`${stored} chats stored instead of ${chats}`);
  return { credentials, chats, documentBytes };
}

/** Paths of pages that begin at `count` ids spread evenly over the log. */
export function pagePaths(store: Pick<BenchStore, 'chats'>, pageRows: number, count = 24): readonly string[] {
  const last = Math.max(1, store.chats - pageRows + 1);
  return Array.from({ length: count }, (_, at) => {
    const start = 1 + Math.floor(((last - 1) * at) / Math.max(1, count - 1));
    return `${LOG_PATH}?start=${start}&limit=${pageRows}`;
  });
}
