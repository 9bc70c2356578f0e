/** Prints chats in the format of a request, as bytes. Used by the log and by exports, wherever the chats come from. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogFormat } from '@parley/contract';
import type { LongChat } from '../../chat-log/codec/long-chat.ts';
import type { StoredBatch, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { RunOrder } from '../../chat-log/codec/table-run.ts';
import {
  type EncoderOptions,
  type EncoderTools,
  type LogBatch,
  type LogFormatDefinition,
  type Separator,
  totalsOf,
} from '../../chat-log/formats/log-format.ts';
import { FORMATS } from '../../chat-log/formats/log-formats.ts';
import { encodeDataPage } from '../../chat-log/formats/parquet-page.ts';
import { orderOf } from '../../chat-log/formats/print-chat.ts';
import type { ChatLogQuery } from '../../chat-log/query/chat-log-query.ts';
import { type ChatView, type StoredForm, storedForm } from '../../chat-log/view/chat-view.ts';
import { briefPrinter } from '../../chat-log/view/print-brief.ts';
import type { ChatId } from '../../model/ids.ts';
import { Spool } from '../../platform/spool.ts';
import { type ContentEncoding, encodeParts } from './encode-parts.ts';
import { printRuns } from './print-runs.ts';
import type { PrintThreads } from './print-threads.ts';
import { viewAll } from './stored-batch.ts';

export interface LogRequest {
  readonly query: ChatLogQuery;
  readonly format: LogFormat;
  readonly view: ChatView;
}

/** Progress of the printing. */
export interface LogTally {
  readonly rows: number;
  /** Rows of a table of Parquet, which may be messages; 0 in other formats. */
  readonly tableRows: number;
  readonly lastChatId: ChatId | null;
}

export interface PrintedLog {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly tally: LogTally;
}

function toolsWith(threads: PrintThreads | null, tally: Counted): EncoderTools {
  return {
    newLaterText: () => new Spool(),
    encodePage: threads === null ? encodeDataPage : (parts) => threads.encodePage(parts),
    noteRows: (rows) => {
      tally.tableRows += rows;
    },
    pause: () => nextTurn(),
  };
}

/** How chats are shown in this format: with their times as it needs them, unless the query says how. */
export function viewIn(format: LogFormat, view: ChatView): ChatView {
  return FORMATS[format].normalizesTimes && view.timestamps === null ? { ...view, timestamps: 'normalized' } : view;
}

export function printLog(
  request: LogRequest,
  encoding: ContentEncoding,
  batches: AsyncIterable<StoredBatch>,
  threads: PrintThreads | null,
): PrintedLog {
  const { view } = request;
  const { encode } = formatOf(request);
  const tally: Counted = { rows: 0, tableRows: 0, lastChatId: null };
  const options = optionsOf(request);
  const order = orderOf(view, request.format, options);
  const isText = formatOf(request).wants.kind === 'documents';
  const print = { long: (long: LongChat) => long.print(order), brief: isText ? briefPrinter(view) : null };
  const run = runOf(request);
  const printed = run === null ? batches : printRuns(batches, run, threads);
  const tools = toolsWith(threads, tally);
  const parts = encode(count(viewAll(printed, view, tools.pause, print), tally), options, tools);
  return { pieces: encodeParts(parts, encoding, copiedAs(request) !== null), tally };
}

/** `printLog`, uncompressed, for chats that were already read. */
export function printChats(request: LogRequest, chats: AsyncIterable<readonly StoredChat[]>): PrintedLog {
  return printLog(request, 'identity', asOpened(chats), null);
}

export function formatOf({ format }: Pick<LogRequest, 'format'>): LogFormatDefinition {
  return FORMATS[format];
}

/** Which stored texts are printed as they are, and what stands between them; null when chats must be opened, as in a sorted list. */
export function copiedAs(request: LogRequest): { readonly form: StoredForm; readonly separator: Separator } | null {
  const { wants } = formatOf(request);
  const form = request.query.sorted === null ? storedForm(request.view) : null;
  return wants.kind === 'documents' && form !== null ? { form, separator: wants.separator } : null;
}

/** How rows of a table are made of documents as they are stored; null when these must be parsed. */
export function runOf(request: LogRequest): RunOrder | null {
  const { query, view } = request;
  const isPlain = query.sorted === null && storedForm({ ...view, fields: null }) === 'document';
  return isPlain ? formatOf(request).runOrder(optionsOf(request)) : null;
}

function optionsOf({ query, view }: LogRequest): EncoderOptions {
  const timeZone = (view.printZone ?? view.projectZone).name;
  return { ...query, timeZone, withChangeNo: view.changeNo !== undefined };
}

async function* asOpened(batches: AsyncIterable<readonly StoredChat[]>): AsyncGenerator<StoredBatch> {
  for await (const chats of batches) yield { kind: 'opened', chats };
}

type Counted = { -readonly [K in keyof LogTally]: LogTally[K] };

async function* count(batches: AsyncIterable<LogBatch>, tally: Counted): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    const { rows, lastChatId } = totalsOf(batch);
    tally.rows += rows;
    tally.lastChatId = lastChatId ?? tally.lastChatId;
    yield batch;
  }
}
