/** `parley-pull` against a real server: every format, resuming after a stop, verifying the copy, and error messages. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CHAT_KEYS, type Chat, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { instant } from '../../server/src/model/instant.ts';
import pageExample from '../../server/src/services/sample/page-example.json' with { type: 'json' };
import { basic, bootServer } from '../../server/test/helpers/boot-server.ts';
import { ParleyClient } from '../src/index.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { environmentOf, pull } from './pull-process.ts';

/** More than two pages. */
const CHATS = 2_100;

const server = await bootServer();
const proxy = await FaultyProxy.start(server.url);
const folder = mkdtempSync(join(tmpdir(), 'parley-pull-'));
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
// Before all events, so that no service level target falls due by itself.
server.clock.set(Date.UTC(2020, 0, 1));
await server.importSample(await server.makeProject(822), CHATS);
const key = await server.makeKey();
const env = environmentOf({ url: proxy.url, key });
const writer = await server.makeKey({ scopes: ['chats:read', 'chats:write'] });
const writing = new ParleyClient({ baseUrl: server.url, customer: writer.tenant, key: writer.key });

async function bytesOf(query: string): Promise<string> {
  return (await server.get(`/v2/projects/822/chats?${query}`, { key })).text;
}

const fileOf = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(fileOf(name), 'utf8');

async function makeLog(project: number, chats = 60): Promise<Record<string, string>> {
  await server.importSample(await server.makeProject(project), chats);
  return environmentOf({ url: proxy.url, key, project });
}

describe('a server below a path', async () => {
  /** As nginx with `location /parley/`: what is below goes to the server without it, all else is not there. */
  const front = createServer((asked, reply) => {
    const [, path] = /^\/parley(\/.*)$/.exec(asked.url ?? '') ?? [];
    if (path === undefined) {
      reply.writeHead(404).end();
      return;
    }
    const onward = request(`${server.url}${path}`, { method: asked.method, headers: asked.headers });
    onward.on('response', (given) => {
      reply.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(reply);
    });
    asked.pipe(onward);
  });
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
  afterAll(() => new Promise((done) => front.close(done)));
  const base = `http://127.0.0.1:${(front.address() as AddressInfo).port}/parley`;
  const below = environmentOf({ url: base, key });

  test.each(['', '/', '/v2', '/v2/'])('is found at its address with %j', async (rest) => {
    const name = `below${rest.replaceAll('/', '-')}.ndjson`;
    const { exitCode, err } = await pull(['--url', `${base}${rest}`, '--to', fileOf(name), '--retries', '0'], below);
    expect([exitCode, err.includes('failed')]).toEqual([0, false]);
    expect(read(name)).toBe(await bytesOf('format=ndjson'));
  });

  test('is followed, and verified', async () => {
    for (const format of ['ndjson', 'sqlite']) {
      const file = fileOf(`below.${format}`);
      expect((await pull(['--to', file, '--format', format], below)).exitCode).toBe(0);
      expect((await pull(['verify', '--from', file, '--format', format], below)).exitCode).toBe(0);
    }
  });

  test.each([
    ['/v2/projects/822/chats', ', and the project by itself: 822'],
    ['/v2/projects', ''],
  ])('is named exactly where the address goes on: %s', async (rest, project) => {
    const { exitCode, err } = await pull(['--url', `${base}${rest}`, '--to', fileOf('x.ndjson')], below);
    expect([exitCode, err]).toEqual([64, `parley-pull: --url must end before /v2: give ${base}${project}\n`]);
    const make = () => new ParleyClient({ baseUrl: `${base}${rest}`, customer: 'acme', key: 'k' });
    expect(make).toThrow(`baseUrl must end before /v2: give ${base}${project}`);
  });
});

