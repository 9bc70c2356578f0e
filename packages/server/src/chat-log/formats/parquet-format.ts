/** `format=parquet`: a table of chats with typed columns, encoded while the rows are read. */
import { CHAT_KEYS } from '@parley/contract';
import type { RunOrder } from '../codec/table-run.ts';
import type { EncoderOptions, LogFormatDefinition } from './log-format.ts';
import { encodeTable, PARQUET_MEDIA_TYPE, packChats, type TableRows } from './parquet-table.ts';
import { tableColumns } from './table-columns.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'parquet',
  summary: 'a Parquet table of chats',
  contentType: PARQUET_MEDIA_TYPE,
  accept: PARQUET_MEDIA_TYPE,
  rank: 5,
  body: {
    description: 'A Parquet file, one row per chat: typed columns, see docs/spec/exports.md.',
    example: 'PAR1',
    isBinary: true,
  },
  fileName: (projectId) => `chats-${projectId}.parquet`,
  isCompressed: true,
  takesFields: true,
  readsFacts: false,
  escapesFormulas: false,
  isForCopies: true,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: (chat, options) => packChats([chat], rowsIn(options), options),
  runOrder: orderOf,
  encode: (batches, options, tools) => encodeTable(batches, rowsIn(options), options, tools),
};

function rowsIn(options: EncoderOptions): TableRows {
  const columns = tableColumns(options);
  return { columns, rowsOf: ({ row, times }) => [columns.map(({ cellOf }) => cellOf(row, times))] };
}

/** The same columns from the values of stored documents. */
function orderOf(options: EncoderOptions): RunOrder | null {
  const orders = tableColumns(options).map(({ order }) => order);
  return orders.some((order) => order === null)
    ? null
    : { kind: 'parquet', keys: CHAT_KEYS, columns: orders.filter((order) => order !== null) };
}
