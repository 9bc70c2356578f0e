/**
 * The check that a copy equals the log. The copy is made by the SDK's own sync loop and is compared in three ways that
 * know nothing of each other: row by row with the log, byte by byte with what the server prints, by the server's digest.
 * Used by every test of the feed, of erasure and of the stores.
 */
import { createHash } from 'node:crypto';
import {
  type ChangedChat,
  type ChatFilters,
  Checksum,
  chatChecksum,
  ParleyClient,
  type ParleyClientOptions,
  type SyncOptions,
  wireText,
} from '@parley/client';
import { scopeOf, type TestKey, type TestServer } from '../../packages/server/test/helpers/boot-server.ts';
import { openProject } from '../../packages/server/test/helpers/open-project.ts';

/** What a consumer has on its disk: rows and the cursor of the last page that went through. */
export interface CopyState {
  readonly rows: Map<number, ChangedChat>;
  cursor: string | null;
}

export interface ProjectLog {
  readonly client: ParleyClient;
  readonly server: Pick<TestServer, 'get' | 'store'>;
  readonly key: TestKey;
  readonly project: number;
  readonly filters?: ChatFilters;
}

/** What a consumer throws that is killed. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export function newCopy(): CopyState {
  return { rows: new Map(), cursor: null };
}

/** A client whose waits take no time. */
export function clientOf({ url }: TestServer, key: TestKey, options: Partial<ParleyClientOptions> = {}): ParleyClient {
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => setImmediate(resolve)).then(() => signal?.throwIfAborted());
  return new ParleyClient({ baseUrl: url, customer: key.tenant, key: key.key, sleep, ...options });
}

/**
 * One run of the loop to the end of the feed, on what is there of the copy. It begins when all that was committed before
 * can be delivered: in PostgreSQL a transaction of any other database of the cluster holds the feed back.
 */
export async function syncCopy(
  { client, server, key, project, filters = {} }: ProjectLog,
  copy: CopyState,
  options: Partial<SyncOptions> = {},
): Promise<void> {
  const { feed } = await openProject(server.store, scopeOf(project, key.tenant));
  await feed.waitForWatermark(new AbortController().signal);
  await client.sync(project, {
    cursor: copy.cursor,
    filters,
    onChange: (chat) => {
      const kept = copy.rows.get(chat.chatId);
      if (kept === undefined || kept.ext.revision <= chat.ext.revision) copy.rows.set(chat.chatId, chat);
    },
    onErase: ({ chatId, revision }) => {
      if ((copy.rows.get(chatId)?.ext.revision ?? 0) <= revision) copy.rows.delete(chatId);
    },
    onCursor: (cursor) => {
      copy.cursor = cursor;
    },
    ...options,
  });
}

/**
 * Everything by which the copy differs from the log, in words; [] when it is equal. The log must stand still meanwhile.
 * Without `ext` in the rows (as a consumer has them that does not sync) `ext` is not compared.
 */
export async function differences(
  log: ProjectLog,
  rows: ReadonlyMap<number, { readonly chatId: number }>,
): Promise<readonly string[]> {
  const { client, project, filters = {} } = log;
  const found: string[] = [];
  const unseen = new Set(rows.keys());
  for await (const chat of client.chats(project, { filters, include: ['ext'] })) {
    const copied = rows.get(chat.chatId) as ChangedChat | undefined;
    unseen.delete(chat.chatId);
    if (copied === undefined) found.push(`chat ${chat.chatId} is missing`);
    else if (wireText(copied) !== wireText(chat)) found.push(`chat ${chat.chatId} has other content`);
    else if (copied.ext !== undefined && JSON.stringify(copied) !== JSON.stringify(chat)) {
      found.push(`chat ${chat.chatId} has another ext`);
    }
  }
  found.push(...[...unseen].map((chatId) => `chat ${chatId} is not in the log`));
  return [...found, ...(await byteDifferences(log, rows)), ...(await digestDifferences(log, rows))];
}

/** The whole log as the server prints it, against the same made of the copy. */
async function byteDifferences(
  { server, key, project, filters = {} }: ProjectLog,
  rows: ReadonlyMap<number, { readonly chatId: number }>,
): Promise<readonly string[]> {
  const query = new URLSearchParams({ ...(filters as Record<string, string>), format: 'ndjson' });
  const printed = await server.get(`/v2/projects/${project}/chats?${query}`, { key });
  const copied = [...rows.values()].toSorted((a, b) => a.chatId - b.chatId);
  const text = copied.map((chat) => `${wireText(chat as ChangedChat)}\n`).join('');
  const hash = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
  return hash(printed.bytes) === hash(text) ? [] : ['the bytes of the log are others'];
}

async function digestDifferences(
  { client, project, filters = {} }: ProjectLog,
  rows: ReadonlyMap<number, { readonly chatId: number }>,
): Promise<readonly string[]> {
  const sum = new Checksum();
  for (const chat of rows.values()) sum.add(await chatChecksum(chat as ChangedChat));
  const { count, checksum, days } = await client.digest(project, filters);
  const ofDays = new Checksum();
  for (const day of days) ofDays.add(BigInt(`0x${day.checksum}`));
  const found: string[] = [];
  if (count !== rows.size) found.push(`the digest counts ${count} chats, the copy has ${rows.size}`);
  if (checksum !== sum.toString()) found.push(`the digest is ${checksum}, the copy's ${sum}`);
  if (days.reduce((all, day) => all + day.count, 0) !== count) found.push('the days of the digest do not add up');
  if (ofDays.toString() !== checksum) found.push('the checksums of the days do not add up');
  return found;
}
