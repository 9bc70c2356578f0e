// Made by `npm run generate` from packages/server/src/chat-log/formats; never edited by hand.
/** Formats of the log in the spelling of the parameter `format`; the first wins among those that a client likes equally. */
export const LOG_FORMATS = [
  'json',
  'ndjson',
  'csv',
  'csv-messages',
  'parquet',
  'parquet-messages',
  'xlsx',
  'chatml',
] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

interface LogFormatFacts {
  readonly summary: string;
  /** By which Accept asks for it; null when only its name does. */
  readonly mediaType: string | null;
  readonly takesFields: boolean;
  /** null where an operation describes it by a schema. */
  readonly body: { readonly description: string; readonly example: string; readonly isBinary: boolean } | null;
}

export const LOG_FORMAT_FACTS: Readonly<Record<LogFormat, LogFormatFacts>> = {
  json: {
    summary: 'the reply of the log',
    mediaType: 'application/json',
    takesFields: true,
    body: null,
  },
  ndjson: {
    summary: 'one chat per line',
    mediaType: 'application/x-ndjson',
    takesFields: true,
    body: null,
  },
  csv: {
    summary: 'one CSV row per chat',
    mediaType: 'text/csv',
    takesFields: true,
    body: {
      description:
        'UTF-8, without a byte order mark unless asked for, CRLF, a header line; arrays and objects as JSON text, null as empty.',
      example: 'chatId,projectId\r\n1,822\r\n',
      isBinary: false,
    },
  },
  'csv-messages': {
    summary: 'one CSV row per message',
    mediaType: null,
    takesFields: false,
    body: {
      description: 'As the CSV of chats; one row per message, in the order of sending.',
      example: 'chatId,messageNo,id\r\n1,1,c6d9fa93-3156-4179-9910-ecf39579c387\r\n',
      isBinary: false,
    },
  },
  parquet: {
    summary: 'a Parquet table of chats',
    mediaType: 'application/vnd.apache.parquet',
    takesFields: true,
    body: {
      description: 'A Parquet file, one row per chat: typed columns, see docs/spec/exports.md.',
      example: 'PAR1',
      isBinary: true,
    },
  },
  'parquet-messages': {
    summary: 'a Parquet table of messages',
    mediaType: null,
    takesFields: false,
    body: {
      description: 'A Parquet file, one row per message: typed columns, see docs/spec/exports.md.',
      example: 'PAR1',
      isBinary: true,
    },
  },
  xlsx: {
    summary: 'an Excel workbook of chats and messages',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    takesFields: true,
    body: {
      description: 'An Excel workbook: a sheet of chats, one of their messages, and one that says what it holds.',
      example: 'PK',
      isBinary: true,
    },
  },
  chatml: {
    summary: 'one conversation per line for training models',
    mediaType: null,
    takesFields: false,
    body: {
      description:
        'Lines of `{"messages":[{"role":"user","content":"…"},{"role":"assistant","content":"…"}]}`. The visitor is the user, agents and bots are the assistant; what one side wrote in a row is joined by line feeds. Chats that were not answered, messages without text and messages whose writer is not known are left out.',
      example:
        '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello, how can I help?"}]}\n',
      isBinary: false,
    },
  },
};
