/** `format=json`: the reply of the vendor's page. Its table has the aggregates next to `response`, its example within the chat: both are served. */
import {
  documentsOf,
  type EncoderOptions,
  type EncoderTools,
  type LogBatch,
  type LogFormatDefinition,
  type LogPart,
  printDocument,
  textPart,
  totalsOf,
  transfersOf,
} from './log-format.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'json',
  summary: 'the reply of the log',
  contentType: 'application/json; charset=utf-8',
  accept: 'application/json',
  rank: 1,
  body: null,
  fileName: null,
  isCompressed: false,
  takesFields: true,
  readsFacts: false,
  escapesFormulas: false,
  isForCopies: false,
  normalizesTimes: false,
  wants: { kind: 'documents', separator: ',' },
  printOne: printDocument,
  runOrder: () => null,
  encode,
};

async function* encode(
  batches: AsyncIterable<LogBatch>,
  _options: EncoderOptions,
  { newLaterText }: EncoderTools,
): AsyncGenerator<LogPart> {
  await using transfers = newLaterText();
  const sums = { rows: 0, sumResponseTimeSeconds: 0, transferCount: 0 };
  yield textPart('{"response":[');
  for await (const batch of batches) {
    const { rows, sumResponseTimeSeconds, transferCount } = totalsOf(batch);
    if (transferCount > 0) await transfers.add((sums.transferCount === 0 ? '' : ',') + transfersOf(batch));
    yield* documentsOf(batch, sums.rows === 0, ',');
    sums.rows += rows;
    sums.sumResponseTimeSeconds += sumResponseTimeSeconds;
    sums.transferCount += transferCount;
  }
  yield textPart(`],"responseCount":${sums.rows},"sumResponseTime":${sums.sumResponseTimeSeconds},"transfers":[`);
  for await (const bytes of transfers.read()) yield { kind: 'bytes', bytes };
  yield textPart(`],"transferCount":${sums.transferCount},"errors":[]}`);
}
