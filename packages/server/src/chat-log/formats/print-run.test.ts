/** Rows made of the bytes of documents are those of the parsed chats, whatever is in them. */
import { CHAT_KEYS } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLaterKeys } from '../../../test/helpers/later-keys.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import { openTable } from '../codec/packed-table.ts';
import { packLengths, sealDocument } from '../codec/segment.ts';
import type { RunOrder } from '../codec/table-run.ts';
import type { CsvStyle } from '../query/chat-log-query.ts';
import type { ViewedRow } from '../view/chat-view.ts';
import { csvRows } from './csv-rows.ts';
import { FORMATS } from './log-formats.ts';
import { packCells } from './pack-cells.ts';
import { parquetColumns } from './parquet-columns.ts';
import { printRun } from './print-run.ts';

const [EXAMPLE] = pageExample.response.map(withLaterKeys) as unknown as readonly ViewedRow[];
const OPTIONS = {
  fields: null,
  withExt: false,
  preview: null,
  withEnd: false,
  timeZone: 'UTC',
  withChangeNo: false,
  parquet: { isNested: false, withUtc: false, codec: 'snappy' },
} as const;
const RAW: CsvStyle = { delimiter: ',', hasMark: false, isRaw: true };
const STYLES: readonly CsvStyle[] = [RAW, { ...RAW, isRaw: false }, { ...RAW, isRaw: false, delimiter: ';' }];

function run(documents: readonly string[], order: RunOrder | null) {
  if (order === null) throw new TypeError('this format needs parsed rows');
  const bytes = documents.map((document) => Buffer.from(document));
  const segments = Buffer.concat(bytes.map((document) => sealDocument(document, true).segment));
  return printRun({ segments, lengths: packLengths(bytes.map(({ length }) => length)), order });
}

function csvOf(documents: readonly string[], csv: CsvStyle): string {
  const printed = run(documents, FORMATS.csv.runOrder({ ...OPTIONS, csv }));
  if (!(printed instanceof Uint8Array)) throw new TypeError('CSV is bytes');
  return Buffer.from(printed).toString();
}

function tableOf(documents: readonly string[]) {
  const printed = run(documents, FORMATS.parquet.runOrder({ ...OPTIONS, csv: RAW }));
  if (printed instanceof Uint8Array) throw new TypeError('a table is columns');
  return plain(openTable(printed));
}

/** Comparable: views of one buffer as arrays. */
function plain({ rows, columns }: ReturnType<typeof packCells>) {
  const values = columns.map((column) =>
    column.kind !== 'texts'
      ? [...(column.kind === 'numbers' ? column.values : [])]
      : [Buffer.from(column.bytes).toString('latin1'), [...column.ends], [...column.units], column.pages.size],
  );
  return { rows, values };
}

function expectSame(rows: readonly ViewedRow[]): void {
  const documents = rows.map((row) => JSON.stringify(row));
  // What is read back from UTF-8, as the store has it.
  const parsed = documents.map((document) => JSON.parse(document) as ViewedRow);
  for (const style of STYLES) {
    const cells = parsed.map((row) => CHAT_KEYS.map((key) => row[key]));
    expect(csvOf(documents, style)).toBe(Buffer.from(csvRows(cells, style)).toString());
  }
  const columns = parquetColumns(OPTIONS);
  const cells = parsed.map((row) => columns.map((column) => column.cellOf(row, null)));
  expect(tableOf(documents)).toEqual(plain(packCells(columns, cells)));
}

const rowOf = (changes: Readonly<Record<string, unknown>>): ViewedRow => ({ ...EXAMPLE, ...changes });

describe('a run of documents is printed as the chats are', () => {
  const sign = fc.constantFrom(...'=+-@\t\r\n\0;,"\'\\/{}[]:﹣＝＋－＠äé€😀\u2028\ud83d\udc00 azAZ09'.split(''));
  const text = fc.oneof(
    fc.array(sign, { maxLength: 12 }).map((signs) => signs.join('')),
    fc.string({ unit: 'binary' }),
  );
  const time = fc.oneof(
    text,
    fc.constantFrom(
      '2024-02-29 23:59:59',
      '2023-02-29 00:00:00',
      '0000-01-01 00:00:00',
      '2024-01-01 24:00:00',
      '2024-01-01T00:00:00',
    ),
  );
  const value = fc.oneof(fc.jsonValue({ depthSize: 'small' }), text, fc.constantFrom(-0, 1e21, 1e-7, 2 ** 53 - 1, -5));

  test('with any texts, lists and numbers', () => {
    const row = fc
      .record({
        chatId: fc.maxSafeInteger(),
        duration: fc.option(fc.maxSafeInteger()),
        isSPAM: fc.constantFrom(0, 1, null),
        visitorName: fc.option(text),
        agentTranscript: text,
        sessionStartTime: fc.option(time),
        lastAgentMessageTime: fc.option(time),
        ticketType: fc.option(fc.dictionary(text, value, { maxKeys: 3 })),
        transcript: fc.option(fc.array(fc.record({ message: text, attachments: value }), { maxLength: 3 })),
      })
      .map(rowOf);
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), expectSame), { seed: 17, numRuns: 200 });
  });

  test('with texts longer than pages', () => {
    expectSame([rowOf({ agentTranscript: '€"\n'.repeat(40_000) }), rowOf({})]);
  });

  test('whose numbers no double holds, as they are when they are parsed', () => {
    const digits = '12345678901234567890';
    const document = JSON.stringify(rowOf({ transfers: [{ queueId: 'DIGITS', at: '=1' }] })).replace(
      '"DIGITS"',
      digits,
    );
    const parsed = JSON.parse(document) as ViewedRow;
    expect(csvOf([document], RAW)).toBe(csvRows([CHAT_KEYS.map((key) => parsed[key])], RAW));
    expect(csvOf([document], RAW)).not.toContain(digits);
  });

  test('with keys in another order, or without some of them', () => {
    const { chatLog: _, visitorName, ...others } = rowOf({ visitorName: 'V' });
    const document = JSON.stringify({ visitorName, ...others });
    const parsed = JSON.parse(document) as ViewedRow;
    expect(csvOf([document], RAW)).toBe(csvRows([CHAT_KEYS.map((key) => parsed[key])], RAW));
  });
});

test('the comparison here notices what differs', () => {
  const other = [rowOf({ visitorName: '=1' }), rowOf({ visitorName: "'=1" })].map((row) => JSON.stringify(row));
  expect(csvOf(other.slice(0, 1), RAW)).not.toBe(csvOf(other.slice(1), RAW));
  expect(tableOf(other.slice(0, 1))).not.toEqual(tableOf(other.slice(1)));
});
