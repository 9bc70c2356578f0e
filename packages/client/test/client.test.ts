/** The client against a real server, over a network that breaks: every chat once, clear errors, no key in any text. */
import { inspect } from 'node:util';
import {
  type ChatLogReply,
  CHAT_KEYS as CONTRACT_KEYS,
  type Chat as ContractChat,
  type ImportedChat as ContractImportedChat,
  type LoggedChat,
} from '@parley/contract';
import { afterAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { bootServer } from '../../server/test/helpers/boot-server.ts';
import {
  CHAT_KEYS,
  type ChangesOptions,
  type Chat,
  type ChatFilters,
  type ChatsOptions,
  type ImportedChat,
  IncompleteReplyError,
  isImported,
  ParleyClient,
  type ParleyClientOptions,
  ParleyError,
} from '../src/index.ts';
import { type Fault, FaultyProxy } from './faulty-proxy.ts';

const CHATS = 400;

const server = await bootServer();
await server.importSample(await server.makeProject(822), CHATS);
const proxy = await FaultyProxy.start(server.url);
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const reader = await server.makeKey();
const ids = Array.from({ length: CHATS }, (_, at) => at + 1);
const log = JSON.parse((await server.get('/v2/projects/822/chats', { key: reader })).text) as ChatLogReply;

/** Waits of the client under test, in milliseconds; none of them really happens. */
let waits: number[] = [];
let asked = 0;
beforeEach(() => {
  waits = [];
  asked = proxy.requests.length;
});
const requests = () => proxy.requests.slice(asked);

function makeClient(options: Partial<ParleyClientOptions> = {}): ParleyClient {
  return new ParleyClient({
    baseUrl: proxy.url,
    customer: reader.tenant,
    key: reader.key,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
    },
    ...options,
  });
}

async function readIds(client: ParleyClient, options: ChatsOptions = {}): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { chatId } of client.chats(822, options)) found.push(chatId);
  return found;
}

function syncAll(client: ParleyClient, filters: ChatFilters): Promise<unknown> {
  const ignore = () => undefined;
  return client.sync(822, { filters, onChange: ignore, onErase: ignore, onCursor: ignore });
}

async function errorOf(promise: Promise<unknown>): Promise<ParleyError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ParleyError);
  return error as ParleyError;
}

const endLineSays = (rows: number): Fault => ({
  kind: 'edit',
  edit: (body) => body.replace(/"rows":\d+/, `"rows":${rows}`),
});

describe('types', () => {
  test('say what the contract says', () => {
    expectTypeOf<ContractChat>().toExtend<Chat>();
    expectTypeOf<keyof ContractChat>().toEqualTypeOf<keyof Chat>();
    expectTypeOf<ContractImportedChat>().toExtend<ImportedChat>();
    expectTypeOf<keyof ContractImportedChat>().toEqualTypeOf<keyof ImportedChat>();
    expect(CHAT_KEYS).toEqual(CONTRACT_KEYS);
  });
});

describe('the type of a chat', () => {
  test('has the closed words of chats that were captured, and any text or null of imported ones', () => {
    expectTypeOf<Chat['disposition']>().toEqualTypeOf<'In progress' | 'Completed' | 'Missed' | 'Lost'>();
    expectTypeOf<Chat['slaStatus']>().toEqualTypeOf<'Within SLA' | 'Out of SLA' | ''>();
    expectTypeOf<Chat['visitorName']>().toEqualTypeOf<string>();
    expectTypeOf<ImportedChat['disposition']>().toEqualTypeOf<string | null>();
    expectTypeOf<NonNullable<ImportedChat['transcript']>[number]['message']>().toEqualTypeOf<string | null>();
    expectTypeOf<ImportedChat['chatId']>().toEqualTypeOf<number>();
  });

  test('in a reply is either of the two', () => {
    expectTypeOf<Awaited<ReturnType<ParleyClient['chat']>>['visitorName']>().toEqualTypeOf<string | null>();
    expectTypeOf<Chat>().toExtend<ImportedChat>();
    expectTypeOf<ImportedChat>().not.toExtend<Chat>();
  });

  test('says by its ext which of the two it is', async () => {
    const [captured] = await Array.fromAsync(makeClient().chats(822, { limit: 1, include: ['ext'] }));
    await using other = await bootServer();
    const row = { chatId: 1, visitorName: null, disposition: 'Solved' };
    await other.importChats(await other.makeProject(822), [row]);
    const { tenant: customer, key } = await other.makeKey();
    const client = new ParleyClient({ baseUrl: other.url, customer, key });
    const [imported] = await Array.fromAsync(client.chats(822, { include: ['ext'] }));
    const [bare] = await Array.fromAsync(client.chats(822));
    if (captured === undefined || imported === undefined || bare === undefined) throw new TypeError('there are chats');
    expect([isImported(captured), isImported(imported)]).toEqual([false, true]);
    expect(() => isImported(bare)).toThrow(/without ext/);
    if (isImported(imported)) expectTypeOf(imported.disposition).toEqualTypeOf<string | null>();
    if (!isImported(captured)) expectTypeOf(captured.disposition).toEqualTypeOf<Chat['disposition']>();
    expect(imported).toMatchObject(row);
  });
});

