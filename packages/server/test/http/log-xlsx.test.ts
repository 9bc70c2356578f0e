/** An Excel workbook holds, cell by cell, what the JSON holds: texts as texts, times as dates of one zone, nothing cut silently. */
import { CHAT_KEYS, type ChatInReply, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { XlsxBook } from '../../src/chat-log/formats/xlsx-book.ts';
import { LONGEST_CELL, sheetRow } from '../../src/chat-log/formats/xlsx-cells.ts';
import { Spool } from '../../src/platform/spool.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { dateOf, readXlsx, type XlsxCell, type XlsxSheet } from '../helpers/read-xlsx.ts';

const LOG = '/v2/projects/822/chats';
const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, 60);

const AWKWARD = ['=1+1', '-2', '<b>&amp;</b>', 'a\tb\r\nc', '_x0041_', '\u0001\u001f', '\u{1f600}'.repeat(20_000), ' '];
await server.importChats(
  scope,
  AWKWARD.map((text, at) => ({
    format: 'parley-events/1',
    chatId: 500 + at,
    events: [
      {
        type: 'chat.started',
        at: '2026-01-05T10:00:00Z',
        channel: 'webchat',
        sessionId: 's',
        visitorName: text.slice(0, 90),
      },
      {
        type: 'message.sent',
        at: '2026-01-05T10:00:07Z',
        sender: 'visitor',
        name: text.slice(0, 90),
        messageId: 'm',
        text,
      },
    ],
  })),
);
const key = await server.makeKey();
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });

async function readBook(query: string, by = key): Promise<ReadonlyMap<string, XlsxSheet>> {
  const reply = await server.get(`${LOG}?format=xlsx${query}`, { key: by });
  if (reply.status !== 200) throw new TypeError(reply.text);
  return readXlsx(reply.bytes);
}

async function readRows(query: string): Promise<readonly ChatInReply[]> {
  const reply = await server.get(`${LOG}?timestamps=normalized${query}`, { key });
  return (JSON.parse(reply.text) as ChatLogReply).response;
}

/** What a cell shows, with dates as wall times; a longer text up to where it was cut. */
function shown(cell: XlsxCell | null | undefined): string | number | null {
  if (cell === null || cell === undefined) return null;
  return cell.style === 1 ? dateOf(Number(cell.value)) : cell.value;
}

function asShown(value: unknown): string | number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return Math.abs(value) > 999_999_999_999_999 ? String(value) : value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const titled = (sheet: XlsxSheet | undefined) => (sheet?.[0] ?? []).map((cell) => String(cell?.value));
const startOf = (text: string | number | null) => (typeof text === 'string' ? text.slice(0, LONGEST_CELL - 100) : text);

describe.each([
  ['', 'Europe/Budapest'],
  ['&tz=America/New_York', 'America/New_York'],
  ['&direction=desc&limit=20&fields=chatId,sessionStartTime,visitorName,transcript', 'Europe/Budapest'],
])('a workbook of %j', (query, zone) => {
  test('has the chats of the JSON, cell by cell', async () => {
    const book = await readBook(query);
    const rows = await readRows(query);
    const sheet = book.get('Chats');
    const titles = titled(sheet);
    expect(sheet?.length).toBe(rows.length + 1);
    for (const [at, row] of rows.entries()) {
      for (const name of CHAT_KEYS.filter((name) => name in row && name !== 'transcript')) {
        const column = titles.findIndex((title) => title === name || title === `${name} (${zone})`);
        expect(column).toBeGreaterThanOrEqual(0);
        expect(startOf(shown(sheet?.[at + 1]?.[column]))).toBe(startOf(asShown(row[name])));
      }
    }
  });

  test('has the messages of the JSON on a sheet of their own, with dates of the zone', async () => {
    const book = await readBook(query);
    const expected = (await readRows(query)).flatMap(({ chatId, transcript }) =>
      (transcript ?? []).map(({ date, message, name }, at) => [
        chatId,
        at + 1,
        asShown(date?.slice(0, 19).replace('T', ' ')),
        asShown(name),
        startOf(asShown(message)),
      ]),
    );
    const found = book.get('Messages')?.slice(1) ?? [];
    expect(found.map((cells) => cells.slice(0, 5).map((cell) => startOf(shown(cell))))).toEqual(expected);
    expect(titled(book.get('Messages'))[2]).toBe(`date (${zone})`);
  });
});

