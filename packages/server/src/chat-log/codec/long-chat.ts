/**
 * A chat so long that whoever opens it keeps everybody else waiting: it is opened and printed by a thread beside this one,
 * and comes back as bytes or packed rows. Everything here can be copied between threads.
 */
import type { LogFormat } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import type { ChatLogQuery, ChatPrinting } from '../query/chat-log-query.ts';
import type { PackedTable } from './packed-table.ts';

/** A chat as it is stored, not opened. */
export interface UnopenedChat {
  readonly chatId: ChatId;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly isImported: boolean;
  readonly segment: Uint8Array;
  readonly mark: Uint8Array;
  /** JSON of `StoredExt` as raw deflate. */
  readonly ext: Uint8Array;
}

/** How a chat is to be printed, with its zones by their names. */
export interface PrintOrder {
  readonly view: Omit<ChatPrinting, 'printZone'> & {
    readonly printZone: string | null;
    readonly projectZone: string;
    readonly isMetadataOnly: boolean;
    readonly changeNo: number | undefined;
  };
  readonly format: LogFormat;
  readonly options: Pick<ChatLogQuery, 'fields' | 'withExt' | 'preview' | 'withEnd' | 'csv' | 'parquet'> & {
    readonly timeZone: string;
    readonly withChangeNo: boolean;
  };
}

/** A chat as a format prints it, without what comes before and after it. */
export interface PrintedChat {
  readonly chatId: ChatId;
  /** Bytes, which have a buffer of their own where they come from another thread; of a table of Parquet its rows. */
  readonly body: Uint8Array | PackedTable;
  /** From all fields of the chat, whichever are shown: null as 0. */
  readonly sumResponseTimeSeconds: number;
  /** JSON objects joined by commas; "" when there are none. */
  readonly transfersJson: string;
  readonly transferCount: number;
}

export interface LongChat {
  /** Of the document or of its additional facts, whichever is longer. */
  readonly documentBytes: number;
  print(order: PrintOrder): Promise<PrintedChat>;
}
