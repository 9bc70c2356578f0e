/** What stands around and between the rows of a reply, for each format. */
import { CHAT_KEYS, type ChatKey, type LogFormat } from '@parley/contract';
import { csvHeader, MESSAGE_COLUMNS, MESSAGE_EXT_COLUMNS } from './csv-rows.ts';

/** What is known when the last row is out. */
export interface LogTotals {
  readonly rows: number;
  readonly sumResponseTimeSeconds: number;
  readonly transferCount: number;
}

export interface LogFrame {
  readonly contentType: string;
  readonly head: string;
  /** Between two rows. */
  readonly separator: string;
  /** Whether the rows' transfers are told again behind them. */
  readonly repeatsTransfers: boolean;
  readonly beforeTransfers: (totals: LogTotals) => string;
  readonly afterTransfers: (totals: LogTotals) => string;
}

export interface FrameOptions {
  readonly fields: readonly ChatKey[] | null;
  readonly withExt: boolean;
  /** NDJSON ends with a line that counts the rows, so that a cut reply can be told from a whole one. */
  readonly withEnd: boolean;
}

export function frameOf(format: LogFormat, options: FrameOptions): LogFrame {
  switch (format) {
    case 'json':
      return JSON_FRAME;
    case 'ndjson':
      return { ...NDJSON_FRAME, beforeTransfers: ({ rows }) => endOfLines(rows, options.withEnd) };
    case 'csv':
      return csvFrame([...(options.fields ?? CHAT_KEYS), ...(options.withExt ? ['ext'] : [])]);
    case 'csv-messages':
      return csvFrame([...MESSAGE_COLUMNS, ...(options.withExt ? MESSAGE_EXT_COLUMNS : [])]);
    case 'parquet':
      return PARQUET_FRAME;
  }
}

/** The page's table has the aggregates beside `response`, its example has them in the chat: both are served. */
const JSON_FRAME: LogFrame = {
  contentType: 'application/json; charset=utf-8',
  head: '{"response":[',
  separator: ',',
  repeatsTransfers: true,
  beforeTransfers: ({ rows, sumResponseTimeSeconds }) =>
    `],"responseCount":${rows},"sumResponseTime":${sumResponseTimeSeconds},"transfers":[`,
  afterTransfers: ({ transferCount }) => `],"transferCount":${transferCount},"errors":[]}`,
};

const NDJSON_FRAME = {
  contentType: 'application/x-ndjson; charset=utf-8',
  head: '',
  separator: '\n',
  repeatsTransfers: false,
  afterTransfers: () => '',
} as const;

/** A Parquet file has no text around its rows, see `parquet-file.ts`. */
const PARQUET_FRAME: LogFrame = {
  contentType: 'application/vnd.apache.parquet',
  head: '',
  separator: '',
  repeatsTransfers: false,
  beforeTransfers: () => '',
  afterTransfers: () => '',
};

function endOfLines(rows: number, withEnd: boolean): string {
  const lastLine = rows === 0 ? '' : '\n';
  return withEnd ? `${lastLine}${JSON.stringify({ end: true, rows })}\n` : lastLine;
}

function csvFrame(columns: readonly string[]): LogFrame {
  return {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: csvHeader(columns),
    separator: '',
    repeatsTransfers: false,
    beforeTransfers: () => '',
    afterTransfers: () => '',
  };
}
