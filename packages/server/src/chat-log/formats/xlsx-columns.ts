/** The columns of the sheets of a workbook. Times are in one zone, which their titles name. */
import { CHAT_KEYS, type ChatKey } from '@parley/contract';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncoderOptions } from './log-format.ts';
import { WALL_TIME_KEYS } from './wall-time-keys.ts';
import type { CellKind } from './xlsx-cells.ts';

type MessageOf = NonNullable<ViewedChat['row']['transcript']>[number];

interface SheetColumn<Row> {
  readonly title: string;
  readonly kind: CellKind;
  readonly cellOf: (row: Row) => unknown;
}

export type ChatColumn = SheetColumn<ViewedChat>;

export interface NumberedMessage {
  readonly chatId: number;
  /** From 1. */
  readonly messageNo: number;
  readonly message: MessageOf;
}

export type MessageColumn = SheetColumn<NumberedMessage>;

type Wanted = Pick<EncoderOptions, 'fields' | 'withExt' | 'preview' | 'timeZone'>;

const START_KEY: ChatKey = 'sessionStartTime';

/** The keys of the chats without the transcript, whose messages have a sheet of their own. */
export function chatColumns({ fields, withExt, preview, timeZone }: Wanted): readonly ChatColumn[] {
  const given = (fields ?? CHAT_KEYS).filter((key) => key !== 'transcript');
  // A sheet without columns is no sheet.
  const keys: readonly ChatKey[] = given.length === 0 && !withExt ? ['chatId'] : given;
  const columns = keys.flatMap((key): readonly ChatColumn[] => {
    const isTime = WALL_TIME_KEYS.includes(key);
    const column: ChatColumn = {
      title: isTime ? `${key} (${timeZone})` : key,
      kind: isTime ? 'wallTime' : 'usual',
      cellOf: key === 'chatId' ? ({ chatId }) => chatId : ({ row }) => row[key],
    };
    const inUtc: ChatColumn = {
      title: `${key} (UTC)`,
      kind: 'usual',
      cellOf: ({ facts }) => facts?.chat.times.sessionStart ?? null,
    };
    return key === START_KEY ? [column, inUtc] : [column];
  });
  const ext: ChatColumn = { title: 'ext', kind: 'usual', cellOf: ({ row }) => row.ext };
  const shown: ChatColumn = { title: 'preview', kind: 'usual', cellOf: ({ row }) => row.preview };
  return [...columns, ...(withExt ? [ext] : []), ...(preview === null ? [] : [shown])];
}

/** null when the transcript is not asked for. */
export function messageColumns({ fields, withExt, timeZone }: Wanted): readonly MessageColumn[] | null {
  if (fields !== null && !fields.includes('transcript')) return null;
  const usual = (title: string, cellOf: MessageColumn['cellOf']): MessageColumn => ({
    title,
    kind: 'usual',
    cellOf,
  });
  const columns = [
    usual('chatId', ({ chatId }) => chatId),
    usual('messageNo', ({ messageNo }) => messageNo),
    {
      title: `date (${timeZone})`,
      kind: 'wallTime',
      cellOf: ({ message }: NumberedMessage) => asWallTime(message.date),
    },
    usual('name', ({ message }) => message.name),
    usual('message', ({ message }) => message.message),
    usual('pageUrl', ({ message }) => message.pageUrl),
    usual('pageTitle', ({ message }) => message.pageTitle),
    usual('attachments', ({ message }) => message.attachments),
    usual('id', ({ message }) => message.id),
  ] as const satisfies readonly MessageColumn[];
  if (!withExt) return columns;
  return [
    ...columns,
    usual('sender', ({ message }) => message.ext?.sender),
    usual('senderId', ({ message }) => message.ext?.senderId),
    usual('editedAt', ({ message }) => message.ext?.editedAt),
    usual('redacted', ({ message }) => message.ext?.redacted),
  ];
}

/** `2023-01-20T12:50:43+01:00` as `2023-01-20 12:50:43`; what is no such time stays. */
function asWallTime(date: string | null): string | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(date ?? '') ?? [];
  return day === undefined ? date : `${day} ${time}`;
}