describe('chats', () => {
  test('are those of the log, value for value', async () => {
    expect(await Array.fromAsync(makeClient().chats(822))).toEqual(log.response);
  });

  test('say how many they will be', async () => {
    let total: number | null = null;
    await readIds(makeClient(), {
      onReply: (facts) => {
        total = facts.totalCount;
      },
    });
    expect(total).toBe(CHATS);
  });

  test.each([
    ['as many as asked for', { limit: 7 }, ids.slice(0, 7)],
    ['from the last back', { direction: 'DESC', limit: 3 }, ids.slice(-3).reverse()],
    ['from one on', { start: 390 }, ids.slice(389)],
    ['after one', { after: 390 }, ids.slice(390)],
    ['of a filter', { filters: { disposition: 'Missed' } }, filtered(({ disposition }) => disposition === 'Missed')],
  ] satisfies [string, ChatsOptions, readonly number[]][])('%s', async (_, options, expected) => {
    expect(await readIds(makeClient(), options)).toEqual(expected);
  });

  test('with fields are without the others, even chatId, by which they are resumed', async () => {
    proxy.breakNext({ kind: 'cut', bytes: 3_000 });
    const found = await Array.fromAsync(makeClient().chats(822, { fields: ['disposition'] }));
    expect(found).toEqual(log.response.map(({ disposition }) => ({ disposition })));
  });

  test('come once each over a connection that breaks repeatedly', async () => {
    const cuts = Array.from({ length: 12 }, (_, at): Fault => ({ kind: 'cut', bytes: 20_000 + at * 777 }));
    proxy.breakNext({ kind: 'lost' }, { kind: 'cut', bytes: 0 }, ...cuts, { kind: 'cut', bytes: 30 });
    expect(await readIds(makeClient())).toEqual(ids);
    expect(requests()).toHaveLength(16);
    expect(requests().at(-1)).toMatch(/after=\d+/);
  });

  test.each([['ASC'], ['DESC']] as const)('come once each with a limit, %s, over a cut line', async (direction) => {
    proxy.breakNext({ kind: 'cut', bytes: 9_000 }, { kind: 'cut', bytes: 9_000 });
    const expected = direction === 'ASC' ? ids.slice(0, 120) : ids.toReversed().slice(0, 120);
    expect(await readIds(makeClient(), { direction, limit: 120 })).toEqual(expected);
  });

  test('truncated between the last of them and the end line request nothing more', async () => {
    const withoutEnd = (body: string) => body.replace(/\{"end".*\n$/, '');
    proxy.breakNext({ kind: 'edit', edit: withoutEnd });
    expect(await readIds(makeClient(), { limit: 5 })).toEqual(ids.slice(0, 5));
    expect(requests()).toHaveLength(1);
  });

  test('without an end line are requested after the last one', async () => {
    const twoLines = (body: string) => body.split('\n').slice(0, 2).join('\n').concat('\n');
    proxy.breakNext({ kind: 'edit', edit: twoLines });
    expect(await readIds(makeClient())).toEqual(ids);
    expect(requests()[1]).toContain('after=2&');
  });

  test('come whole when the reply comes byte by byte', async () => {
    proxy.breakNext({ kind: 'crumbs' });
    expect(await Array.fromAsync(makeClient().chats(822, { limit: 20 }))).toEqual(log.response.slice(0, 20));
  });

  test.each([
    ['the end line counts more', endLineSays(401)],
    ['the end line counts fewer', endLineSays(399)],
    ['a chat is missing', edited((lines) => lines.toSpliced(7, 1))],
    ['a chat comes twice', edited((lines) => lines.toSpliced(7, 0, lines[6] ?? ''))],
    ['chats change places', edited((lines) => [lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)])],
    ['something follows the end', edited((lines) => [...lines, lines[0] ?? ''])],
  ] satisfies [string, Fault][])('are refused when %s', async (_, fault) => {
    proxy.breakNext(fault);
    const error = await errorOf(readIds(makeClient()));
    expect(error).toBeInstanceOf(IncompleteReplyError);
    expect([error.code, waits]).toEqual(['client.incomplete', []]);
  });

  test('are requested again when a line is damaged, and none is lost', async () => {
    proxy.breakNext(edited((lines) => lines.with(150, (lines[150] ?? '').slice(0, 40))));
    expect(await readIds(makeClient())).toEqual(ids);
  });

  test('release the connection when the reader stops early', async () => {
    const found: number[] = [];
    for await (const { chatId } of makeClient({ baseUrl: server.url }).chats(822)) {
      found.push(chatId);
      if (found.length === 3) break;
    }
    expect(found).toEqual([1, 2, 3]);
  });

  test('are sorted as the log is, page after page', async () => {
    const query = '?sort=duration&direction=DESC&fields=chatId';
    const sorted = JSON.parse(
      (await server.get(`/v2/projects/822/chats${query}`, { key: reader })).text,
    ) as ChatLogReply;
    const expected = sorted.response.map(({ chatId }) => chatId);
    expect(expected).not.toEqual(ids.toReversed());
    expect(await readIds(makeClient(), { sort: 'duration', direction: 'DESC' })).toEqual(expected);
    expect(await readIds(makeClient(), { sort: 'duration', direction: 'DESC', limit: 7 })).toEqual(
      expected.slice(0, 7),
    );
    const misplaced = readIds(makeClient(), { sort: 'duration', after: 5 });
    await expect(misplaced).rejects.toThrow('a sorted log begins at its beginning');
  });

  test('refuse both start and after', async () => {
    await expect(readIds(makeClient(), { start: 1, after: 2 })).rejects.toThrow(TypeError);
  });
});

