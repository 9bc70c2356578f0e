/** A transcript as a typed list is read back as it is, with lists that are empty, missing or have items without values. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLaterKeys } from '../../../test/helpers/later-keys.ts';
import { readParquet } from '../../../test/helpers/read-parquet.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import type { ViewedRow } from '../view/chat-view.ts';
import { packCells } from './pack-cells.ts';
import { ParquetFile } from './parquet-file.ts';
import { encodeDataPage } from './parquet-page.ts';
import { tableColumns } from './table-columns.ts';

const [EXAMPLE] = pageExample.response.map(withLaterKeys) as unknown as readonly ViewedRow[];
const STYLE = { delimiter: ',', hasMark: false, isRaw: true } as const;
const OPTIONS = {
  fields: ['chatId', 'transcript', 'duration'],
  withExt: false,
  preview: null,
  withEnd: false,
  csv: STYLE,
  timeZone: 'UTC',
  withChangeNo: false,
} as const;

async function roundTrip(rows: readonly ViewedRow[], codec: 'snappy' | 'zstd', groupRows: number) {
  const columns = tableColumns({ ...OPTIONS, parquet: { isNested: true, withUtc: false, codec } });
  const file = new ParquetFile({ columns, facts: {}, encode: encodeDataPage, codec, groupRows });
  const pieces = [file.head()];
  const cells = rows.map((row) => columns.map(({ cellOf }) => cellOf(row, null)));
  for await (const step of file.add(packCells(columns, cells))) pieces.push(...step);
  for await (const step of file.finish()) pieces.push(...step);
  return readParquet(Buffer.concat(pieces));
}

const rowOf = (chatId: number, transcript: unknown): ViewedRow => ({ ...EXAMPLE, chatId, transcript }) as ViewedRow;

/** What a reader shows of the transcripts. */
function expected(rows: readonly ViewedRow[]) {
  return rows.map(
    ({ transcript }) =>
      transcript?.map(({ date, message, name }) => ({
        date: date ?? null,
        sentAt: date === null ? null : new Date(date),
        message: message ?? null,
        name: name ?? null,
      })) ?? null,
  );
}

function shown(table: Awaited<ReturnType<typeof readParquet>>) {
  return table.rows.map(({ transcript }) =>
    Array.isArray(transcript)
      ? transcript.map((item: Readonly<Record<string, unknown>>) => ({
          date: item.date ?? null,
          sentAt: item.sentAt ?? null,
          message: item.message ?? null,
          name: item.name ?? null,
        }))
      : null,
  );
}

describe('a typed transcript', () => {
  const message = fc.record({
    id: fc.uuid(),
    date: fc.constantFrom(null, '2023-01-20T12:50:43+01:00', '1999-12-31T23:59:59+00:00'),
    message: fc.option(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constant('long '.repeat(3_000)))),
    name: fc.option(fc.constantFrom('A', 'B', '')),
    pageUrl: fc.constant(''),
    pageTitle: fc.constant(null),
    attachments: fc.constant([]),
  });

  test('is read back as it is', async () => {
    const transcripts = fc.array(fc.option(fc.array(message, { maxLength: 12 })), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        transcripts,
        fc.constantFrom('snappy', 'zstd'),
        fc.integer({ min: 1, max: 30 }),
        async (lists, codec, groupRows) => {
          const rows = lists.map((list, at) => rowOf(at, list));
          const table = await roundTrip(rows, codec, groupRows);
          expect(table.rows.map(({ chatId }) => Number(chatId))).toEqual(rows.map(({ chatId }) => chatId));
          expect(table.rows.map(({ duration }) => Number(duration))).toEqual(rows.map(({ duration }) => duration));
          expect(shown(table)).toEqual(expected(rows));
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  test('the comparison here notices a list that is not there', async () => {
    const table = await roundTrip([rowOf(1, []), rowOf(2, null)], 'snappy', 10);
    expect(shown(table)).toEqual([[], null]);
    expect(shown(table)).not.toEqual(expected([rowOf(1, null), rowOf(2, [])]));
  });
});
