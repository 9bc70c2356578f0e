/** `format=csv`: one row per chat, its columns in the order of its keys. */
import { CHAT_KEYS } from '@parley/contract';
import type { RunOrder } from '../codec/table-run.ts';
import { csvHeader, csvRows } from './csv-rows.ts';
import {
  type EncoderOptions,
  type LogBatch,
  type LogFormatDefinition,
  type LogPart,
  printedParts,
  textPart,
} from './log-format.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'csv',
  summary: 'one CSV row per chat',
  contentType: 'text/csv; charset=utf-8; header=present',
  accept: 'text/csv',
  rank: 3,
  body: {
    description:
      'UTF-8, without a byte order mark unless asked for, CRLF, a header line; arrays and objects as JSON text, null as empty.',
    example: 'chatId,projectId\r\n1,822\r\n',
    isBinary: false,
  },
  fileName: (projectId) => `chats-${projectId}.csv`,
  isCompressed: false,
  takesFields: true,
  readsFacts: false,
  escapesFormulas: true,
  isForCopies: true,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: ({ row }, { csv }) => csvRows([Object.values(row)], csv),
  runOrder: orderOf,
  encode,
};

async function* encode(batches: AsyncIterable<LogBatch>, options: EncoderOptions): AsyncGenerator<LogPart> {
  const { csv } = options;
  yield textPart(csvHeader(columnsIn(options), csv));
  for await (const batch of batches) {
    if (batch.kind === 'run' && batch.body instanceof Uint8Array) yield { kind: 'bytes', bytes: batch.body };
    else if (batch.kind === 'printed') yield* printedParts(batch.chats);
    else if (batch.kind === 'viewed')
      yield textPart(
        csvRows(
          batch.chats.map(({ row }) => Object.values(row)),
          csv,
        ),
      );
  }
}

function columnsIn({ fields, withExt, preview, withChangeNo }: EncoderOptions): readonly string[] {
  const added = Object.entries({ ext: withExt, preview: preview !== null, changeNo: withChangeNo });
  return [...(fields ?? CHAT_KEYS), ...added.flatMap(([name, isShown]) => (isShown ? [name] : []))];
}

function orderOf({ fields, csv }: EncoderOptions): RunOrder {
  const columns = (fields ?? CHAT_KEYS).map((key) => CHAT_KEYS.indexOf(key));
  return { kind: 'csv', keys: CHAT_KEYS, columns, style: csv };
}
