/** What a Parquet file says of its row groups and pages is true: nothing that a reader looks for is outside of the bounds. */
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects, readColumnIndex, readOffsetIndex } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import type { ParquetCell } from '../codec/parquet-cell.ts';
import { INTEGER, JSON_TEXT, TEXT } from './column-types.ts';
import { packCells } from './pack-cells.ts';
import { ParquetFile } from './parquet-file.ts';
import { encodeDataPage } from './parquet-page.ts';
import { plainColumn } from './table-column.ts';
import { lowerBound, upperBound } from './text-bounds.ts';

const COLUMNS = [plainColumn('number', INTEGER), plainColumn('text', TEXT), plainColumn('json', JSON_TEXT)];
type Row = readonly [number: bigint | null, text: string | null, json: string | null];

async function encode(rows: readonly Row[], groupRows: number): Promise<Buffer> {
  const file = new ParquetFile({ columns: COLUMNS, facts: {}, encode: encodeDataPage, codec: 'snappy', groupRows });
  const pieces = [file.head()];
  for await (const step of file.add(packCells(COLUMNS, rows))) pieces.push(...step);
  for await (const step of file.finish()) pieces.push(...step);
  return Buffer.concat(pieces);
}

/** As a reader of Parquet compares texts: byte by byte. */
const isAtMost = (text: string, other: string) => Buffer.compare(Buffer.from(text), Buffer.from(other)) <= 0;
const isBetween = (cell: ParquetCell, least: unknown, greatest: unknown) =>
  typeof cell === 'string'
    ? isAtMost(String(least), cell) && isAtMost(cell, String(greatest))
    : BigInt(Number(least)) <= BigInt(cell ?? 0) && BigInt(cell ?? 0) <= BigInt(Number(greatest));

interface Checked {
  /** Row groups whose texts have both bounds, and pages of columns with an index. */
  readonly groups: number;
  readonly pages: number;
}

async function expectTrue(rows: readonly Row[], groupRows: number): Promise<Checked> {
  const bytes = await encode(rows, groupRows);
  const buffer = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(buffer);
  let [groups, pages, first] = [0, 0, 0];
  for (const { columns, num_rows } of metadata.row_groups) {
    const ofGroup = rows.slice(first, first + Number(num_rows));
    for (const [at, column] of columns.entries()) {
      const cells = ofGroup.map((row) => row[at] ?? null);
      const { min_value, max_value, null_count } = column.meta_data?.statistics ?? {};
      expect(Number(null_count)).toBe(cells.filter((cell) => cell === null).length);
      if (at === 2) expect([min_value, max_value]).toEqual([undefined, undefined]);
      if (min_value !== undefined && max_value !== undefined) {
        for (const cell of cells) if (cell !== null) expect(isBetween(cell, min_value, max_value)).toBe(true);
        if (at === 1) groups += 1;
        expect(Buffer.byteLength(String(max_value))).toBeLessThanOrEqual(40);
      }
      pages += expectPages(buffer, metadata.schema[at + 1], column, cells);
    }
    first += Number(num_rows);
  }
  expect(await parquetReadObjects({ file: buffer })).toHaveLength(rows.length);
  return { groups, pages };
}

type Column = ReturnType<typeof parquetMetadata>['row_groups'][number]['columns'][number];
type Element = ReturnType<typeof parquetMetadata>['schema'][number];

function expectPages(buffer: ArrayBuffer, element: Element | undefined, column: Column, cells: readonly ParquetCell[]) {
  const places = partOf(buffer, column.offset_index_offset, column.offset_index_length);
  if (places === null || element === undefined) return 0;
  const { page_locations } = readOffsetIndex(places);
  const known = partOf(buffer, column.column_index_offset, column.column_index_length);
  const bounds = known === null ? null : readColumnIndex(known, element);
  let at = Number(column.meta_data?.data_page_offset);
  for (const [page, { offset, compressed_page_size, first_row_index }] of page_locations.entries()) {
    expect(Number(offset)).toBe(at);
    at += compressed_page_size;
    const next = page_locations[page + 1]?.first_row_index;
    const own = cells.slice(Number(first_row_index), next === undefined ? undefined : Number(next));
    expect(own.length).toBeGreaterThan(0);
    if (bounds === null) continue;
    expect(Number(bounds.null_counts?.[page])).toBe(own.filter((cell) => cell === null).length);
    expect(bounds.null_pages[page]).toBe(own.every((cell) => cell === null));
    for (const cell of own) {
      if (cell !== null) expect(isBetween(cell, bounds.min_values[page], bounds.max_values[page])).toBe(true);
    }
  }
  const start = Number(column.meta_data?.dictionary_page_offset ?? column.meta_data?.data_page_offset);
  expect(at - start).toBe(Number(column.meta_data?.total_compressed_size));
  return bounds === null ? 0 : page_locations.length;
}