test('times are dates, and the start is there in UTC too', async () => {
  const sheet = (await readBook('&start=500&limit=1')).get('Chats');
  const titles = titled(sheet);
  const cell = sheet?.[1]?.[titles.indexOf('sessionStartTime (Europe/Budapest)')];
  expect(cell).toMatchObject({ style: 1 });
  expect(dateOf(Number(cell?.value))).toBe('2026-01-05 11:00:00');
  expect(sheet?.[1]?.[titles.indexOf('sessionStartTime (UTC)')]?.value).toBe('2026-01-05T10:00:00.000Z');
});

test('a text that is too long for Excel is cut, says so, and is counted', async () => {
  const book = await readBook('&start=506&limit=1');
  const text = String(book.get('Messages')?.[1]?.[4]?.value);
  expect(text.length).toBeLessThanOrEqual(LONGEST_CELL);
  expect(text).toMatch(/ … \[cut: the whole text has 40000 characters\]$/);
  expect(text.isWellFormed()).toBe(true);
  const about = new Map(book.get('About')?.map(([name, value]) => [name?.value, value?.value]));
  // The message, and what the visitor wrote in all.
  expect(about.get('Cells that were too long for Excel and are cut')).toBe(2);
  expect(about.get('Time zone')).toBe('Europe/Budapest');
  expect(about.get('Messages')).toBe(1);
});

test('who may not read texts gets none', async () => {
  const book = await readBook('', metadataKey);
  expect(book.get('Chats')?.length).toBeGreaterThan(60);
  expect(book.get('Messages')?.length).toBe(1);
});

test('fields without the transcript are a workbook without messages, and fields of no column still name the chats', async () => {
  expect([...(await readBook('&fields=chatId,disposition')).keys()]).toEqual(['Chats', 'About']);
  expect(titled((await readBook('&fields=transcript')).get('Chats'))).toEqual(['chatId']);
});

test('no chats are a workbook with its titles', async () => {
  const book = await readBook('&userId=999999');
  expect(book.get('Chats')?.length).toBe(1);
  expect(book.get('Messages')?.length).toBe(1);
});

test('rows beyond the end of a sheet go on in the next one', async () => {
  await using book = new XlsxBook({
    chatTitles: ['chatId'],
    messageTitles: ['chatId', 'messageNo'],
    timeZone: 'UTC',
    newLaterText: () => new Spool(),
    largestSheetRows: 3,
  });
  const rowOf = (...values: readonly number[]) => sheetRow(values.map((value) => ({ kind: 'usual', value }))).xml;
  for (let chat = 1; chat <= 7; chat += 1) {
    book.addChat(rowOf(chat), 0);
    await book.addMessages([rowOf(chat, 1), rowOf(chat, 2)]);
  }
  const pieces = [book.take()];
  for await (const _ of book.finish()) pieces.push(book.take());
  const sheets = readXlsx(Buffer.concat([...pieces, book.take()]));
  const firstCells = (prefix: string) =>
    [...sheets]
      .filter(([name]) => name.startsWith(prefix))
      .map(([, rows]) => rows.slice(1).map(([cell]) => cell?.value));
  expect(firstCells('Chats')).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  expect(firstCells('Messages')).toEqual([
    [1, 1, 2],
    [2, 3, 3],
    [4, 4, 5],
    [5, 6, 6],
    [7, 7],
  ]);
});

test.each([
  ['1900-02-28 00:00:00', null],
  ['1900-03-01 00:00:00', 61],
  ['9999-12-31 23:59:59', 2_958_465.999988426],
  ['0099-01-01 00:00:00', null],
  ['2023-02-30 00:00:00', null],
])('%s is a date only when Excel has it', (text, days) => {
  const { xml } = sheetRow([{ kind: 'wallTime', value: text }]);
  if (days === null) expect(xml).toContain(`>${text}</t>`);
  else expect(Number(/<v>(.*)<\/v>/.exec(xml)?.[1])).toBeCloseTo(days, 8);
});

test('numbers that Excel would round are texts', () => {
  const { xml } = sheetRow([2 ** 53 - 1, 999_999_999_999_999].map((value) => ({ kind: 'usual', value })));
  expect(xml).toContain('>9007199254740991</t>');
  expect(xml).toContain('<v>999999999999999</v>');
});
