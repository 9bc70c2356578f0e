/** `format=ndjson`: one chat per line. */
import {
  documentsOf,
  type EncoderOptions,
  type LogBatch,
  type LogFormatDefinition,
  type LogPart,
  printDocument,
  textPart,
  totalsOf,
} from './log-format.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'ndjson',
  summary: 'one chat per line',
  contentType: 'application/x-ndjson; charset=utf-8',
  accept: 'application/x-ndjson',
  rank: 2,
  body: null,
  fileName: null,
  isCompressed: false,
  takesFields: true,
  readsFacts: false,
  escapesFormulas: false,
  isForCopies: true,
  normalizesTimes: false,
  wants: { kind: 'documents', separator: '\n' },
  printOne: printDocument,
  runOrder: () => null,
  encode,
};

/** `withEnd` adds a last line with the number of rows, so that a truncated reply can be detected. */
async function* encode(batches: AsyncIterable<LogBatch>, { withEnd }: EncoderOptions): AsyncGenerator<LogPart> {
  let rows = 0;
  for await (const batch of batches) {
    yield* documentsOf(batch, rows === 0, '\n');
    rows += totalsOf(batch).rows;
  }
  if (rows > 0) yield textPart('\n');
  if (withEnd) yield textPart(`${JSON.stringify({ end: true, rows })}\n`);
}