describe('one resource at a time', () => {
  test('a chat, with and without what include=ext adds', async () => {
    expect(await makeClient().chat(822, 7)).toEqual(log.response[6]);
    expect((await makeClient().chat(822, 7, { include: ['ext'] })).ext?.revision).toBe(1);
    expect(await makeClient().chat(822, 7, { fields: ['duration'] })).toEqual({ duration: log.response[6]?.duration });
  });

  test('the projects', async () => {
    expect((await makeClient().projects()).map(({ projectid }) => projectid)).toEqual([822]);
  });

  test('the explanation of a chat', async () => {
    expect(await makeClient().explain(822, 7)).toMatchObject({ timeZone: 'Europe/Budapest' });
  });

  test('the audit log, page after page to its end', async () => {
    const { tenant: customer, key } = await server.makeKey({ scopes: ['admin'] });
    const client = makeClient({ customer, key });
    for (const id of [1, 2, 3, 4, 5]) await makeClient().chat(822, id);
    const actor = `key ${reader.prefix}`;
    const lines = await Array.fromAsync(client.audit({ actor, action: 'chat.read', limit: 2 }));
    expect(new Set(lines.map(({ target }) => target))).toEqual(new Set([1, 2, 3, 4, 5, 7].map((id) => `chat ${id}`)));
    await expect(Array.fromAsync(client.audit({ who: 'anna' } as never))).rejects.toThrow(TypeError);
    expect((await errorOf(Array.fromAsync(makeClient().audit()))).code).toBe('error.scope_missing');
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53])('no chat %d', async (id) => {
    await expect(makeClient().chat(822, id)).rejects.toThrow(TypeError);
    expect(requests()).toEqual([]);
  });
});

