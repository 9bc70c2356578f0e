/** A Parquet file read back by another reader holds every row, however it is cut into pages and row groups. */
import { CHAT_KEYS, Chat } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLaterKeys } from '../../../test/helpers/later-keys.ts';
import { asJsonRows, type ParquetTable, readParquet } from '../../../test/helpers/read-parquet.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import type { ViewedRow } from '../view/chat-view.ts';
import { packCells } from './pack-cells.ts';
import { parquetColumns } from './parquet-columns.ts';
import { ParquetFile, type ParquetOptions } from './parquet-file.ts';
import { encodeDataPage } from './parquet-page.ts';

const COLUMNS = parquetColumns({ fields: null, withExt: false, preview: null, withChangeNo: false });
const [EXAMPLE] = pageExample.response.map(withLaterKeys) as unknown as readonly ViewedRow[];

async function encode(rows: readonly ViewedRow[], options: Partial<ParquetOptions> = {}): Promise<Buffer> {
  const file = new ParquetFile({ columns: COLUMNS, facts: {}, encode: encodeDataPage, codec: 'snappy', ...options });
  const pieces = [file.head()];
  const cells = rows.map((row) => COLUMNS.map(({ cellOf }) => cellOf(row, null)));
  for await (const step of file.add(packCells(COLUMNS, cells))) pieces.push(...step);
  for await (const step of file.finish()) pieces.push(...step);
  return Buffer.concat(pieces);
}

const roundTrip = (rows: readonly ViewedRow[], options: Partial<ParquetOptions> = {}): Promise<ParquetTable> =>
  encode(rows, options).then(readParquet);

const rowOf = (changes: Readonly<Record<string, unknown>>): ViewedRow => ({ ...EXAMPLE, ...changes });
const manyRows = (count: number, change: (at: number) => Readonly<Record<string, unknown>>) =>
  Array.from({ length: count }, (_, at) => rowOf({ chatId: at, ...change(at) }));

describe('columns', () => {
  test('are all keys in contract order and the unreadable times', () => {
    expect(COLUMNS.map(({ name }) => name)).toEqual([...CHAT_KEYS, 'unreadableTimes']);
    const some = parquetColumns({ fields: ['chatId', 'transcript'], withExt: true, preview: {}, withChangeNo: true });
    expect(some.map(({ name }) => name)).toEqual(['chatId', 'transcript', 'ext', 'preview', 'changeNo']);
  });

  test('have the types that follow from the schema of the chat', () => {
    for (const { name, element } of COLUMNS.slice(0, -1)) {
      const schema = JSON.stringify(Reflect.get(Chat.properties, name));
      const logical = element.logical_type?.type ?? element.type;
      if (schema.includes('YYYY-MM-DD HH:MM:SS') && !schema.includes('"items"'))
        expect(logical, name).toBe('TIMESTAMP');
      else if (/"type":"(array|object)"/.test(schema)) expect(logical, name).toBe('JSON');
      else if (name === 'isSPAM') expect(logical).toBe('INT32');
      else expect(logical, name).toBe(/"type":"integer"/.test(schema) ? 'INT64' : 'STRING');
      expect(element.repetition_type).toBe('OPTIONAL');
    }
  });

  test('of time are wall times: marked as not adjusted to UTC', () => {
    const times = COLUMNS.filter(({ element }) => element.logical_type?.type === 'TIMESTAMP');
    expect(times.map(({ name }) => name)).toEqual([
      'sessionStartTime',
      'sessionCloseTime',
      'firstVisitorMessageTime',
      'firstAgentMessageTime',
      'lastVisitorMessageTime',
      'lastAgentMessageTime',
    ]);
    for (const { element } of times) {
      expect(element.logical_type).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' });
    }
  });
});

