/**
 * Composes a reply of the log from its chats, in any format and from wherever they come. Yields it in parts, without
 * knowing how they are encoded or sent. Used by the log and by exports.
 */
import type { LogFormat } from '@parley/contract';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { chatCsv, messagesCsv } from '../../chat-log/formats/csv-rows.ts';
import { frameOf, type LogFrame, type LogTotals } from '../../chat-log/formats/log-frame.ts';
import { parquetColumns } from '../../chat-log/formats/parquet-columns.ts';
import type { ChatLogQuery } from '../../chat-log/query/chat-log-query.ts';
import { type ChatView, type ViewedRow, viewChat } from '../../chat-log/view/chat-view.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Spool } from '../../platform/spool.ts';
import { encodeParquet } from './encode-parquet.ts';

export interface LogRequest {
  readonly query: ChatLogQuery;
  readonly format: LogFormat;
  readonly view: ChatView;
}

/** A piece of the reply: text, or whole chats as stored, the first of the reply without its separator. */
export type LogPart =
  | { readonly kind: 'text'; readonly text: string | Uint8Array }
  | { readonly kind: 'chunk'; readonly chunk: ChatChunk; readonly isFirst: boolean; readonly separator: string };

/** Chats in the form in which they go out, some at a time. */
export interface RowBatch {
  readonly part:
    | { readonly chunk: ChatChunk }
    | { readonly rows: readonly string[] }
    | { readonly views: readonly ViewedRow[] };
  readonly count: number;
  readonly lastChatId: ChatId | null;
  readonly bytes: number;
  readonly sumResponseTimeSeconds: number;
  readonly transfersJson: string;
  readonly transferCount: number;
}

export interface ComposeDeps {
  readonly newSpool: () => Spool;
}

/** What has gone into the parts so far. */
export interface LogTally extends LogTotals {
  readonly lastChatId: ChatId | null;
}

/** Chats from elsewhere than a window of the log, in the form in which the log would have them. */
export function printChats(
  deps: ComposeDeps,
  request: LogRequest,
  chats: AsyncIterable<readonly StoredChat[]>,
): { readonly parts: AsyncIterable<LogPart>; readonly tally: LogTally } {
  const tally = new Tally();
  return { parts: compose(deps, request, tally, viewBatches(chats, request)), tally };
}

async function* viewBatches(
  chats: AsyncIterable<readonly StoredChat[]>,
  request: LogRequest,
): AsyncGenerator<RowBatch> {
  for await (const some of chats) yield viewBatch(some, request);
}

export class Tally implements LogTally {
  rows = 0;
  sumResponseTimeSeconds = 0;
  transferCount = 0;
  lastChatId: ChatId | null = null;

  add(batch: RowBatch): void {
    this.rows += batch.count;
    this.sumResponseTimeSeconds += batch.sumResponseTimeSeconds;
    this.transferCount += batch.transferCount;
    this.lastChatId = batch.lastChatId ?? this.lastChatId;
  }
}

/** What stands around the rows. */
export function frameFor({ format, query }: LogRequest): LogFrame {
  return frameOf(format, { fields: query.fields, withExt: query.withExt, withEnd: query.withEnd });
}

/** The chats as the request wants them. */
export function viewBatch(chats: readonly StoredChat[], request: LogRequest): RowBatch {
  const rows: string[] = [];
  const views: ViewedRow[] = [];
  const transfers: string[] = [];
  let sumResponseTimeSeconds = 0;
  let bytes = 0;
  for (const stored of chats) {
    const viewed = viewChat(stored, request.view);
    if (request.format === 'parquet') {
      views.push(viewed.row);
      bytes += stored.chatJson.length;
    } else {
      const row = printRow(viewed.row, stored, request);
      rows.push(row);
      bytes += row.length;
    }
    sumResponseTimeSeconds += viewed.sumResponseTimeSeconds;
    for (const transfer of viewed.transfers) transfers.push(JSON.stringify(transfer));
  }
  return {
    part: request.format === 'parquet' ? { views } : { rows },
    count: chats.length,
    lastChatId: chats.at(-1)?.chatId ?? null,
    bytes,
    sumResponseTimeSeconds,
    transfersJson: transfers.join(','),
    transferCount: transfers.length,
  };
}

function printRow(row: ReturnType<typeof viewChat>['row'], stored: StoredChat, { format, query }: LogRequest): string {
  if (format === 'csv') return chatCsv(row, query.isRawCsv);
  if (format === 'csv-messages') return messagesCsv(stored.chatId, row, query.withExt, query.isRawCsv);
  return JSON.stringify(row);
}

/** The whole reply, from its head to its tail, around the batches. */
export async function* compose(
  deps: ComposeDeps,
  request: LogRequest,
  tally: Tally,
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
  end: AsyncDisposable | null = null,
): AsyncGenerator<LogPart> {
  // Here and not behind the batches: a client may leave before the first of them is asked for.
  await using _end = end;
  if (request.format === 'parquet') yield* composeTable(request, tally, batches);
  else yield* composeText(deps, frameFor(request), tally, batches);
}

async function* composeTable(
  { query, view }: LogRequest,
  tally: Tally,
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
): AsyncGenerator<LogPart> {
  const facts = { 'parley.timeZone': (view.printZone ?? view.projectZone).name };
  for await (const text of encodeParquet(viewsOf(batches, tally), { columns: parquetColumns(query), facts })) {
    yield { kind: 'text', text };
  }
}

async function* viewsOf(
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
  tally: Tally,
): AsyncGenerator<readonly ViewedRow[]> {
  for await (const batch of batches) {
    tally.add(batch);
    if ('views' in batch.part) yield batch.part.views;
  }
}

async function* composeText(
  { newSpool }: ComposeDeps,
  frame: LogFrame,
  tally: Tally,
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
): AsyncGenerator<LogPart> {
  await using transfers = newSpool();
  if (frame.head !== '') yield { kind: 'text', text: frame.head };
  for await (const batch of batches) {
    const isFirst = tally.rows === 0;
    if (frame.repeatsTransfers && batch.transferCount > 0) {
      await transfers.add(`${tally.transferCount === 0 ? '' : ','}${batch.transfersJson}`);
    }
    tally.add(batch);
    if ('chunk' in batch.part) yield { kind: 'chunk', chunk: batch.part.chunk, isFirst, separator: frame.separator };
    else if ('rows' in batch.part)
      yield { kind: 'text', text: (isFirst ? '' : frame.separator) + batch.part.rows.join(frame.separator) };
  }
  const before = frame.beforeTransfers(tally);
  if (before !== '') yield { kind: 'text', text: before };
  for await (const text of transfers.read()) yield { kind: 'text', text };
  const after = frame.afterTransfers(tally);
  if (after !== '') yield { kind: 'text', text: after };
}