describe('a copy of the server’s bytes', () => {
  test.each([
    ['ndjson', [], 'format=ndjson'],
    ['ndjson', ['--ext'], 'format=ndjson&include=ext'],
    ['csv', [], 'format=csv'],
    ['csv', ['--raw'], 'format=csv&raw=1'],
    ['csv', ['--delimiter', ';', '--bom'], 'format=csv&delimiter=;&bom=1'],
    ['csv-messages', [], 'format=csv-messages'],
    [
      'csv',
      ['--filter', 'disposition=Missed', '--filter', 'status=closed'],
      'format=csv&disposition=Missed&status=closed',
    ],
  ] as const)('%s %j', async (format, words, query) => {
    const name = `${format}${words.join('')}.copy`;
    const run = await pull(['--to', fileOf(name), '--format', format, ...words], env);
    expect([run.exitCode, run.out]).toEqual([0, '']);
    expect(read(name)).toBe(await bytesOf(query));
    expect(readdirSync(folder).filter((file) => file.startsWith(`${name}.`))).toEqual([]);
  });

  test('parquet', async () => {
    const run = await pull(['--to', fileOf('copy.parquet')], env);
    expect([run.exitCode, run.err]).toEqual([0, expect.stringContaining(`${CHATS} chats, as many as in the log`)]);
    const sent = await server.get('/v2/projects/822/chats?format=parquet', { key });
    expect(readFileSync(fileOf('copy.parquet')).equals(sent.bytes)).toBe(true);
  });

  test('parquet that is cut starts over, and is never there half written', async () => {
    proxy.breakNext({ kind: 'answer', status: 503 }, { kind: 'cut', bytes: 20_000 });
    expect((await pull(['--to', fileOf('cut.parquet')], env)).exitCode).toBe(0);
    const pass = { kind: 'edit', edit: (body: string) => body } as const;
    proxy.breakNext(pass, { kind: 'edit', edit: (body) => body.slice(0, 500) });
    const run = await pull(['--to', fileOf('half.parquet')], env);
    expect([run.exitCode, run.err]).toEqual([3, expect.stringContaining('did not send a complete Parquet file')]);
    expect(existsSync(fileOf('half.parquet'))).toBe(false);
  });

  test.each(['ndjson', 'csv'])('%s continues after the last complete page, byte for byte', async (format) => {
    const name = `stopped.${format}`;
    const words = ['--to', fileOf(name), '--retries', '0'];
    // The digest and a page come through; the next page breaks.
    proxy.breakNext(...Array.from({ length: 2 }, () => ({ kind: 'edit', edit: (body: string) => body }) as const), {
      kind: 'cut',
      bytes: 70_000,
    });
    const stopped = await pull(words, env);
    expect([stopped.exitCode, existsSync(fileOf(name))]).toEqual([3, false]);
    // As if the process had been killed in the middle of a write.
    writeFileSync(fileOf(`${name}.part`), '{"chatId":9', { flag: 'a' });
    const asked = proxy.requests.length;
    expect((await pull(words, env)).exitCode).toBe(0);
    expect(read(name)).toBe(await bytesOf(`format=${format}`));
    expect(proxy.requests[asked]).toContain('after=1000');
  });

  test('is not continued with other options', async () => {
    const words = ['--to', fileOf('other.ndjson'), '--retries', '0'];
    proxy.breakNext({ kind: 'crumbs' }, { kind: 'edit', edit: (body) => body }, { kind: 'lost' });
    expect((await pull(words, env)).exitCode).toBe(3);
    const other = await pull([...words, '--filter', 'status=closed'], env);
    expect([other.exitCode, other.err]).toEqual([64, expect.stringContaining('belongs to another copy')]);
    truncateSync(fileOf('other.ndjson.part'), 100);
    expect((await pull(words, env)).err).toContain('is shorter than after the last run');
  });

  test('ends with 1 when the server’s count or a chat is not what it should be', async () => {
    const pass = { kind: 'edit', edit: (body: string) => body } as const;
    proxy.breakNext(pass, { kind: 'edit', edit: (body) => body.replace(/\{"chatId":7,.*\n/, '') });
    const short = await pull(['--to', fileOf('short.ndjson')], env);
    expect([short.exitCode, short.err]).toEqual([1, expect.stringContaining('sent 1000 chats, but 999 came')]);
    proxy.breakNext(pass, { kind: 'edit', edit: (body) => body.replace('"visitorName":"', '"visitorName":"X') });
    const other = await pull(['--to', fileOf('other-name.ndjson')], env);
    expect([other.exitCode, other.err]).toEqual([1, expect.stringContaining('different 1\n')]);
  });

  test('may be made with a key that reads no transcripts, and then says that it was not compared', async () => {
    const metadata = await server.makeKey({ scopes: ['chats:metadata'] });
    const run = await pull(['--to', fileOf('metadata.ndjson')], environmentOf({ url: server.url, key: metadata }));
    expect([run.exitCode, run.err]).toEqual([0, expect.stringContaining('not compared')]);
  });
});

describe('an SQLite copy', () => {
  const rows = (name: string, sql: string) => {
    using database = new DatabaseSync(fileOf(name), { readOnly: true });
    return database.prepare(sql).all();
  };

  test('has the columns of the log and one row per message', async () => {
    const run = await pull(['--to', fileOf('copy.sqlite')], env);
    expect([run.exitCode, run.err]).toEqual([0, expect.stringContaining(`equals the log: ${CHATS} chats`)]);
    const log = JSON.parse(await bytesOf('format=json')) as ChatLogReply;
    const columns = CHAT_KEYS.map((name) => `"${name}"`).join(', ');
    const cellOf = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
    const expected = log.response.map((chat) =>
      Object.fromEntries(CHAT_KEYS.map((name) => [name, cellOf((chat as Chat)[name])])),
    );
    expect(rows('copy.sqlite', `SELECT ${columns} FROM chats ORDER BY chatId`).map((row) => ({ ...row }))).toEqual(
      expected,
    );
    const messages = log.response.flatMap(({ chatId, transcript }) =>
      (transcript ?? []).map(({ id, message }, at) => ({ chatId, position: at + 1, id, message })),
    );
    const found = rows('copy.sqlite', 'SELECT chatId, position, id, message FROM messages ORDER BY chatId, position');
    expect(found.map((row) => ({ ...row }))).toEqual(messages);
  });

  test('has tables whose rows are those of its texts', () => {
    const [chat] = rows('copy.sqlite', 'SELECT count(*) AS chats, sum(transferCount) AS transfers FROM chat');
    const [transfer] = rows('copy.sqlite', 'SELECT count(*) AS transfers FROM transfer');
    expect(chat).toMatchObject({ chats: CHATS, transfers: transfer?.transfers });
    const differing = rows(
      'copy.sqlite',
      `SELECT chatId FROM chat JOIN chat_document USING (chatId) WHERE json_extract(document, '$.duration') IS NOT chat.duration
        OR json_array_length(document, '$.transcript') <> (SELECT count(*) FROM message WHERE message.chatId = chat.chatId)
        OR (SELECT group_concat(toQueueId) FROM (SELECT toQueueId FROM transfer WHERE transfer.chatId = chat.chatId ORDER BY position))
          IS NOT (SELECT group_concat(value ->> 'toQueueId') FROM json_each(document, '$.transfers'))`,
    );
    expect(differing).toEqual([]);
    const byAgent = rows(
      'copy.sqlite',
      'SELECT lastAgentName, count(*) AS chats FROM chat WHERE isSPAM = 0 GROUP BY lastAgentName ORDER BY chats DESC',
    );
    expect(byAgent.length).toBeGreaterThan(2);
  });

  test('of before gets its tables when it is brought up to date, and can be verified without them', async () => {
    const target = await makeLog(43);
    const words = ['--to', fileOf('before.sqlite')];
    expect((await pull(words, target)).exitCode).toBe(0);
    const made = ['chat', 'message', 'transfer'].map((table) => rows('before.sqlite', `SELECT * FROM ${table}`));
    {
      using database = new DatabaseSync(fileOf('before.sqlite'));
      database.exec(`DROP VIEW chats; DROP VIEW messages; DROP TABLE chat; DROP TABLE message; DROP TABLE transfer;
        ALTER TABLE chat_document RENAME TO chat;
        CREATE INDEX chat_start ON chat (json_extract(document, '$.sessionStartTime'));
        CREATE VIEW chats AS SELECT chatId FROM chat; CREATE VIEW messages AS SELECT chatId FROM chat`);
    }
    expect((await pull(['verify', '--from', fileOf('before.sqlite')], target)).exitCode).toBe(0);
    expect((await pull(words, target)).exitCode).toBe(0);
    expect(['chat', 'message', 'transfer'].map((table) => rows('before.sqlite', `SELECT * FROM ${table}`))).toEqual(
      made,
    );
    await writing.erase(43, 5);
    expect((await pull(words, target)).exitCode).toBe(0);
    for (const table of ['chat_document', 'chat', 'message', 'transfer']) {
      expect(rows('before.sqlite', `SELECT chatId FROM ${table} WHERE chatId = 5`)).toEqual([]);
    }
  });

  test('is brought up to date by the same command', async () => {
    const target = await makeLog(40);
    const words = ['--to', fileOf('steps.sqlite')];
    expect((await pull(words, target)).exitCode).toBe(0);
    await writing.erase(40, 5);
    const message = (await writing.chat(40, 6, { include: ['ext'] })).transcript?.[0]?.ext?.seq ?? 0;
    await writing.redact(40, { chatId: 6, seq: message });
    const run = await pull(words, target);
    expect([run.exitCode, run.err]).toEqual([0, expect.stringContaining('equals the log: 59 chats')]);
    expect(rows('steps.sqlite', 'SELECT redacted FROM messages WHERE chatId = 6 LIMIT 1')).toEqual([{ redacted: 1 }]);
    expect(rows('steps.sqlite', 'SELECT chatId FROM chats WHERE chatId = 5')).toEqual([]);
  });

  test('is no other database, and of no other project', async () => {
    const target = await makeLog(41);
    using other = new DatabaseSync(fileOf('other.sqlite'));
    other.exec('CREATE TABLE thing (a)');
    expect((await pull(['--to', fileOf('other.sqlite')], target)).err).toContain('is not a database of parley-pull');
    const verified = await pull(['verify', '--from', fileOf('other.sqlite')], target);
    expect(verified).toMatchObject({ exitCode: 64, err: expect.stringContaining('is not a database of parley-pull') });
    writeFileSync(fileOf('text.sqlite'), 'this is no database at all, whatever its name may say');
    expect((await pull(['--to', fileOf('text.sqlite')], target)).exitCode).toBe(64);
    await pull(['--to', fileOf('of-41.sqlite')], target);
    const wrong = await pull(['--to', fileOf('of-41.sqlite')], env);
    expect([wrong.exitCode, wrong.err]).toEqual([64, expect.stringContaining('project was 41, now it is 822')]);
  });

  test('starts over with --restart when the server no longer knows its place', async () => {
    const target = await makeLog(42);
    const words = ['--to', fileOf('expired.sqlite')];
    await pull(words, target);
    await writing.erase(42, 1);
    while (await server.store.maintenance.purgeTombstones(instant(Date.UTC(2021, 0, 1))));
    const refused = await pull(words, target);
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining('--restart')]);
    expect((await pull([...words, '--restart'], target)).err).toContain('equals the log: 59 chats');
  });
});

