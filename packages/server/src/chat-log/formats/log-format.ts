/**
 * The definition of a log format. Each `…-format.ts` of this folder holds one; `npm run generate` writes their table and
 * the contract's list of their names.
 */
import type { ImportedTransfer } from '@parley/contract';
import type { ProjectId } from '../../model/ids.ts';
import type { PrintedChat } from '../codec/long-chat.ts';
import type { PackedTable } from '../codec/packed-table.ts';
import type { ChatChunk } from '../codec/stored-chat.ts';
import type { PrintedRun, RunOrder } from '../codec/table-run.ts';
import type { ChatLogQuery } from '../query/chat-log-query.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncodePage } from './parquet-page.ts';

/** Neighbouring chats of a reply: as stored, as `printRun` gives them, decoded for the reader's view, or as `printOne` gives them. */
export type LogBatch =
  | { readonly kind: 'stored'; readonly chunk: ChatChunk }
  | { readonly kind: 'run'; readonly chunk: ChatTotals; readonly body: PrintedRun }
  | { readonly kind: 'viewed'; readonly chats: readonly ViewedChat[] }
  | { readonly kind: 'printed'; readonly chats: readonly PrintedChat[] };

/**
 * A piece of a reply: bytes, those of chats that were printed for it, or stored documents with the separator between them
 * and before all but the first piece.
 */
export type LogPart =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'printed'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'stored';
      readonly chunk: JoinedSegments;
      readonly isFirst: boolean;
      readonly separator: Separator;
    };

export type ChatTotals = Pick<
  ChatChunk,
  'count' | 'lastChatId' | 'sumResponseTimeSeconds' | 'transferCount' | 'transfersJson'
>;

type JoinedSegments = Pick<ChatChunk, 'segments' | 'marks' | 'documentLengths'>;

export type Separator = ',' | '\n';

/** Text that is written first and read once afterwards; it may be larger than memory. */
export interface LaterText extends AsyncDisposable {
  add(text: string): Promise<void>;
  read(): AsyncIterable<Uint8Array>;
}

/** What an encoder needs from its caller. */
export interface EncoderTools {
  readonly newLaterText: () => LaterText;
  /** Compresses pages of a Parquet file, some at a time. */
  readonly encodePage: EncodePage;
  /** Called with how many rows a table of Parquet gets, which need not be chats, before they are written. */
  readonly noteRows: (rows: number) => void;
  /** Lets other work of the process run. */
  readonly pause: () => Promise<void>;
}

export interface EncoderOptions
  extends Pick<ChatLogQuery, 'fields' | 'withExt' | 'preview' | 'withEnd' | 'csv' | 'parquet'> {
  /** IANA name of the zone in which times are printed. */
  readonly timeZone: string;
  /** Whether rows have `changeNo`, which is then the last column. */
  readonly withChangeNo: boolean;
}

export interface LogFormatDefinition {
  /** The spelling of `format=`. */
  readonly name: string;
  /** For help and docs: `json is …`. */
  readonly summary: string;
  /** With its parameters, for the Content-Type header. */
  readonly contentType: string;
  /** Media type for Accept; null when only `format=` selects it. */
  readonly accept: string | null;
  /** The lowest wins among formats that a client accepts equally. */
  readonly rank: number;
  /** The body in the OpenAPI document; null where an operation describes it by a schema. */
  readonly body: { readonly description: string; readonly example: string; readonly isBinary: boolean } | null;
  /** File name under which browsers save a reply; null where they show it. */
  readonly fileName: ((projectId: ProjectId) => string) | null;
  /** The bytes are already compressed. */
  readonly isCompressed: boolean;
  /** Whether a reader may select fields. */
  readonly takesFields: boolean;
  /** Whether it needs the additional facts of a chat even where it does not show them. */
  readonly readsFacts: boolean;
  /** Whether cells that a spreadsheet would treat as formulas are escaped. */
  readonly escapesFormulas: boolean;
  /** Whether an export folder may use it: each chat is one or more rows, and there are no totals. */
  readonly isForCopies: boolean;
  /** Whether times of imported rows are printed in the zone of all others unless a reader asks for their own. */
  readonly normalizesTimes: boolean;
  /** `documents`: whole chats are copied as stored, with this separator. `rows`: every chat is decoded. */
  readonly wants: { readonly kind: 'documents'; readonly separator: Separator } | { readonly kind: 'rows' };
  /** One chat without what is around it: text, or its rows of a Parquet table. */
  readonly printOne: (chat: ViewedChat, options: EncoderOptions) => string | PackedTable;
  /** How its rows are made of stored documents without parsing them; null where this format must have them parsed. */
  readonly runOrder: (options: EncoderOptions) => RunOrder | null;
  /** The whole reply. */
  readonly encode: (
    batches: AsyncIterable<LogBatch>,
    options: EncoderOptions,
    tools: EncoderTools,
  ) => AsyncGenerator<LogPart>;
}

