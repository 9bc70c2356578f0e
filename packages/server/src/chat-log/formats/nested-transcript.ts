/** The transcript of a Parquet table as a typed list of messages. Used by `table-columns.ts`. */
import type { SchemaElement } from 'hyparquet-writer';
import type { ParquetCell } from '../codec/parquet-cell.ts';
import type { MessageWithExt } from '../view/add-ext.ts';
import { type ColumnType, cellOfValue, INSTANT, INTEGER, JSON_TEXT, TEXT } from './column-types.ts';
import type { ParquetColumn } from './parquet-columns.ts';

interface ItemColumn {
  readonly name: string;
  readonly element: ColumnType['element'];
  readonly cellOf: (message: MessageWithExt) => ParquetCell;
}

const ITEMS: readonly ItemColumn[] = [
  itemOf('id', TEXT, ({ id }) => id),
  itemOf('date', TEXT, ({ date }) => date),
  itemOf('sentAt', INSTANT, ({ date }) => date),
  itemOf('name', TEXT, ({ name }) => name),
  itemOf('message', TEXT, ({ message }) => message),
  itemOf('pageUrl', TEXT, ({ pageUrl }) => pageUrl),
  itemOf('pageTitle', TEXT, ({ pageTitle }) => pageTitle),
  itemOf('attachments', JSON_TEXT, ({ attachments }) => attachments),
];

/** With `include=ext`. */
const EXT_ITEMS: readonly ItemColumn[] = [
  itemOf('sender', TEXT, ({ ext }) => ext?.sender),
  itemOf('senderId', TEXT, ({ ext }) => textOf(ext?.senderId)),
  itemOf('seq', INTEGER, ({ ext }) => ext?.seq),
  itemOf('ext', JSON_TEXT, ({ ext }) => ext),
];

/** The columns of the transcript. */
export function nestedTranscript(withExt: boolean): readonly ParquetColumn[] {
  const items = withExt ? [...ITEMS, ...EXT_ITEMS] : ITEMS;
  const around: readonly SchemaElement[] = [
    {
      name: 'transcript',
      repetition_type: 'OPTIONAL',
      num_children: 1,
      logical_type: { type: 'LIST' },
      converted_type: 'LIST',
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', num_children: items.length },
  ];
  return items.map(({ name, element, cellOf }, at) => ({
    name: 'transcript',
    path: ['transcript', 'list', 'element', name],
    around: at === 0 ? around : [],
    isInList: true,
    element: { name, repetition_type: 'OPTIONAL', ...element },
    cellOf: ({ transcript }) => ({ items: transcript?.map(cellOf) ?? null }),
    order: null,
  }));
}

function itemOf(name: string, type: ColumnType, valueIn: (message: MessageWithExt) => unknown): ItemColumn {
  return {
    name,
    element: type.element,
    cellOf: (message) => cellOfValue(type, valueIn(message)),
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