describe('--follow', () => {
  test('writes a line for each change, and its copy is the last line of each chat', async () => {
    const target = await makeLog(50);
    const words = ['--to', fileOf('follow.ndjson'), '--follow', '--once'];
    expect((await pull(words, target)).exitCode).toBe(0);
    await writing.erase(50, 5);
    expect((await pull(words, target)).err).toContain('equals the log: 59 chats');
    const lines = read('follow.ndjson').trimEnd().split('\n');
    expect(lines).toHaveLength(61);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ chatId: 5, projectId: 50, ext: { deleted: true } });
    expect((await pull(['verify', '--from', fileOf('follow.ndjson')], target)).exitCode).toBe(0);
  });

  test('is compared under its own filters', async () => {
    const target = await makeLog(51);
    const words = ['--to', fileOf('filtered.ndjson'), '--follow', '--once', '--filter', 'disposition=Completed'];
    expect((await pull(words, target)).exitCode).toBe(0);
    expect((await pull(['verify', '--from', fileOf('filtered.ndjson')], target)).exitCode).toBe(0);
    const asAll = await pull(['verify', '--from', fileOf('filtered.ndjson'), '--filter', 'status=closed'], target);
    expect(asAll.exitCode).toBe(1);
  });

  test('ends by a signal, with what it has', async () => {
    const target = await makeLog(52);
    const controller = new AbortController();
    const running = pull(['--to', fileOf('signal.ndjson'), '--follow'], target, { signal: controller.signal });
    while (!proxy.requests.at(-1)?.includes('wait=30')) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await running).toMatchObject({ exitCode: 130, err: expect.stringContaining('continues from here') });
    expect((await pull(['verify', '--from', fileOf('signal.ndjson')], target)).exitCode).toBe(0);
  });

  test('clears the copy when it starts over', async () => {
    const target = await makeLog(53);
    const words = ['--to', fileOf('again.ndjson'), '--follow', '--once', '--restart'];
    await pull(words, target);
    await writing.erase(53, 1);
    while (await server.store.maintenance.purgeTombstones(instant(Date.UTC(2021, 0, 1))));
    const run = await pull(words, target);
    expect(run.err).toContain('starting over');
    expect([run.exitCode, read('again.ndjson').trimEnd().split('\n')]).toEqual([
      0,
      expect.objectContaining({ length: 59 }),
    ]);
  });
});

