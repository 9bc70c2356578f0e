// Made by `npm run generate` from the files beside it; never edited by hand.
import type { LogFormat } from '@parley/contract';
import { FORMAT as chatml } from './chatml-format.ts';
import { FORMAT as csv } from './csv-format.ts';
import { FORMAT as csvMessages } from './csv-messages-format.ts';
import { FORMAT as json } from './json-format.ts';
import type { LogFormatDefinition } from './log-format.ts';
import { FORMAT as ndjson } from './ndjson-format.ts';
import { FORMAT as parquet } from './parquet-format.ts';
import { FORMAT as parquetMessages } from './parquet-messages-format.ts';
import { FORMAT as xlsx } from './xlsx-format.ts';

export const FORMATS: Readonly<Record<LogFormat, LogFormatDefinition>> = {
  json: json,
  ndjson: ndjson,
  csv: csv,
  'csv-messages': csvMessages,
  parquet: parquet,
  'parquet-messages': parquetMessages,
  xlsx: xlsx,
  chatml: chatml,
};