describe('retries', () => {
  test('wait longer with each attempt, up to the maximum, and end', async () => {
    proxy.breakNext(...Array.from({ length: 6 }, (): Fault => ({ kind: 'lost' })));
    const retry = { retries: 5, firstDelayMs: 100, maxDelayMs: 500 };
    const error = await errorOf(makeClient({ retry }).projects());
    expect(error).toMatchObject({ code: 'client.network', status: null, name: 'ParleyError' });
    expect(waits).toEqual([50, 100, 200, 250, 250]);
  });

  test('draw their waits from nothing to the whole', async () => {
    const drawn = [0, 0.999, 0.25];
    proxy.breakNext({ kind: 'lost' }, { kind: 'lost' }, { kind: 'lost' });
    await makeClient({ random: () => drawn.shift() ?? 0, retry: { firstDelayMs: 100 } }).projects();
    expect(waits).toEqual([0, 199.8, 100]);
  });

  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 9_000],
    ['nonsense', { 'retry-after': 'soon' }, 0],
    ['nothing', {}, 0],
  ] as const)('wait as long as Retry-After asks for: %s', async (_, headers, expectedMs) => {
    proxy.breakNext({ kind: 'answer', status: 429, headers });
    await makeClient({ retry: { firstDelayMs: 100 } }).projects();
    expect(waits).toEqual([expectedMs + 50]);
  });

  test('do not wait longer than allowed', async () => {
    proxy.breakNext({ kind: 'answer', status: 503, headers: { 'retry-after': '86400' } });
    expect(await errorOf(makeClient().projects())).toMatchObject({ code: 'client.retry_too_late', status: 503 });
    expect(waits).toEqual([]);
  });

  test.each([429, 502, 503, 504])('follow upon %d', async (status) => {
    proxy.breakNext({ kind: 'answer', status, body: 'busy' });
    await makeClient().projects();
    expect(requests()).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 410, 500, 501])('do not follow upon %d', async (status) => {
    proxy.breakNext({ kind: 'answer', status, body: 'no' });
    expect(await errorOf(makeClient().projects())).toMatchObject({ status, code: 'client.not_parley' });
    expect(requests()).toHaveLength(1);
  });

  test('follow upon a JSON body that was cut, and upon silence', async () => {
    proxy.breakNext({ kind: 'cut', bytes: 12 }, { kind: 'silence' });
    expect(await makeClient({ silenceMs: 100 }).projects()).toHaveLength(1);
    expect(requests()).toHaveLength(3);
  });

  test('repeat no redaction', async () => {
    proxy.breakNext({ kind: 'lost' });
    expect(await errorOf(makeClient().redact(822, { contactId: 6 }))).toMatchObject({ code: 'client.network' });
    expect(requests()).toHaveLength(1);
  });
});