describe('verify', () => {
  test('lists the chats that are missing, too many, or different', async () => {
    const target = await makeLog(60);
    const name = fileOf('verify.ndjson');
    await pull(['--to', name], target);
    expect((await pull(['verify', '--from', name], target)).err).toMatch(
      /^your copy equals the log: 60 chats, checksum [0-9a-f]{16}\n$/,
    );
    const lines = read('verify.ndjson').trimEnd().split('\n');
    const extra = (lines[9] ?? '').replace('"chatId":10,', '"chatId":4000,');
    const changed = (lines[3] ?? '').replace('"visitorName":"', '"visitorName":"X');
    writeFileSync(name, `${[...lines.with(3, changed).toSpliced(19, 1), extra].join('\n')}\n`);
    const run = await pull(['verify', '--from', name, '--quiet'], target);
    expect([run.exitCode, run.err]).toEqual([
      1,
      'missing 20\nextra 4000\ndifferent 4\nyour copy does not equal the log: 1 chats missing, 1 extra, 1 different\n',
    ]);
  });

  test('reads only the days that differ', async () => {
    const target = await makeLog(61);
    const name = fileOf('days.ndjson');
    await pull(['--to', name], target);
    const lines = read('days.ndjson').trimEnd().split('\n');
    writeFileSync(name, `${lines.toSpliced(19, 1).join('\n')}\n`);
    const asked = proxy.requests.length;
    expect((await pull(['verify', '--from', name], target)).err).toContain('missing 20\n');
    const day = (JSON.parse(lines[19] ?? '') as Chat).sessionStartTime?.slice(0, 10);
    const reads = proxy.requests.slice(asked).filter((target) => !target.includes('/digest'));
    expect(reads).toEqual([expect.stringContaining(`startDate=${day}&endDate=${day}`)]);
  });

  test('is not misled by imported rows that print the day of another zone', async () => {
    const scope = await server.makeProject(62);
    const target = environmentOf({ url: proxy.url, key, project: 62 });
    const [page] = pageExample.response;
    // One minute before midnight in UTC is the next day in Budapest, by the offset of the transcript.
    const late = JSON.parse(
      JSON.stringify(page).replaceAll('20 11:', '20 23:').replaceAll('20 12:', '21 00:').replaceAll('20T12:', '21T00:'),
    );
    await server.importChats(
      scope,
      [1, 2].map((chatId) => ({ ...late, chatId, projectId: 62 })),
    );
    const name = fileOf('zones.ndjson');
    expect((await pull(['--to', name], target)).exitCode).toBe(0);
    const lines = read('zones.ndjson').trimEnd().split('\n');
    writeFileSync(name, `${lines[0]}\n${(lines[0] ?? '').replace('"chatId":1,', '"chatId":9,')}\n`);
    const run = await pull(['verify', '--from', name, '--quiet'], target);
    expect(run.err).toMatch(/^missing 2\nextra 9\nyour copy does not equal/);
  });

  test.each([
    ['that is not there', 'none.ndjson', null, 64],
    ['of something else', 'else.ndjson', '{"a":1}\n', 64],
    ['of chosen fields', 'fields.ndjson', '{"chatId":1}\n', 64],
    ['that is broken', 'broken.ndjson', '{"chatId":', 1],
  ] as const)('refuses a copy %s', async (_, name, content, exitCode) => {
    if (content !== null) writeFileSync(fileOf(name), content);
    expect((await pull(['verify', '--from', fileOf(name)], env)).exitCode).toBe(exitCode);
  });
});

