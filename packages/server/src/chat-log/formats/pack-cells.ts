/** Packs rows that were decoded, or printed by a thread, for a Parquet file. */
import type { SchemaElement } from 'hyparquet-writer';
import { NumberPacker, TextPacker } from '../codec/column-packer.ts';
import type { PackedColumn, PackedNumbers, PackedTable, PackedTexts } from '../codec/packed-table.ts';
import { isPage, type ListCell, type ParquetCell, type PrintedCell } from '../codec/parquet-cell.ts';
import type { ParquetCodec } from '../query/chat-log-query.ts';
import { PAGE_BYTES } from './parquet-chunk.ts';
import { encodeDataPage, onePage } from './parquet-page.ts';
import type { TableColumn } from './table-column.ts';

/** `rows`: of each the cells of these columns. */
export function packCells(columns: readonly TableColumn[], rows: readonly (readonly PrintedCell[])[]): PackedTable {
  return {
    rows: rows.length,
    columns: columns.map(({ element, isInList }, at) => {
      const cells = rows.map((row) => row[at] ?? null);
      return isInList ? packList(element, cells) : packPlain(element, cells);
    }),
  };
}

/** A text that is longer than a page becomes a page of its own, which can be made in any thread. */
export function finishCell(cell: ParquetCell | ListCell, codec: ParquetCodec): PrintedCell {
  if (typeof cell !== 'string' || cell.length < PAGE_BYTES) return cell;
  const bytes = Buffer.from(cell);
  const plain = Buffer.allocUnsafe(bytes.length + Uint32Array.BYTES_PER_ELEMENT);
  bytes.copy(plain, plain.writeUInt32LE(bytes.length, 0));
  return encodeDataPage(onePage(plain, codec));
}

function packPlain(element: SchemaElement, cells: readonly PrintedCell[]): PackedTexts | PackedNumbers {
  return element.type === 'BYTE_ARRAY' ? packTexts(cells) : packNumbers(cells);
}

function packList(element: SchemaElement, cells: readonly PrintedCell[]): PackedColumn {
  const lists = cells.map((cell) => (typeof cell === 'object' && cell !== null && 'items' in cell ? cell.items : null));
  // What has no items takes a place of its own.
  const items = lists.flatMap((list) => (list === null || list.length === 0 ? [null] : list));
  let end = 0;
  const ends = Int32Array.from(lists, (list) => {
    end += Math.max(1, list?.length ?? 0);
    return end;
  });
  return {
    kind: 'list',
    items: packPlain(element, items),
    ends,
    given: Uint8Array.from(lists, (list) => (list === null ? 0 : 1)),
    filled: Uint8Array.from(lists, (list) => (list === null || list.length === 0 ? 0 : 1)),
  };
}

function packTexts(cells: readonly PrintedCell[]): PackedTexts {
  const packer = new TextPacker(cells.length);
  for (const cell of cells) {
    if (cell === null) packer.addNull();
    else if (isPage(cell)) packer.addPage(cell);
    else packer.addText(String(cell));
  }
  return packer.pack();
}

function packNumbers(cells: readonly PrintedCell[]): PackedNumbers {
  const packer = new NumberPacker(cells.length);
  for (const cell of cells) packer.add(cell === null ? null : Number(cell));
  return packer.pack();
}
