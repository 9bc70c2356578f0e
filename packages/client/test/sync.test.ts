/** The order of the sync loop's steps, its waits, expired cursors; erasing and redacting. */
import { afterAll, describe, expect, test } from 'vitest';
import { instant } from '../../server/src/model/instant.ts';
import { bootServer, type KeyOptions } from '../../server/test/helpers/boot-server.ts';
import {
  type ChatFilters,
  CursorExpiredError,
  ParleyClient,
  ParleyError,
  type SyncOptions,
  type SyncPage,
} from '../src/index.ts';
import { FaultyProxy } from './faulty-proxy.ts';

const CHATS = 30;

const server = await bootServer();
const proxy = await FaultyProxy.start(server.url);
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
// Before all events, so that no service level target falls due by itself.
server.clock.set(Date.UTC(2020, 0, 1));
await server.makeProject(1);

async function makeClient(options: KeyOptions = { scopes: ['chats:read', 'chats:write'] }): Promise<ParleyClient> {
  const { tenant, key } = await server.makeKey(options);
  return new ParleyClient({ baseUrl: proxy.url, customer: tenant, key, sleep: async () => undefined });
}
const client = await makeClient();

async function makeLog(project: number): Promise<void> {
  await server.importSample(await server.makeProject(project), CHATS);
}

/** The calls of the callbacks, in words. */
function recorder(): { readonly said: string[]; readonly options: SyncOptions } {
  const said: string[] = [];
  const options: SyncOptions = {
    onChange: async ({ chatId }) => {
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`change ${chatId}`);
    },
    onErase: ({ chatId, kind }) => said.push(`${kind} ${chatId}`),
    onCursor: () => said.push('cursor'),
    onRestart: () => said.push('restart'),
  };
  return { said, options };
}

async function allChanges(project: number, cursor: string): Promise<readonly string[]> {
  const { said, options } = recorder();
  await client.sync(project, { ...options, cursor });
  return said.filter((word) => word !== 'cursor');
}

describe('sync', () => {
  test('gives a cursor before the first chat, and after the callbacks of its page', async () => {
    await makeLog(10);
    const { said, options } = recorder();
    const last = await client.sync(10, options);
    expect(said.slice(0, 2)).toEqual(['cursor', 'change 1']);
    expect(said.slice(-3)).toEqual([`change ${CHATS}`, 'cursor', 'cursor']);
    expect(last).toMatch(/^p1\./);
    expect(await allChanges(10, last)).toEqual([]);
  });

  test('gives no cursor when a callback fails, and throws what that threw', async () => {
    await makeLog(11);
    const { said, options } = recorder();
    const failure = new RangeError('disk full');
    const onChange = ({ chatId }: { chatId: number }) => {
      if (chatId === 5) throw failure;
      said.push(`change ${chatId}`);
    };
    await expect(client.sync(11, { ...options, onChange })).rejects.toBe(failure);
    expect(said).toEqual(['cursor', 'change 1', 'change 2', 'change 3', 'change 4']);
  });

  test('continues in the middle of the first load', async () => {
    await makeLog(12);
    const pages: SyncPage[] = [];
    for await (const page of client.syncPages(12)) pages.push(page);
    const middle = (pages[1]?.cursor ?? '').replace(/^load1\.30\./, 'load1.10.');
    expect(await allChanges(12, middle)).toEqual(ids(11, CHATS));
    expect(pages[1]?.totalCount).toBe(CHATS);
  });

  test('reports erased chats, and changed ones that left the filter', async () => {
    await makeLog(13);
    const filters: ChatFilters = { disposition: 'Completed' };
    const { options } = recorder();
    const chosen = (await Array.fromAsync(client.chats(13, { filters }))).map(({ chatId }) => chatId);
    const cursor = await client.sync(13, { ...options, filters });
    await client.erase(13, chosen[0] ?? 0);
    const again = recorder();
    await client.sync(13, { ...again.options, filters, cursor });
    expect(again.said).toEqual([`erased ${chosen[0]}`, 'cursor']);
    await expect(client.sync(13, { ...options, filters: {}, cursor })).rejects.toMatchObject({
      status: 400,
      property: 'cursor',
    });
  });

  test('waits for changes until it is aborted, and delivers them', async () => {
    await makeLog(14);
    const { said, options } = recorder();
    const cursor = await client.sync(14, options);
    const controller = new AbortController();
    const reason = new RangeError('enough');
    const heard: number[] = [];
    const onErase = ({ chatId }: { chatId: number }) => {
      heard.push(chatId);
      if (heard.length === 2) controller.abort(reason);
      else void client.erase(14, 8);
    };
    const following = client.sync(14, { ...options, cursor, wait: 30, onErase, signal: controller.signal });
    // The first request finds the end of the feed, the second one waits.
    while (!proxy.requests.at(-1)?.includes('wait=30')) await new Promise((resolve) => setImmediate(resolve));
    await client.erase(14, 7);
    await expect(following).rejects.toBe(reason);
    expect([heard, said.at(-1)]).toEqual([[7, 8], 'cursor']);
  });

  test('breaks and is resumed like every read', async () => {
    await makeLog(15);
    proxy.breakNext({ kind: 'cut', bytes: 5_000 }, { kind: 'lost' }, { kind: 'cut', bytes: 7_000 });
    const { said, options } = recorder();
    await client.sync(15, options);
    expect(said.filter((word) => word !== 'cursor')).toEqual(ids(1, CHATS));
  });

  test('refuses a page of the feed that lost its cursor or a change', async () => {
    await makeLog(16);
    const cursor = (await client.digest(16)).cursor;
    const envelope = JSON.stringify({ response: [], responseCount: 1, errors: [] });
    const headers = { 'parley-next-cursor': 'p1.x', 'parley-end-of-stream': 'true' };
    proxy.breakNext(
      { kind: 'answer', status: 200, body: envelope, headers },
      { kind: 'answer', status: 200, body: envelope },
    );
    await expect(client.changes(16, { cursor })).rejects.toMatchObject({ code: 'client.incomplete' });
    await expect(client.changes(16, { cursor })).rejects.toMatchObject({ code: 'client.incomplete' });
  });

  test('starts from an instant, too', async () => {
    const scope = await server.makeProject(17);
    await server.importSample(scope, 3);
    const page = await client.changes(17, { since: '2020-01-01T00:00:00Z' });
    expect([page.changes.map(({ chatId }) => chatId), page.isEnd]).toEqual([[1, 2, 3], true]);
    const later = await client.changes(17, { since: '2999-01-01T00:00:00Z' });
    expect(later.changes).toEqual([]);
  });
});

