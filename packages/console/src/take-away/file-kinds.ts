/** The files in which chats can be taken away. Each is a reply of the API: its parameters say which. */
import type { LogFormat } from '@parley/contract';
import type { PlainTextId } from '../language/catalogue.ts';
import type { SearchTexts } from '../search/search-text.ts';
import type { RowCounting } from './row-counter.ts';
import { FIELDS_WITHOUT_TEXTS } from './row-keys.ts';

export interface FileKind {
  readonly id: string;
  readonly label: PlainTextId;
  readonly hint: PlainTextId;
  readonly format: LogFormat;
  /** Besides `format`. */
  readonly parameters: SearchTexts;
  readonly extension: string;
  /** How chats are counted while it comes; null where nobody can see them. */
  readonly rows: RowCounting | null;
}

/** Spreadsheets show no more rows of a CSV file below its titles. */
export const LARGEST_SPREADSHEET_ROWS = 1_048_575;

/** In the order in which they are offered. `delimiter` is what a spreadsheet of the reader's country expects. */
export function fileKinds(delimiter: ',' | ';'): readonly FileKind[] {
  return [
    {
      id: 'xlsx',
      label: 'takeAway.xlsx',
      hint: 'takeAway.xlsxHint',
      format: 'xlsx',
      parameters: {},
      extension: 'xlsx',
      rows: null,
    },
    {
      id: 'csv-excel',
      label: 'takeAway.csvExcel',
      hint: 'takeAway.csvExcelHint',
      format: 'csv',
      parameters: { bom: '1', delimiter, timestamps: 'normalized', fields: FIELDS_WITHOUT_TEXTS },
      extension: 'csv',
      rows: 'csv',
    },
    {
      id: 'csv',
      label: 'takeAway.csv',
      hint: 'takeAway.csvHint',
      format: 'csv',
      parameters: {},
      extension: 'csv',
      rows: 'csv',
    },
    {
      id: 'csv-messages',
      label: 'takeAway.csvMessages',
      hint: 'takeAway.csvMessagesHint',
      format: 'csv-messages',
      parameters: { include: 'ext' },
      extension: 'messages.csv',
      rows: null,
    },
    {
      id: 'json',
      label: 'takeAway.json',
      hint: 'takeAway.jsonHint',
      format: 'json',
      parameters: {},
      extension: 'json',
      rows: null,
    },
    {
      id: 'ndjson',
      label: 'takeAway.ndjson',
      hint: 'takeAway.ndjsonHint',
      format: 'ndjson',
      parameters: {},
      extension: 'ndjson',
      rows: 'lines',
    },
    {
      id: 'parquet',
      label: 'takeAway.parquet',
      hint: 'takeAway.parquetHint',
      format: 'parquet',
      parameters: {},
      extension: 'parquet',
      rows: null,
    },
    {
      id: 'parquet-messages',
      label: 'takeAway.parquetMessages',
      hint: 'takeAway.parquetMessagesHint',
      format: 'parquet-messages',
      parameters: { include: 'ext' },
      extension: 'messages.parquet',
      rows: null,
    },
    {
      id: 'chatml',
      label: 'takeAway.chatml',
      hint: 'takeAway.chatmlHint',
      format: 'chatml',
      parameters: {},
      extension: 'chatml.jsonl',
      rows: null,
    },
  ];
}

/** `chats-822-2026-11-27.xlsx`: the day is the reader's own. */
export function fileName(projectId: string, { extension }: FileKind, now: Date): string {
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
  return `chats-${projectId}-${day}.${extension}`;
}
