/** The table of messages has the cells of their CSV, whatever is in them, and the times of their dates beside them. */

import type { LogFormat } from '@parley/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from '../../../test/helpers/parse-csv.ts';
import { readParquet } from '../../../test/helpers/read-parquet.ts';
import { chatId } from '../../model/ids.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncoderOptions, EncoderTools, LogBatch } from './log-format.ts';
import { FORMATS } from './log-formats.ts';
import { encodeDataPage } from './parquet-page.ts';

const OPTIONS: EncoderOptions = {
  fields: null,
  withExt: false,
  preview: null,
  withEnd: false,
  timeZone: 'UTC',
  withChangeNo: false,
  csv: { delimiter: ',', hasMark: false, isRaw: true },
  parquet: { isNested: false, withUtc: false, codec: 'snappy' },
};
const NO_TIMES = {
  sessionStart: null,
  sessionClose: null,
  firstVisitorMessage: null,
  firstAgentMessage: null,
  lastVisitorMessage: null,
  lastAgentMessage: null,
};

/** As a list of the log gives them: some opened, each of the others printed by itself. */
async function* batchesOf(
  chats: readonly ViewedChat[],
  format: LogFormat,
  options: EncoderOptions,
): AsyncGenerator<LogBatch> {
  const half = chats.length >> 1;
  yield { kind: 'viewed', chats: chats.slice(0, half) };
  for (const chat of chats.slice(half)) {
    const printed = FORMATS[format].printOne(chat, options);
    const body = typeof printed === 'string' ? Buffer.from(printed) : structuredClone(printed);
    const totals = { sumResponseTimeSeconds: 0, transfersJson: '', transferCount: 0 };
    yield { kind: 'printed', chats: [{ chatId: chat.chatId, body, ...totals }] };
  }
}

async function encode(chats: readonly ViewedChat[], format: LogFormat, options: EncoderOptions) {
  let rows = 0;
  const tools: EncoderTools = {
    newLaterText: () => {
      throw new TypeError('no text is put off');
    },
    encodePage: encodeDataPage,
    noteRows: (more) => {
      rows += more;
    },
    pause: async () => undefined,
  };
  const pieces: Uint8Array[] = [];
  for await (const part of FORMATS[format].encode(batchesOf(chats, format, options), options, tools)) {
    if (part.kind !== 'stored') pieces.push(part.bytes);
  }
  return { bytes: Buffer.concat(pieces), rows };
}

type Cells = readonly Readonly<Record<string, unknown>>[];

/** As CSV has them, without the columns that it has not. */
async function readTable(chats: readonly ViewedChat[], options: EncoderOptions): Promise<Cells> {
  const { bytes, rows } = await encode(chats, 'parquet-messages', options);
  const table = await readParquet(bytes);
  expect(table.rows).toHaveLength(rows);
  return table.rows.map(({ sentTime: _, sentTimeUtc: _utc, attachments, editedAt, ...cells }) => ({
    ...Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, String(cell ?? '')])),
    attachments: attachments === undefined || attachments === null ? '' : JSON.stringify(attachments),
    ...(options.withExt ? { editedAt: editedAt instanceof Date ? editedAt.toISOString() : '' } : {}),
  }));
}

async function readText(chats: readonly ViewedChat[], options: EncoderOptions): Promise<Cells> {
  const { bytes } = await encode(chats, 'csv-messages', options);
  const [header = [], ...lines] = parseCsv(bytes.toString());
  return lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at], cell])));
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'x'.repeat(70_000), '"\r\n,;=1', '0', 'null'),
);
const date = fc.oneof(
  text,
  fc.constantFrom('2024-02-29T23:59:59+02:00', '2023-02-30T00:00:00Z', '2023-01-20 12:50:43', '0001-01-01T00:00:00Z'),
);
const ext = fc.record({
  sender: fc.constantFrom('visitor', 'agent', 'bot', null),
  senderId: fc.maxSafeInteger(),
  seq: fc.nat(),
  editedAt: fc.option(fc.constant('2026-01-05T09:00:00.000Z')),
  redacted: fc.boolean(),
});
const message = fc.record(
  {
    id: fc.option(text),
    date: fc.option(date),
    name: fc.option(text),
    message: fc.option(text),
    pageUrl: fc.option(text),
    pageTitle: fc.option(text),
    attachments: fc.option(fc.array(fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }), { maxLength: 2 })),
    ext,
  },
  { requiredKeys: ['ext'] },
);
const chat = fc.tuple(fc.maxSafeInteger(), fc.option(fc.array(message, { maxLength: 4 }))).map(
  ([id, transcript]) =>
    ({
      chatId: chatId(Math.abs(id)),
      row: { transcript },
      facts: { chat: {}, messages: (transcript ?? []).map((one) => one.ext) },
      times: NO_TIMES,
      sumResponseTimeSeconds: 0,
      transfers: [],
    }) as unknown as ViewedChat,
);

test.each([false, true])('the cells are those of CSV; with the additional facts: %s', (withExt) =>
  fc.assert(
    fc.asyncProperty(fc.array(chat, { maxLength: 6 }), fc.boolean(), async (chats, withUtc) => {
      const options = { ...OPTIONS, withExt, parquet: { ...OPTIONS.parquet, withUtc } };
      expect(await readTable(chats, options)).toEqual(await readText(chats, options));
    }),
    { seed: 34, numRuns: 150 },
  ),
);

test.each([
  ['2024-02-29T23:59:59+02:00', '2024-02-29T23:59:59.000Z', '2024-02-29T21:59:59.000Z'],
  ['2024-01-01T00:30:00.25-05:30', '2024-01-01T00:30:00.250Z', '2024-01-01T06:00:00.250Z'],
  ['2023-01-20 12:50:43', '2023-01-20T12:50:43.000Z', null],
  ['2023-02-30T00:00:00Z', null, null],
  ['yesterday', null, null],
  [null, null, null],
])('the date %s has the wall time %s and the instant %s', async (sent, wallTime, instant) => {
  const one = { chatId: chatId(1), row: { transcript: [{ date: sent }] }, facts: null } as unknown as ViewedChat;
  const options = { ...OPTIONS, parquet: { ...OPTIONS.parquet, withUtc: true } };
  const { rows, metadata } = await readParquet((await encode([one], 'parquet-messages', options)).bytes);
  const timeOf = (cell: unknown) => (cell instanceof Date ? cell.toISOString() : null);
  expect([rows[0]?.date ?? null, timeOf(rows[0]?.sentTime), timeOf(rows[0]?.sentTimeUtc)]).toEqual([
    sent,
    wallTime,
    instant,
  ]);
  const typeOf = (name: string) => metadata.schema.find((element) => element.name === name)?.logical_type;
  expect(typeOf('sentTime')).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: false });
  expect(typeOf('sentTimeUtc')).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: true });
});
