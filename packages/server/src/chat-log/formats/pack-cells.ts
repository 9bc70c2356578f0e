/** Packs rows that were decoded, or printed by a thread, for a Parquet file. */
import { NumberPacker, TextPacker } from '../codec/column-packer.ts';
import type { PackedColumn, PackedTable } from '../codec/packed-table.ts';
import { isPage, type ParquetCell, type PrintedCell } from '../codec/parquet-cell.ts';
import { PAGE_BYTES } from './parquet-chunk.ts';
import type { ParquetColumn } from './parquet-columns.ts';
import { encodeDataPage, onePage } from './parquet-page.ts';

/** `rows`: of each the cells of these columns. */
export function packCells(columns: readonly ParquetColumn[], rows: readonly (readonly PrintedCell[])[]): PackedTable {
  return {
    rows: rows.length,
    columns: columns.map(({ element }, at) => {
      const cells = rows.map((row) => row[at] ?? null);
      return element.type === 'BYTE_ARRAY' ? packTexts(cells) : packNumbers(cells);
    }),
  };
}

/** A text that is longer than a page becomes a page of its own, which can be made in any thread. */
export function finishCell(cell: ParquetCell): PrintedCell {
  if (typeof cell !== 'string' || cell.length < PAGE_BYTES) return cell;
  const bytes = Buffer.from(cell);
  const plain = Buffer.allocUnsafe(bytes.length + Uint32Array.BYTES_PER_ELEMENT);
  bytes.copy(plain, plain.writeUInt32LE(bytes.length, 0));
  return encodeDataPage(onePage(plain));
}

function packTexts(cells: readonly PrintedCell[]): PackedColumn {
  const packer = new TextPacker(cells.length);
  for (const cell of cells) {
    if (cell === null) packer.addNull();
    else if (isPage(cell)) packer.addPage(cell);
    else packer.addText(String(cell));
  }
  return packer.pack();
}

function packNumbers(cells: readonly PrintedCell[]): PackedColumn {
  const packer = new NumberPacker(cells.length);
  for (const cell of cells) packer.add(cell === null ? null : Number(cell));
  return packer.pack();
}