describe('a cursor that the server has forgotten', () => {
  async function expiredCursor(project: number): Promise<string> {
    await makeLog(project);
    const { options } = recorder();
    const cursor = await client.sync(project, options);
    await client.erase(project, 3);
    while (await server.store.maintenance.purgeTombstones(instant(Date.UTC(2021, 0, 1))));
    return cursor;
  }

  test('is an error of its own', async () => {
    const cursor = await expiredCursor(20);
    const error = await client.changes(20, { cursor }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CursorExpiredError);
    expect(error).toMatchObject({ status: 410, code: 'error.cursor_expired' });
    await expect(client.sync(20, { ...recorder().options, cursor })).rejects.toBeInstanceOf(CursorExpiredError);
  });

  test('leads to a cleared copy and a new first load, if requested', async () => {
    const cursor = await expiredCursor(21);
    const { said, options } = recorder();
    await client.sync(21, { ...options, cursor, onExpired: 'restart' });
    expect(said.slice(0, 4)).toEqual(['restart', 'cursor', 'change 1', 'change 2']);
    expect(said).not.toContain('change 3');
  });

  test('cannot restart without a way to clear the copy', async () => {
    const { onRestart: _, ...options } = recorder().options;
    await expect(client.sync(21, { ...options, onExpired: 'restart' })).rejects.toThrow(TypeError);
  });
});

describe('erase', () => {
  test('returns the tombstone, and 404 the second time', async () => {
    await makeLog(30);
    expect(await client.erase(30, 2, { reason: 'asked for by mail & phone' })).toMatchObject({
      chatId: 2,
      projectId: 30,
      ext: { deleted: true },
    });
    await expect(client.erase(30, 2)).rejects.toMatchObject({ status: 404, code: 'error.chat_not_found' });
  });

  test('whose reply is lost has happened, and returns null', async () => {
    await makeLog(31);
    proxy.breakNext({ kind: 'lost' });
    expect(await client.erase(31, 2)).toBeNull();
    await expect(client.chat(31, 2)).rejects.toMatchObject({ status: 404 });
  });

  test('is refused to a key that only reads', async () => {
    const reading = await makeClient({});
    await expect(reading.erase(31, 3)).rejects.toMatchObject({ status: 403, code: 'error.scope_missing' });
  });
});

test('redact empties a message and returns how many', async () => {
  await makeLog(32);
  const before = await client.chat(32, 4, { include: ['ext'] });
  const [message] = (before.transcript ?? []).filter(({ message: text }) => text !== '');
  const seq = message?.ext?.seq ?? 0;
  expect(await client.redact(32, { chatId: 4, seq })).toEqual({ chats: 1, messages: 1 });
  const after = await client.chat(32, 4, { include: ['ext'] });
  expect(after.transcript?.find(({ ext }) => ext?.seq === seq)).toMatchObject({ message: '', ext: { redacted: true } });
  await expect(client.redact(32, { chatId: 4, seq: 9_999 })).rejects.toBeInstanceOf(ParleyError);
});

function ids(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `change ${first + at}`);
}
