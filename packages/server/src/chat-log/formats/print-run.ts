/** Prints a run of stored documents as rows of a table, without parsing them. */
import { inflateRawSync } from 'node:zlib';
import { DocumentValues } from '../codec/document-values.ts';
import { shipTable } from '../codec/packed-table.ts';
import { INFLATE_SEGMENTS, LENGTH_BYTES } from '../codec/segment.ts';
import type { CsvOrder, ParquetOrder, PrintedRun, RunOrder, StoredRunArgs } from '../codec/table-run.ts';
import { CsvWriter } from './csv-writer.ts';
import { DocumentPacker } from './pack-documents.ts';

/** What zlib needs to see that there is no more. */
const SPARE_BYTES = 64;

export function printRun({ segments, lengths, order }: StoredRunArgs): PrintedRun {
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.byteLength);
  const rows = lengths.length / LENGTH_BYTES;
  let total = rows;
  for (let row = 0; row < rows; row += 1) total += view.getUint32(row * LENGTH_BYTES, true);
  const documents = inflateRawSync(segments, { ...INFLATE_SEGMENTS, chunkSize: total + SPARE_BYTES });
  const values = readValues(order, documents, view);
  return order.kind === 'csv' ? printCsv(order, values, total) : packTable(order, values, rows);
}

/** The values of one document after the other. */
function* readValues({ keys }: RunOrder, documents: Uint8Array, lengths: DataView): Generator<DocumentValues> {
  const values = new DocumentValues(keys);
  let start = 1;
  for (let at = 0; at < lengths.byteLength; at += LENGTH_BYTES) {
    const end = start + lengths.getUint32(at, true);
    values.read(documents, start, end);
    yield values;
    start = end + 1;
  }
}

function printCsv({ columns, style }: CsvOrder, documents: Iterable<DocumentValues>, bytes: number): Uint8Array {
  const writer = new CsvWriter(style, Math.ceil(bytes * 1.25));
  for (const values of documents) writer.add(values, columns);
  return writer.finish();
}

function packTable(order: ParquetOrder, documents: Iterable<DocumentValues>, rows: number): PrintedRun {
  const packer = new DocumentPacker(order, rows);
  for (const values of documents) packer.add(values);
  return shipTable(packer.finish());
}