/** The share of a batch in the totals of its reply. */
export function totalsOf(batch: LogBatch) {
  if (batch.kind === 'stored' || batch.kind === 'run') {
    const { count, lastChatId, sumResponseTimeSeconds, transferCount } = batch.chunk;
    return { rows: count, lastChatId, sumResponseTimeSeconds, transferCount };
  }
  const { chats } = batch;
  return {
    rows: chats.length,
    lastChatId: chats.at(-1)?.chatId ?? null,
    sumResponseTimeSeconds: chats.reduce((sum, chat) => sum + chat.sumResponseTimeSeconds, 0),
    transferCount: chats.reduce((sum, chat) => sum + countTransfers(chat), 0),
  };
}

function countTransfers(chat: PrintedChat | ViewedChat): number {
  return 'transfers' in chat ? chat.transfers.length : chat.transferCount;
}

/** The transfers of the batch as JSON objects joined by commas. */
export function transfersOf(batch: LogBatch): string {
  if (batch.kind === 'stored' || batch.kind === 'run') return batch.chunk.transfersJson;
  if (batch.kind === 'printed') {
    return batch.chats.flatMap(({ transfersJson }) => (transfersJson === '' ? [] : transfersJson)).join(',');
  }
  return batch.chats
    .flatMap(({ transfers }): readonly ImportedTransfer[] => transfers)
    .map((transfer) => JSON.stringify(transfer))
    .join(',');
}

/** The chats of the batch as JSON documents. */
export function* documentsOf(batch: LogBatch, isFirst: boolean, separator: Separator): Generator<LogPart> {
  if (batch.kind === 'stored') {
    yield { kind: 'stored', chunk: batch.chunk, isFirst, separator };
  } else if (batch.kind === 'printed') {
    const separated = batch.chats.flatMap((chat, at) => [
      Buffer.from(isFirst && at === 0 ? '' : separator),
      bytesOf(chat),
    ]);
    yield { kind: 'printed', bytes: Buffer.concat(separated) };
  } else if (batch.kind === 'viewed') {
    const documents = batch.chats.map(printDocument).join(separator);
    yield { kind: 'printed', bytes: Buffer.from(isFirst ? documents : separator + documents) };
  }
}

/** A chat as a JSON document. */
export function printDocument({ row }: ViewedChat): string {
  return JSON.stringify(row);
}

/** Chats that were printed for a format of text, one after another. */
export function printedParts(chats: readonly PrintedChat[]): readonly LogPart[] {
  return chats.map((chat) => ({ kind: 'printed', bytes: bytesOf(chat) }));
}

function bytesOf({ body }: PrintedChat): Uint8Array {
  if (!(body instanceof Uint8Array)) throw new TypeError('a chat was printed as a table for a format of text');
  return body;
}

export function textPart(text: string): LogPart {
  return { kind: 'bytes', bytes: Buffer.from(text) };
}