describe('a file', () => {
  test('of no rows is read as a table of no rows with all columns', async () => {
    const table = await roundTrip([]);
    expect(table.rows).toEqual([]);
    expect(table.metadata.num_rows).toBe(0n);
    expect(table.metadata.schema.slice(1).map(({ name }) => name)).toEqual([...CHAT_KEYS, 'unreadableTimes']);
  });

  test('of one row, the example with its nulls, holds it', async () => {
    const table = await roundTrip([rowOf({})]);
    expect(asJsonRows(table)).toEqual([EXAMPLE]);
    expect(table.rows[0]?.unreadableTimes ?? null).toBeNull();
    expect(table.rows[0]?.chatId).toBe(1n);
  });

  test('keeps its facts', async () => {
    const { metadata } = await roundTrip([], { facts: { 'parley.timeZone': 'Europe/Budapest' } });
    expect(metadata.key_value_metadata).toEqual([{ key: 'parley.timeZone', value: 'Europe/Budapest' }]);
  });

  test.each([1, 2, 99, 100, 101])('of 250 rows in row groups of %d holds them in order', async (groupRows) => {
    const rows = manyRows(250, (at) => ({ visitorName: `Visitor ${at % 7}`, duration: at % 3 === 0 ? null : at }));
    const { metadata, ...rest } = await roundTrip(rows, { groupRows });
    expect(metadata.row_groups).toHaveLength(Math.ceil(250 / groupRows));
    expect(asJsonRows({ metadata, ...rest })).toEqual(rows);
  });

  test('closes a row group by its bytes', async () => {
    const rows = manyRows(40, (at) => ({ agentTranscript: String.fromCharCode(97 + (at % 26)).repeat(30_000) }));
    const table = await roundTrip(rows, { groupBytes: 200_000 });
    expect(table.metadata.row_groups.length).toBeGreaterThan(2);
    expect(asJsonRows(table)).toEqual(rows);
  });

  test('tells its sizes, offsets and bounds as they are', async () => {
    const rows = manyRows(500, (at) => ({ duration: at === 3 ? null : at - 100 }));
    const bytes = await encode(rows, { groupRows: 200 });
    const { metadata } = await readParquet(bytes);
    let at = 4;
    for (const { columns } of metadata.row_groups) {
      for (const { meta_data } of columns) {
        expect(Number(meta_data?.dictionary_page_offset ?? meta_data?.data_page_offset)).toBe(at);
        at += Number(meta_data?.total_compressed_size);
      }
    }
    for (const { columns } of metadata.row_groups) {
      for (const length of ['column_index_length', 'offset_index_length'] as const) {
        for (const column of columns) at += column[length] ?? 0;
      }
    }
    expect(at).toBe(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
    const durations = metadata.row_groups[0]?.columns[CHAT_KEYS.indexOf('duration')]?.meta_data?.statistics;
    expect(durations).toMatchObject({ min_value: -100n, max_value: 99n, null_count: 1n });
  });

  test('that is cut anywhere is no file', async () => {
    const bytes = await encode(manyRows(50, () => ({})));
    for (const length of [bytes.length - 1, bytes.length - 4, bytes.length - 9, Math.floor(bytes.length / 2), 4]) {
      await expect(readParquet(bytes.subarray(0, length)), String(length)).rejects.toThrow();
    }
  });
});

describe('values', () => {
  const AWKWARD = ['', '\0', 'a\0b', '\n\r\t"\'', '=1+1', '日本語', '🙂', 'é', '\u2028', '\uffff', ' ', 'null'];

  test('of any text come back', async () => {
    const rows = AWKWARD.map((text, at) => rowOf({ chatId: at, visitorName: text, agentTranscript: text.repeat(50) }));
    expect(asJsonRows(await roundTrip(rows))).toEqual(rows);
  });

  test('with half a surrogate pair lose it in text columns, as in every UTF-8, and keep it in JSON columns', async () => {
    const message = {
      attachments: null,
      date: '',
      id: '',
      message: 'a\ud800b',
      name: '\udc00',
      pageUrl: '',
      pageTitle: '',
    };
    const [row] = asJsonRows(await roundTrip([rowOf({ visitorName: 'a\ud800b', transcript: [message] })]));
    expect(row).toMatchObject({ visitorName: 'a\ufffdb', transcript: [message] });
  });

  test('of 10 MB come back', async () => {
    const text = 'The quick brown fox. '.repeat(500_000);
    const rows = manyRows(3, (at) => (at === 1 ? { visitorTranscript: text } : {}));
    expect(asJsonRows(await roundTrip(rows))).toEqual(rows);
  });

  test('at both ends of what JSON can say come back', async () => {
    const rows = [Number.MAX_SAFE_INTEGER, 0, -1, Number.MIN_SAFE_INTEGER].map((duration) => rowOf({ duration }));
    expect(asJsonRows(await roundTrip(rows))).toEqual(rows);
  });

  test('that are null everywhere stay null', async () => {
    const nulls = Object.fromEntries(CHAT_KEYS.map((key) => [key, null]));
    const rows = [rowOf(nulls), rowOf({}), rowOf(nulls)];
    expect(asJsonRows(await roundTrip(rows))).toEqual(rows);
  });

  test.each(['0000-01-01 00:00:00', '9999-12-31 23:59:59', '2024-02-29 23:59:59', '1969-12-31 23:59:59'])(
    'the time %s is a timestamp',
    async (sessionStartTime) => {
      const table = await roundTrip([rowOf({ sessionStartTime })]);
      expect(table.rows[0]?.sessionStartTime).toEqual(new Date(`${sessionStartTime.replace(' ', 'T')}Z`));
      expect(table.rows[0]?.unreadableTimes ?? null).toBeNull();
    },
  );

  test.each([
    '2023-02-29 00:00:00',
    '2023-13-01 00:00:00',
    '2023-01-20 24:00:00',
    '2023-01-20 12:60:00',
    '2023-01-20T12:00:00',
    '2023-01-20 12:00:00.5',
    '2023-01-20 12:00',
    '20/01/2023',
    '',
    'yesterday',
  ])('the text %j is no timestamp and is not lost', async (text) => {
    const table = await roundTrip([rowOf({ sessionStartTime: text }), rowOf({ lastAgentMessageTime: text })]);
    expect(table.rows.map(({ sessionStartTime }) => sessionStartTime ?? null)[0]).toBeNull();
    expect(table.rows.map(({ unreadableTimes }) => unreadableTimes)).toEqual([
      { sessionStartTime: text },
      { lastAgentMessageTime: text },
    ]);
  });

  test('of any kind and number come back, in pages of dictionaries, plain ones and both', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'a', 'b'),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'binary', minLength: 100, maxLength: 300 }),
    );
    const row = fc.record({
      chatId: fc.nat(),
      visitorName: fc.option(cell),
      agentTranscript: cell,
      duration: fc.option(fc.maxSafeInteger()),
      isSPAM: fc.constantFrom(0, 1, null),
      transfers: fc.array(fc.record({ reason: cell }), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.nat(300), fc.nat(20), async (some, copies, groups) => {
        // Repeated rows fill dictionaries; later values that do not fit make the column plain.
        const rows = [...Array.from({ length: copies }, () => some).flat(), ...some].slice(0, 2_000).map(rowOf);
        const table = await roundTrip(rows, { groupRows: Math.ceil((rows.length + 1) / (groups + 1)) });
        expect(asJsonRows(table)).toEqual(rows);
      }),
      { seed: 3, numRuns: 25 },
    );
  });

  test('a column may begin with a dictionary and go on plain', async () => {
    const rows = manyRows(6_000, (at) => ({
      visitorName: at < 3_000 ? `Visitor ${at % 5} with a name` : `Visitor ${at} alone`,
    }));
    const table = await roundTrip(rows);
    const described = table.metadata.row_groups[0]?.columns[CHAT_KEYS.indexOf('visitorName')]?.meta_data;
    expect(described?.dictionary_page_offset).toBeDefined();
    expect(asJsonRows(table)).toEqual(rows);
  });
});

test('the comparison here notices a cell that differs', async () => {
  const table = await roundTrip([rowOf({}), rowOf({})]);
  for (const [name, cell] of Object.entries({ duration: 199n, visitorName: 'x', sessionStartTime: new Date(0) })) {
    const rows = table.rows.map((row) => ({ ...row, [name]: cell }));
    expect(asJsonRows({ ...table, rows })).not.toEqual([EXAMPLE, EXAMPLE]);
  }
});