describe('errors', () => {
  test.each([
    ['an unknown project', () => makeClient().chat(823, 1), 404, 'error.project_not_found', 'projectid'],
    ['an unknown chat', () => makeClient().chat(822, 4_000), 404, 'error.chat_not_found', 'chatId'],
    ['a wrong key', () => makeClient({ key: 'pkwrongwrongwrong' }).projects(), 401, 'error.unauthorized', null],
    [
      'a wrong value',
      () => readIds(makeClient(), { filters: { startDate: 'x' } }),
      400,
      'error.malformed_value',
      'startDate',
    ],
    ['a wrong zone', () => makeClient().chat(822, 1, { tz: 'Mars' }), 400, 'error.malformed_value', 'tz'],
  ] as const)('name %s', async (_, call, status, code, property) => {
    expect(await errorOf(call() as Promise<unknown>)).toMatchObject({ status, code, property });
  });

  test('distinguish a web page and a redirection from data', async () => {
    const headers = { 'content-type': 'text/html', location: '/elsewhere' };
    const page: Fault = { kind: 'answer', status: 200, headers, body: '<html>sign in</html>' };
    proxy.breakNext(page, page, { kind: 'answer', status: 302, headers });
    expect(await errorOf(makeClient().projects())).toMatchObject({ code: 'client.not_parley' });
    expect(await errorOf(readIds(makeClient()))).toMatchObject({ code: 'client.not_parley' });
    expect(await errorOf(makeClient().projects())).toMatchObject({ code: 'client.redirected' });
    expect(requests()).toHaveLength(3);
  });

  test('name an unreachable server, after all attempts', async () => {
    const error = await errorOf(makeClient({ baseUrl: 'http://127.0.0.1:9', retry: { retries: 1 } }).projects());
    expect(error).toMatchObject({ code: 'client.network', message: expect.stringContaining('http://127.0.0.1:9') });
    expect(waits).toHaveLength(1);
  });

  test('hold no key, whatever comes back, and neither does the client', async () => {
    const envelope = {
      response: [],
      errors: [{ errorcode: 400, errormessage: 'error.x', property: '', message: reader.key }],
    };
    proxy.breakNext({ kind: 'answer', status: 400, body: JSON.stringify(envelope) });
    const failures = [
      await errorOf(makeClient().projects()),
      await errorOf(makeClient({ baseUrl: 'http://127.0.0.1:9', retry: { retries: 0 } }).projects()),
    ];
    const password = Buffer.from(`${reader.tenant}:${reader.key}`).toString('base64');
    for (const thing of [...failures, makeClient()]) {
      const text = inspect(thing, { depth: 9, showHidden: true, getters: true });
      expect([text.includes(reader.key), text.includes(password)]).toEqual([false, false]);
    }
  });

  test.each([
    ['no address', 'parley'],
    ['a key inside', `http://acme:${reader.key}@127.0.0.1`],
    ['another protocol', 'ftp://127.0.0.1'],
    ['a query', 'http://127.0.0.1/?key=1'],
  ])('refuse a base address with %s, without repeating it', (_, baseUrl) => {
    const make = () => makeClient({ baseUrl });
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(reader.key);
  });
});