describe('the command line', () => {
  test('explains itself', async () => {
    const run = await pull(['--help'], {});
    expect([run.exitCode, run.err]).toEqual([0, '']);
    for (const word of ['--to FILE', 'PARLEY_KEY', 'verify', 'Exit codes']) expect(run.out).toContain(word);
    expect(run.out.split('\n').every((line) => line.length <= 130)).toBe(true);
  });

  test('prints its version', async () => {
    expect(await pull(['--version'], {})).toEqual({ exitCode: 0, out: '9.8.7\n', err: '' });
  });

  test.each([
    [['--to', 'x.ndjson', '--what'], '--what'],
    [['--to', 'x.ndjson', '--filtr', 'status=closed'], "unknown option '--filtr' (Did you mean --filter?)"],
    [['--to', 'x.ndjson', '-z'], "unknown option '-z'; see"],
    [['--to'], 'argument missing'],
    [['--to', 'x.csv', '--project', '1', '--project', '2'], '--project is given more than once'],
    [['--to', 'x.txt'], '--format must be one of'],
    [['--to', 'x.csv', '--follow'], '--follow works only with'],
    [['--to', 'x.ndjson', '--once'], '--once needs --follow'],
    [['--to', 'x.ndjson', '--filter', 'limit=3'], 'limit is not a filter'],
    [['--to', 'x.ndjson', '--filter', 'limit'], 'NAME=VALUE'],
    [['--to', 'x.ndjson', '--filter', 'colour=red'], 'colour is not a filter'],
    [['--to', 'x.ndjson', '--filter', 'type='], 'NAME=VALUE'],
    [['--to', 'x.ndjson', '--retries', '-1'], 'retries'],
    [['--to', 'x.ndjson', '--project', 'x'], 'whole number'],
    [['--to', 'x.ndjson', '--url', 'nowhere'], '--url must be an address'],
    [['--to', 'x.ndjson', '--key-file', '/nowhere'], 'cannot be read'],
    [['verify', '--from', 'x.csv'], 'verify works only with'],
    [['copy', '--to', 'x.csv'], 'no command "copy"'],
    [[], '--to is missing'],
  ] as const)('%j is refused with what is wrong', async (words, said) => {
    const run = await pull(words, env);
    expect([run.exitCode, run.err, run.err.includes(key.key)]).toEqual([64, expect.stringContaining(said), false]);
  });

  test('takes the key from a file', async () => {
    writeFileSync(fileOf('key'), `${key.key}\n`);
    const { PARLEY_KEY: _, ...rest } = env;
    expect((await pull(['--to', fileOf('by-file.csv')], rest)).err).toContain('PARLEY_KEY is missing');
    expect((await pull(['--to', fileOf('by-file.csv'), '--key-file', fileOf('key')], rest)).exitCode).toBe(0);
  });

  test('says what the server refuses, in its words and without the key', async () => {
    const run = await pull(['--to', fileOf('wrong.csv'), '--project', '999'], env);
    expect([run.exitCode, run.err]).toEqual([3, expect.stringContaining('error.project_not_found')]);
    const unknown = await pull(['--to', fileOf('wrong.csv')], { ...env, PARLEY_KEY: 'pkwrong' });
    expect([unknown.exitCode, unknown.err]).toEqual([3, expect.stringContaining('error.unauthorized')]);
    for (const text of [run.err, basic(key.tenant, key.key)]) expect(text).not.toContain(key.key);
    // What to do is said in options, not in requests.
    for (const { err } of [run, unknown]) expect(err).not.toMatch(/GET |HTTP|Bearer/);
    expect(unknown.err).toContain('Check the tenant and the key that were given.');
  });

  test('draws a bar on a terminal, and writes lines elsewhere', async () => {
    const drawn = await pull(['--to', fileOf('bar.sqlite')], env, { isTerminal: true });
    expect(drawn.err).toContain('\r\u001b[K');
    expect(drawn.err).toMatch(/\[#+\.*\] \d+ % \d+ of 2100 chats/);
    expect(drawn.err.endsWith('\n')).toBe(true);
    const plain = await pull(['--to', fileOf('lines.sqlite')], env);
    expect(plain.err).toMatch(/^1000 of 2100 chats$/m);
    expect(plain.err).not.toContain('\r');
    expect((await pull(['--to', fileOf('quiet.sqlite'), '--quiet'], env)).err).toBe('');
  });
});
