/** Bad input over HTTP: every parameter with every kind of wrong value. */
import {
  type ChatInReply,
  FILTER_NAMES,
  type OperationId,
  parametersOf,
  QUERY_PARAMETERS,
  type QueryParameter,
} from '@parley/contract';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { matchesAll } from '../helpers/filter-oracle.ts';

const LOG = '/v2/projects/822/chats';
const CHATS = 40;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), CHATS);
const key = await server.makeKey();

/** Values that no whole number is written as. */
const NO_INTEGERS = [
  '',
  ' ',
  '-1',
  '+1',
  '1.0',
  '1.5',
  '1e3',
  '0x10',
  '١',
  '1 ',
  ' 1',
  '1,000',
  '9007199254740992',
  '99999999999999999',
  'NaN',
  'null',
  'true',
  '1%00',
  '%0A1',
];
const NO_VALUES: Readonly<Record<QueryParameter['value']['kind'], readonly string[]>> = {
  reason: ['', '+', 'two%0Alines', 'x'.repeat(201)],
  integer: NO_INTEGERS,
  id: NO_INTEGERS,
  place: [...NO_INTEGERS, '5.', '.5', 'none', '1.2.3', '--1.5', 'None.5'],
  date: [
    '',
    '2023-02-30',
    '2023-02-29',
    '2023-00-10',
    '2023-13-01',
    '20230101',
    '2023-1-1',
    '01-01-2023',
    '2023-01-01T00:00:00Z',
    '-001-01-01',
    '+02023-01-01',
    'today',
    '2023-01-01 ',
    '%00',
  ],
  choice: ['', 'x', ' ', 'ASC,DESC', 'open,closed', '%00', 'completed ', "' OR 1=1"],
  list: ['', ',', 'chatId,', 'chatId,chatId', 'ext,ext', 'chatID2', 'chatId, projectId', '__proto__', 'constructor'],
  flag: ['', '2', '-1', 'true', '01', '0.0', 'yes'],
  text: [''],
  weekdayHour: ['', '1', '0-14', '8-14', '1-24', '1-4', '1 14', '1-14-1', 'Mon-14'],
  search: ['', '%20', '-', '!!!', '%22%22', 'a'.repeat(401)],
  instant: [
    '',
    '2023-01-20',
    '2023-01-20T11:50:43',
    '2023-01-20T11:50Z',
    '2023-02-30T11:50:43Z',
    '2023-01-20T25:00:00Z',
    '2023-01-20T11:50:43+1',
    '1674215443',
    'now',
    '%00',
  ],
  timeZone: [
    '',
    'Mars/Base',
    '+01:00',
    'UTC+1',
    'Europe',
    'Europe/Budapest/',
    '../etc/passwd',
    'Europe%2FBudapest%00',
    'x'.repeat(300),
  ],
};

/** What a parameter must not be, with the values just beyond its own bounds. */
function noValuesOf({ kind, ...bounds }: QueryParameter['value']): readonly string[] {
  const beyond: string[] = [];
  if ('minimum' in bounds && bounds.minimum > 0) beyond.push(String(bounds.minimum - 1), `0${bounds.minimum - 1}`);
  if ('maximum' in bounds) beyond.push(String(bounds.maximum + 1));
  if ('maximumLength' in bounds) beyond.push('x'.repeat(bounds.maximumLength + 1));
  return [...NO_VALUES[kind], ...beyond];
}

const READERS: readonly (readonly [OperationId, string])[] = [
  ['getChatLog', LOG],
  ['getChatChanges', `${LOG}/changes`],
  ['getChatDigest', `${LOG}/digest`],
];
/** Operation, its path, and each of its parameters. */
const parameters = READERS.flatMap(([operation, path]) =>
  parametersOf(operation).map((parameter) => [operation, parameter.name, path, parameter] as const),
);

/** Refused with a format that is not Parquet. */
const OF_PARQUET: ReadonlySet<string> = new Set(['nested', 'utc', 'compression']);

