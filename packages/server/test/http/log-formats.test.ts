/** NDJSON and the two CSV tables hold what the JSON holds; which one is served is the client's choice. */
import { CHAT_KEYS, type ChatInReply, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { parseCsv } from '../helpers/parse-csv.ts';

const LOG = '/v2/projects/822/chats';
const AWKWARD_TEXTS = [
  '=1+1',
  '+49 30 1234',
  '-2',
  '@SUM(A1)',
  '\tindented',
  '\r\nnew "line", with, commas',
  '',
  'ordinary',
  '＝1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  '"=1+1"',
  '-',
];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, 120);
const queue = { queueId: 1, name: '=HYPERLINK("http://x.example")' };
await server.importChats(
  scope,
  AWKWARD_TEXTS.map((text, at) => ({
    format: 'parley-events/1',
    chatId: 500 + at,
    events: [
      {
        type: 'chat.started',
        at: '2026-01-05T10:00:00Z',
        channel: 'webchat',
        sessionId: 's',
        visitorName: text,
        queue,
      },
      { type: 'message.sent', at: '2026-01-05T10:00:00Z', sender: 'visitor', name: text, messageId: 'm', text },
    ],
  })),
);
const key = await server.makeKey();

async function read(query: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await server.get(`${LOG}?${query}`, { key, headers });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return reply.text;
}

const readRows = async (query: string) => (JSON.parse(await read(query)) as ChatLogReply).response;

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

const VARIANTS = [
  '',
  'limit=30&direction=DESC',
  'type=webchat&limit=2000',
  'fields=visitorName,chatId,transcript',
  'include=ext',
  'userId=777',
];