describe('what would widen a read', () => {
  /** As from a program without type checks, or written for another version. */
  const filters = (given: Readonly<Record<string, unknown>>) => given as ChatFilters;
  const none: ChatFilters['disposition'] = '' as 'Missed';

  test.each([
    [
      'an empty filter',
      (client) => readIds(client, { filters: { disposition: none } }),
      'disposition must not be empty',
    ],
    ['an empty filter of a digest', (client) => client.digest(822, { type: '' }), 'type must not be empty'],
    ['an empty filter of the feed', (client) => client.changes(822, { filters: { type: '' } }), 'type must not be'],
    ['an empty cursor', (client) => client.changes(822, { cursor: '' }), 'cursor must not be empty'],
    [
      'an unknown filter',
      (client) => readIds(client, { filters: filters({ colour: 'red' }) }),
      'colour is not a filter',
    ],
    [
      'an unknown filter of a digest',
      (client) => client.digest(822, filters({ colour: 'a' })),
      'colour is not a filter',
    ],
    [
      'an unknown filter of the feed',
      (client) => client.changes(822, { filters: filters({ limit: 1 }) }),
      'limit is no',
    ],
    [
      'a filter that is null',
      (client) => readIds(client, { filters: filters({ contactId: null }) }),
      'contactId must not be empty',
    ],
    [
      'a filter of a digest that is null',
      (client) => client.digest(822, filters({ contactId: null })),
      'contactId must not be empty',
    ],
    [
      'a filter of the sync loop that is null',
      (client) => syncAll(client, filters({ contactId: null })),
      'contactId must not be empty',
    ],
    ['an empty filter of the sync loop', (client) => syncAll(client, { type: '' }), 'type must not be empty'],
    [
      'an unknown filter of the sync loop',
      (client) => syncAll(client, filters({ colour: 'a' })),
      'colour is not a filter',
    ],
    ['no fields', (client) => readIds(client, { fields: [] }), 'fields must not be empty'],
    ['no fields of a chat', (client) => client.chat(822, 1, { fields: [] }), 'fields must not be empty'],
    [
      'filters in a Map',
      (client) => readIds(client, { filters: new Map([['disposition', 'Missed']]) as unknown as ChatFilters }),
      'filters must be a plain object',
    ],
    [
      'filters of a digest as parameters of an address',
      (client) => client.digest(822, new URLSearchParams('type=webchat') as unknown as ChatFilters),
      'filters must be a plain object',
    ],
    [
      'filters that are inherited',
      (client) => syncAll(client, Object.create({ type: 'webchat' }) as ChatFilters),
      'filters must be a plain object',
    ],
    [
      'filters that are null',
      (client) => readIds(client, { filters: null as unknown as ChatFilters }),
      'filters must be a plain object',
    ],
    [
      'a filter that is an object',
      (client) => readIds(client, { filters: filters({ contactId: {} }) }),
      'contactId must be a text, a number or a list',
    ],
    [
      'a misspelt option',
      (client) => readIds(client, { filter: { type: 'webchat' } } as ChatsOptions),
      'filter is not an option',
    ],
    [
      'a misspelt option of the feed',
      (client) => client.changes(822, { filter: { type: 'webchat' } } as ChangesOptions),
      'filter is not an option',
    ],
    [
      'a place that is null',
      (client) => readIds(client, { after: null as unknown as number }),
      'after must be a text, a number or a list',
    ],
    ['a limit of 0', (client) => readIds(client, { limit: 0 }), 'limit must be a whole number from 1'],
    [
      'a direction in lower case',
      (client) => readIds(client, { direction: 'desc' as 'DESC' }),
      'direction must be ASC or DESC',
    ],
    ['an empty zone', (client) => client.chat(822, 1, { tz: '' }), 'tz must not be empty'],
  ] satisfies [string, (client: ParleyClient) => Promise<unknown>, string][])(
    'is refused before anything is sent: %s',
    async (_, call, said) => {
      await expect(call(makeClient())).rejects.toThrow(TypeError);
      await expect(call(makeClient())).rejects.toThrow(said);
      expect(requests()).toEqual([]);
    },
  );

  test('is not a filter that is undefined, another spelling that the server takes, or nothing to include', async () => {
    const client = makeClient();
    const missed = filtered(({ disposition }) => disposition === 'Missed');
    expect(await readIds(client, { filters: filters({ type: undefined, DISPOSITION: 'Missed' }) })).toEqual(missed);
    expect(await client.chat(822, 1, { include: [] })).toEqual(await client.chat(822, 1));
  });
});

describe('a signal', () => {
  const reason = new RangeError('enough');

  test('that is aborted before sends nothing', async () => {
    await expect(makeClient().projects({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests()).toEqual([]);
  });

  test('ends a request that waits for its reply', async () => {
    proxy.breakNext({ kind: 'silence' });
    const controller = new AbortController();
    const call = makeClient().projects({ signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
    expect(waits).toEqual([]);
  });

  test('ends a wait between two attempts immediately', async () => {
    const { sleep: _, ...rest } = { sleep: 0, baseUrl: proxy.url, customer: reader.tenant, key: reader.key };
    const client = new ParleyClient({ ...rest, random: () => 1 });
    proxy.breakNext({ kind: 'answer', status: 503, headers: { 'retry-after': '200' } });
    const controller = new AbortController();
    const call = client.projects({ signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(call).rejects.toBe(reason);
  });

  test('ends an iteration in the middle', async () => {
    const controller = new AbortController();
    const read = async () => {
      for await (const { chatId } of makeClient().chats(822, { signal: controller.signal })) {
        if (chatId === 3) controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
  });
});

function filtered(holds: (chat: LoggedChat) => boolean): readonly number[] {
  return log.response.filter((chat) => holds(chat)).map(({ chatId }) => chatId);
}

/** Changes the lines before the end line, which stays last unless something is put behind it. */
function edited(edit: (lines: readonly string[]) => readonly string[]): Fault {
  return { kind: 'edit', edit: (body) => `${edit(body.trimEnd().split('\n')).join('\n')}\n` };
}