describe('parameters of what reads many chats', () => {
  test.each(parameters)('%s: %s refuses what it is not', async (_, name, path, parameter) => {
    for (const value of noValuesOf(parameter.value)) {
      const reply = await server.get(`${path}?${name}=${/%/.test(value) ? value : encodeURIComponent(value)}`, { key });
      expect(reply.status, `${name}=${value}`).toBe(400);
      expectRefused(reply, 'malformedValue', name);
    }
  });

  test.each(parameters)('%s: %s is taken once, but for lists', async (_, name, path, { example, value }) => {
    const own = `${name}=${encodeURIComponent(example)}`;
    const pair = OF_PARQUET.has(name) ? `format=parquet&${own}` : own;
    // The example of a cursor is none of this server's.
    expect((await server.get(`${path}?${pair}`, { key })).status).toBe(name === 'cursor' ? 400 : 200);
    const error = value.kind === 'list' ? 'malformedValue' : 'repeatedParameter';
    for (const second of [own, `${name.toUpperCase()}=${encodeURIComponent(example)}`, `${name}=`]) {
      expectRefused(await server.get(`${path}?${pair}&${second}`, { key }), error, name);
    }
    expectRefused(await server.get(`${path}?${name}[]=1`, { key }), 'unknownParameter', `${name}[]`);
    expectRefused(await server.get(`${path}?${name}x=1`, { key }), 'unknownParameter', `${name}x`);
    expectRefused(await server.get(`${path}?${name}=%ff`, { key }), 'malformedQuery', name);
  });

  test('a list may be repeated instead of separated by commas, as generated clients send it', async () => {
    const whole = (await server.get(`${LOG}?limit=3&fields=chatId,type,duration`, { key })).text;
    for (const query of ['fields=duration&fields=chatId&fields=type', 'fields=type,duration&Fields=chatId']) {
      const reply = await server.get(`${LOG}?limit=3&${query}`, { key });
      expect([reply.status, reply.text]).toEqual([200, whole]);
    }
    const page = await server.get(`${LOG}?limit=3&fields=chatId&fields=type`, { key });
    expect(page.headers.link).toContain('fields=chatId%2Ctype');
  });

  test.each([
    ['start=1&after=1', 'conflictingParameters', 'after'],
    ['after=1&offset=1', 'conflictingParameters', 'offset'],
    ['offset=1&start=1', 'conflictingParameters', 'offset'],
    ['limit=1&num=2', 'conflictingParameters', 'num'],
    ['startDate=2023-01-02&endDate=2023-01-01', 'reversedDates', 'startDate'],
    ['cursor=x', 'unknownParameter', 'cursor'],
    ['since=2023-01-01', 'unknownParameter', 'since'],
    ['wait=3', 'unknownParameter', 'wait'],
    ['userid2=3', 'unknownParameter', 'userid2'],
    ['__proto__=3', 'unknownParameter', '__proto__'],
    ['toString=3', 'unknownParameter', 'toString'],
    ['projectid=823', 'malformedValue', 'projectid'],
    ['projectid=0822.', 'malformedValue', 'projectid'],
    ['projectid=822&projectId=822', 'repeatedParameter', 'projectid'],
    ['=1', 'malformedQuery', ''],
    ['%zz=1', 'malformedQuery', '%zz'],
    ['limit=%', 'malformedQuery', 'limit'],
    ['limit=%e0%80%af', 'malformedQuery', 'limit'],
  ] as const)('%s', async (query, name, property) => {
    expectRefused(await server.get(`${LOG}?${query}`, { key }), name, property);
  });

  test('an unknown name is told its nearest neighbour', async () => {
    const reply = await server.get(`${LOG}?startdat=2023-01-01`, { key });
    expect(JSON.parse(reply.text).errors[0].message).toContain('startDate');
  });

  test('a key in the query is not read, and neither is its parameter', async () => {
    for (const name of ['key', 'api_key', 'apikey', 'token', 'access_token', 'authorization']) {
      expectRefused(await server.get(`${LOG}?${name}=${key.key}`), 'unauthorized');
      const both = await server.get(`${LOG}?${name}=${key.key}`, { key });
      expectRefused(both, 'unknownParameter', name);
      expect(both.text).not.toContain(key.key);
    }
    expect(server.logLines.join('')).not.toContain(key.key);
  });
});