describe('NDJSON', () => {
  test.each(VARIANTS)('has the rows of the JSON, one a line: %s', async (query) => {
    const text = await read(`${query}&format=ndjson`);
    const rows = await readRows(query);
    expect(text).toBe(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });

  test.each(VARIANTS)('closes with a line that counts the rows when it is asked for: %s', async (query) => {
    const include = query.includes('include=ext') ? 'include=ext,end' : `include=end&${query}`;
    const lines = (await read(`${include}&format=ndjson`)).split('\n');
    expect(lines.pop()).toBe('');
    const rows = await readRows(query);
    expect(lines.pop()).toBe(`{"end":true,"rows":${rows.length}}`);
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
  });

  test('include=end changes nothing in other formats', async () => {
    expect(await read('limit=5&include=end')).toBe(await read('limit=5'));
    expect(await read('limit=5&include=end&format=csv')).toBe(await read('limit=5&format=csv'));
  });
});

describe('CSV', () => {
  test.each(VARIANTS)('read back, raw, it holds the values of the JSON: %s', async (query) => {
    const [header, ...lines] = parseCsv(await read(`${query}&format=csv&raw=1`));
    const rows = await readRows(query);
    const fields = /fields=([^&]*)/.exec(query)?.[1]?.split(',');
    const keys: string[] = CHAT_KEYS.filter((name) => fields === undefined || fields.includes(name));
    expect(header).toEqual(query.includes('include=ext') ? [...keys, 'ext'] : keys);
    expect(lines).toEqual(rows.map((row) => (header ?? []).map((name) => cellOf(row[name as keyof ChatInReply]))));
  });

  test('guards cells that a spreadsheet would take for formulas, and only those', async () => {
    const guarded = parseCsv(await read('start=500&fields=visitorName,duration&format=csv'));
    const raw = parseCsv(await read('start=500&fields=visitorName,duration&format=csv&raw=1'));
    expect(raw.slice(1).map(([name]) => name)).toEqual(AWKWARD_TEXTS);
    for (const [at, row] of guarded.entries()) {
      const [name = ''] = row;
      const [plain = ''] = raw[at] ?? [];
      const isFormula = /^[=+\-@\t\r＝＋－＠]/.test(plain);
      expect(name).toBe(isFormula ? `'${plain}` : plain);
      expect(row[1]).toBe(raw[at]?.[1]);
    }
    expect(await read('start=500&fields=firstQueueName&limit=1&format=csv')).toContain(`"'=HYPERLINK(`);
    expect(await read('start=500&format=csv&raw=0')).toBe(await read('start=500&format=csv'));
  });

  test('delimiter and bom change what stands between cells and before them, and nothing else', async () => {
    const [commas, semicolons] = [await read('format=csv&raw=1'), await read('format=csv&raw=1&delimiter=;')];
    expect(parseCsv(semicolons, ';')).toEqual(parseCsv(commas));
    for (const query of ['format=csv&raw=1', 'format=csv-messages', 'format=csv&delimiter=%3B&limit=7']) {
      const { bytes } = await server.get(`${LOG}?${query}&bom=1`, { key });
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect(bytes.subarray(3).toString()).toBe(await read(query));
    }
    expect(await read('limit=3&bom=1&delimiter=;')).toBe(await read('limit=3'));
    expect((await server.get(`${LOG}?format=csv&delimiter=%7C`, { key })).status).toBe(400);
  });

  test('is UTF-8 without a mark, ends lines by CRLF, and is named as a file', async () => {
    const { bytes, headers } = await server.get(`${LOG}?format=csv`, { key });
    expect(bytes.subarray(0, 6).toString()).toBe('chatId');
    expect(bytes.subarray(-2).toString()).toBe('\r\n');
    expect(headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    expect(headers['content-disposition']).toBe('attachment; filename="chats-822.csv"');
  });

  test('the table of messages joins to the chats by chatId and holds every message', async () => {
    for (const query of ['', 'limit=17&direction=DESC', 'include=ext', 'userId=777']) {
      const [header = [], ...lines] = parseCsv(await read(`${query}&format=csv-messages&raw=1`));
      const rows = await readRows(query.includes('include=ext') ? query : `${query}&include=ext`);
      const expected = rows.flatMap(({ chatId, transcript }) =>
        (transcript ?? []).map((message, at) => {
          const known: Readonly<Record<string, unknown>> = {
            chatId,
            messageNo: at + 1,
            ...message,
            ...Reflect.get(message, 'ext'),
          };
          return header.map((name) => cellOf(known[name]));
        }),
      );
      expect(lines).toEqual(expected);
      expect(header.slice(0, 6)).toEqual(['chatId', 'messageNo', 'id', 'date', 'name', 'message']);
      const senders = new Set(lines.map((line) => line[header.indexOf('sender')]));
      if (query === '') expect(senders).toContain('visitor');
      expect(header.length).toBe(query === 'include=ext' ? 14 : 10);
    }
  });

  test('its reader here notices a broken table', () => {
    expect(() => parseCsv('a,b\n')).toThrow(SyntaxError);
    expect(() => parseCsv('a,b"c"\r\n')).toThrow(SyntaxError);
    expect(() => parseCsv('a,b')).toThrow(SyntaxError);
    expect(parseCsv('a,"b ""c"", d"\r\n,\r\n')).toEqual([
      ['a', 'b "c", d'],
      ['', ''],
    ]);
  });
});

describe('choice of the format', () => {
  test.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['', 'application/json; charset=utf-8'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['TEXT/CSV', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/vnd.apache.parquet', 'application/vnd.apache.parquet'],
    ['application/json;q=0.5, application/x-ndjson', 'application/x-ndjson'],
    ['application/json;q=0.5, text/csv;q=0.4', 'application/json'],
    ['application/json;q=0, */*', 'application/x-ndjson'],
  ])('Accept: %s', async (accept, type) => {
    const { status, headers } = await server.get(`${LOG}?limit=1`, { key, headers: { accept } });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(type);
  });

  test.each([
    'text/html',
    'application/xml',
    'image/*',
    'application/json;q=0',
    'text/csv;q=0.0',
    'application/json;q=9',
    'nonsense',
  ])('Accept: %s is 406', async (accept) => {
    const reply = await server.get(`${LOG}?limit=1`, { key, headers: { accept } });
    expect(reply.status).toBe(406);
    expect(JSON.parse(reply.text).errors[0].errormessage).toBe('error.not_acceptable');
  });

  test('format= wins over Accept, also over one that nothing satisfies', async () => {
    for (const accept of ['application/json', 'text/html', 'text/csv;q=0']) {
      const reply = await server.get(`${LOG}?format=csv&limit=1`, { key, headers: { accept } });
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    }
  });

  test('formats that are unknown are refused by name', async () => {
    for (const format of ['xml', 'CSV', 'Parquet']) {
      const reply = await server.get(`${LOG}?format=${format}`, { key });
      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text).errors[0]).toMatchObject({
        errormessage: 'error.malformed_value',
        property: 'format',
      });
    }
  });

  test('routes that serve JSON only refuse other formats and take a wildcard', async () => {
    for (const path of [`${LOG}/1`, `${LOG}/1/explain`, '/v2/projects']) {
      expect((await server.get(path, { key, headers: { accept: 'text/csv' } })).status, path).toBe(406);
      expect((await server.get(path, { key, headers: { accept: 'text/csv, */*;q=0.1' } })).status, path).toBe(200);
    }
  });
});