function partOf(buffer: ArrayBuffer, offset: bigint | undefined, length: number | undefined) {
  if (offset === undefined || length === undefined) return null;
  return { view: new DataView(buffer, Number(offset), length), offset: 0 };
}

const character = fc.constantFrom(...'aZ09 é日€😀\u007f\u07ff\ud7ff\uffff', '\u{10ffff}', '\u{e000}');
const text = fc.oneof(
  fc.string({ unit: character, maxLength: 60 }),
  fc.string({ unit: character, minLength: 500, maxLength: 2_000 }),
  fc.constantFrom('', '\u{10ffff}'.repeat(20), 'x'.repeat(36), 'x'.repeat(37), 'y'.repeat(70_000)),
);

describe('bounds', () => {
  test('of row groups and pages hold whatever is in them', async () => {
    const row = fc.tuple(fc.option(fc.maxSafeInteger().map(BigInt)), fc.option(text), fc.option(fc.json()));
    let [groups, pages] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.nat(5), fc.boolean(), async (some, copies, areMany) => {
        const rows = Array.from({ length: copies * (areMany ? 20 : 1) + 1 }, () => some).flat() as Row[];
        const checked = await expectTrue(rows, 400);
        groups += checked.groups;
        pages += checked.pages;
      }),
      { seed: 34, numRuns: 60 },
    );
    expect([groups > 20, pages > 20]).toEqual([true, true]);
  });

  test('of ids that rise let a reader skip all pages but one', async () => {
    const bytes = await encode(
      Array.from({ length: 30_000 }, (_, at) => [BigInt(at), `2026-01-05T10:${String(at).padStart(8, '0')}`, null]),
      50_000,
    );
    const buffer = new Uint8Array(bytes).buffer;
    const { row_groups, schema } = parquetMetadata(buffer);
    for (const at of [0, 1]) {
      const column = row_groups[0]?.columns[at];
      const part = partOf(buffer, column?.column_index_offset, column?.column_index_length);
      const element = schema[at + 1];
      if (part === null || element === undefined) throw new TypeError('there is no index');
      const { boundary_order, min_values, max_values } = readColumnIndex(part, element);
      expect([boundary_order, min_values.length > 2]).toEqual(['ASCENDING', true]);
      const wanted = at === 0 ? 12_345n : '2026-01-05T10:00012345';
      expect(min_values.filter((least, page) => isBetween(wanted, least, max_values[page]))).toHaveLength(1);
    }
  });
});

describe('a text', () => {
  const latin = (value: string) => Buffer.from(value).toString('latin1').slice(0, 37);
  test.each([
    ['short', 'short', 'short'],
    ['x'.repeat(36), 'x'.repeat(36), 'x'.repeat(36)],
    ['x'.repeat(50), 'x'.repeat(36), `${'x'.repeat(35)}y`],
    [`${'x'.repeat(35)}€€€`, 'x'.repeat(35), `${'x'.repeat(34)}y`],
    [`${'x'.repeat(33)}\ud7ff€€€`, `${'x'.repeat(33)}\ud7ff`, `${'x'.repeat(33)}\ue000`],
    [`x${'\u{10ffff}'.repeat(20)}`, `x${'\u{10ffff}'.repeat(8)}`, 'y'],
    ['\u{10ffff}'.repeat(20), '\u{10ffff}'.repeat(9), null],
  ])('%j is bounded by whole characters', (value, lower, upper) => {
    expect(Buffer.from(lowerBound(latin(value)).bytes).toString()).toBe(lower);
    const greatest = upperBound(latin(value));
    expect(greatest === null ? null : Buffer.from(greatest.bytes).toString()).toBe(upper);
  });
});