describe('other routes', () => {
  const ROUTES: readonly (readonly [OperationId, string])[] = [
    ['getChat', `${LOG}/1`],
    ['explainChat', `${LOG}/1/explain`],
    ['getChatDigest', `${LOG}/digest`],
    ['listProjects', '/v2/projects'],
  ];

  test.each(ROUTES)('%s takes its own parameters only', async (operation, path) => {
    const own = parametersOf(operation).map(({ name }) => name);
    // The project of the path may be repeated anywhere.
    for (const { name, example } of QUERY_PARAMETERS.filter((one) => one.name !== 'projectid')) {
      const reply = await server.get(`${path}?${name}=${encodeURIComponent(example)}`, { key });
      if (own.includes(name)) expect(reply.status, name).toBe(200);
      else expectRefused(reply, own.length > 0 ? 'unknownParameter' : 'parameterNotExpected', name);
    }
    expectRefused(await server.get(`${path}?=1`, { key }), 'malformedQuery');
  });

  test.each(['abc', '-1', '1.0', '1e1', '9007199254740992', '00000000000000001', '999', '%20', '0x1'])(
    'chat %s and project %s are not found',
    async (id) => {
      for (const path of [`${LOG}/${id}`, `${LOG}/${id}/explain`]) {
        expectRefused(await server.get(path, { key }), 'chatNotFound', 'chatId');
      }
      expectRefused(await server.get(`/v2/projects/${id}/chats`, { key }), 'projectNotFound', 'projectid');
    },
  );
});

describe('garbage', () => {
  const names = fc.constantFrom(...QUERY_PARAMETERS.map(({ name }) => name), 'nonsense', 'LIMIT', '_', 'projectid', '');
  const values = fc.oneof(
    fc.constantFrom(
      ...QUERY_PARAMETERS.map(({ example }) => example),
      '1',
      '0',
      '822',
      'DESC',
      'ext',
      'csv',
      'webchat',
    ),
    fc.string({ maxLength: 12 }),
    fc.integer().map(String),
  );
  const pair = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(names, values).map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x21-\x7e]|#/g, '%')) },
  );
  const query = fc.array(pair, { maxLength: 5 }).map((pairs) => pairs.join('&'));

  test('is refused by name or read as it says, and never breaks the server', async () => {
    const all = await server.get(`${LOG}?format=ndjson&include=ext`, { key });
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const reply = await server.get(`${LOG}?${text}`, { key });
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        expect([200, 400, 414]).toContain(reply.status);
        if (reply.status !== 200) {
          const { response, errors } = JSON.parse(reply.text);
          expect([response, errors.length]).toEqual([[], 1]);
          return;
        }
        expectRowsAllowed(new URLSearchParams(text), reply, all.text);
      }),
      { seed: 11, numRuns: 500 },
    );
    expect(statuses.get(200)).toBeGreaterThan(20);
    expect(statuses.get(400)).toBeGreaterThan(100);
  });

  /** No row that a plain reading of the parameters leaves out; rows without a chatId show at least how many there are. */
  function expectRowsAllowed(parameters: URLSearchParams, reply: TestReply, allLines: string): void {
    const given = new Map([...parameters].map(([name, value]) => [name.toLowerCase(), value]));
    if (!(reply.headers['content-type'] ?? '').startsWith('application/json')) return;
    const { response } = JSON.parse(reply.text) as { response: Readonly<Record<string, unknown>>[] };
    const limit = given.get('limit') ?? given.get('num');
    if (limit !== undefined) expect(response.length).toBeLessThanOrEqual(Number(limit));
    const rows = new Map<unknown, ChatInReply>(
      allLines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as ChatInReply)
        .map((row) => [row.chatId, row]),
    );
    // Days of another zone are not those that the rows print.
    const names = FILTER_NAMES.filter((name) => !(given.has('tz') && name.endsWith('Date')));
    const filters = names.flatMap((name) => {
      const value = given.get(name.toLowerCase());
      return value === undefined ? [] : [[name, value] as const];
    });
    for (const { chatId } of response) {
      if (chatId === undefined) continue;
      const row = rows.get(chatId);
      expect(row !== undefined && matchesAll(row, filters)).toBe(true);
    }
  }
});
