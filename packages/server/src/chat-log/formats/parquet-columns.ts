/**
 * The log as a Parquet table: its columns, their types and their cells, all derived from the contract's schema of the chat.
 * Used by the Parquet encoder only.
 */
import { CHAT_KEYS, Chat, type ChatKey } from '@parley/contract';
import type { SchemaElement } from 'hyparquet-writer';
import type { ListCell, ParquetCell } from '../codec/parquet-cell.ts';
import type { ColumnOrder, ValueKind } from '../codec/table-run.ts';
import { type Shape, shapeOf } from '../input/row-shape.ts';
import type { ViewedRow } from '../view/chat-view.ts';
import type { PrintedTimes } from '../view/printed-times.ts';
import { wallTimeMs } from './wall-time.ts';
import { WALL_TIME_KEYS } from './wall-time-keys.ts';

export interface ParquetColumn {
  readonly name: string;
  readonly element: SchemaElement;
  /** Names from the root of the schema on. */
  readonly path: readonly string[];
  /** Groups of the schema that begin before it. */
  readonly around: readonly SchemaElement[];
  /** Whether its cells are lists. */
  readonly isInList: boolean;
  /** `times`: of the row's chat, for the columns that show them as instants. */
  readonly cellOf: (row: ViewedRow, times: PrintedTimes | null) => ParquetCell | ListCell;
  /** How it is made of the values of a stored document; null when it needs more. */
  readonly order: ColumnOrder | null;
}

export interface ColumnType {
  /** Its values as `ColumnOrder` names them. */
  readonly kind: ValueKind;
  readonly element: Omit<SchemaElement, 'name'>;
  /** The cell of a value that is not null. */
  readonly cellOf: (value: unknown) => ParquetCell;
}

/** INT64 and INT32 need no annotation, and strict readers refuse the encoder's annotation for integers. */
export const INTEGER: ColumnType = {
  kind: 'number',
  element: { type: 'INT64' },
  cellOf: (value) => BigInt(value as number),
};
export const FLAG: ColumnType = { kind: 'number', element: { type: 'INT32' }, cellOf: (value) => value as number };
export const TEXT: ColumnType = {
  kind: 'text',
  element: { type: 'BYTE_ARRAY', logical_type: { type: 'STRING' }, converted_type: 'UTF8' },
  cellOf: (value) => value as string,
};
export const JSON_TEXT: ColumnType = {
  kind: 'json',
  element: { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' }, converted_type: 'JSON' },
  cellOf: (value) => JSON.stringify(value),
};
/** A wall time has no offset: it is stored as if it were UTC and marked as local. The format requires the old annotation too. */
const WALL_TIME: ColumnType = {
  kind: 'wallTime',
  element: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
    converted_type: 'TIMESTAMP_MILLIS',
  },
  cellOf: (value) => {
    const ms = wallTimeMs(value as string);
    return ms === null ? null : BigInt(ms);
  },
};
/** Column with the texts of invalid times, so that nothing of an imported row is lost. */
export const UNREADABLE_TIMES = 'unreadableTimes';

/**
 * The columns of a reply, in contract order: `fields`, or all keys; then `ext` and `preview` when they are asked for, as JSON; then, with any
 * wall time among them, `unreadableTimes`: JSON of the texts that are not `YYYY-MM-DD HH:MM:SS` of a real day by their
 * keys, null when there are none. Every column may hold null.
 */
export function parquetColumns(query: {
  readonly fields: readonly ChatKey[] | null;
  readonly withExt: boolean;
  readonly preview: unknown;
}): readonly ParquetColumn[] {
  const keys = query.fields ?? CHAT_KEYS;
  const columns: ParquetColumn[] = keys.map((key) => {
    const type = typeOf(key);
    return makeColumn({
      name: key,
      type,
      valueIn: (row) => row[key],
      order: { kind: type.kind, key: CHAT_KEYS.indexOf(key) },
    });
  });
  if (query.withExt) columns.push(makeColumn({ name: 'ext', type: JSON_TEXT, valueIn: (row) => row.ext, order: null }));
  if (query.preview !== null) {
    columns.push(makeColumn({ name: 'preview', type: JSON_TEXT, valueIn: (row) => row.preview, order: null }));
  }
  const timeKeys = WALL_TIME_KEYS.filter((key) => keys.includes(key));
  if (timeKeys.length > 0) {
    const order: ColumnOrder = { kind: 'unreadableTimes', keys: timeKeys.map((key) => CHAT_KEYS.indexOf(key)) };
    const valueIn = (row: ViewedRow) => findUnreadableTimes(row, timeKeys);
    columns.push(makeColumn({ name: UNREADABLE_TIMES, type: JSON_TEXT, valueIn, order }));
  }
  return columns;
}

interface ColumnParts {
  readonly name: string;
  readonly type: ColumnType;
  readonly valueIn: (row: ViewedRow) => unknown;
  readonly order: ColumnOrder | null;
}

function makeColumn({ name, type, valueIn, order }: ColumnParts): ParquetColumn {
  return {
    name,
    path: [name],
    around: [],
    isInList: false,
    order,
    element: { name, repetition_type: 'OPTIONAL', ...type.element },
    cellOf: (row) => {
      const value = valueIn(row);
      return value === null || value === undefined ? null : type.cellOf(value);
    },
  };
}

function typeOf(key: ChatKey): ColumnType {
  return WALL_TIME_KEYS.includes(key) ? WALL_TIME : typeOfShape(shapeOf(Chat.properties[key]));
}

function typeOfShape(shape: Shape): ColumnType {
  switch (shape.kind) {
    // Every number of the log is a JSON integer of up to 2^53, and an imported row may use the whole range.
    case 'integer':
      return INTEGER;
    case 'literal':
      return shape.values.every((value) => typeof value === 'number') ? FLAG : TEXT;
    // A column of nulls still needs a type.
    case 'null':
    case 'text':
      return TEXT;
    case 'list':
    case 'object':
    case 'anything':
      return JSON_TEXT;
  }
}

function findUnreadableTimes(row: ViewedRow, keys: readonly ChatKey[]): Readonly<Record<string, unknown>> | null {
  const unreadable = keys.filter((key) => {
    const text = row[key];
    return typeof text === 'string' && wallTimeMs(text) === null;
  });
  return unreadable.length === 0 ? null : Object.fromEntries(unreadable.map((key) => [key, row[key]]));
}
