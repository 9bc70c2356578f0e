/** Reads Parquet files in tests by a reader that is not the writer, and turns their cells back into what the JSON holds. */
import { zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';

const ZSTD = { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };

export interface ParquetTable {
  readonly metadata: FileMetaData;
  /** Cells as the reader gives them: INT64 as bigint, times as Date, JSON parsed. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** All columns, or those named. @throws when the bytes are not a whole Parquet file. */
export async function readParquet(bytes: Uint8Array, columns?: string[]): Promise<ParquetTable> {
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file, compressors: ZSTD, ...(columns === undefined ? {} : { columns }) });
  return { metadata: parquetMetadata(file), rows };
}

/** The rows with numbers as numbers, wall times as text and the column of unreadable times put where they belong. */
export function asJsonRows({ rows }: ParquetTable): readonly Readonly<Record<string, unknown>>[] {
  return rows.map(({ unreadableTimes, ...cells }) => {
    const row = Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, asJson(cell)]));
    for (const [name, text] of Object.entries(unreadableTimes ?? {})) {
      if (row[name] !== null) throw new RangeError(`${name} is both a time and none`);
      row[name] = text;
    }
    return row;
  });
}

function asJson(cell: unknown): unknown {
  if (typeof cell === 'bigint') return Number(cell);
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  return cell ?? null;
}
