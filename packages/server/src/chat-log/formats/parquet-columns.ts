/**
 * The log as a Parquet table: its columns, their types and their cells, all derived from the contract's schema of the chat.
 * Used by the Parquet encoder only.
 */
import { CHAT_KEYS, Chat, type ChatKey } from '@parley/contract';
import type { ListCell, ParquetCell } from '../codec/parquet-cell.ts';
import type { ColumnOrder } from '../codec/table-run.ts';
import { type Shape, shapeOf } from '../input/row-shape.ts';
import type { ViewedRow } from '../view/chat-view.ts';
import type { PrintedTimes } from '../view/printed-times.ts';
import { cellOfValue, FLAG, INTEGER, JSON_TEXT, type KeyType, TEXT, WALL_TIME } from './column-types.ts';
import { plainColumn, type TableColumn } from './table-column.ts';
import { wallTimeMs } from './wall-time.ts';
import { WALL_TIME_KEYS } from './wall-time-keys.ts';

export interface ParquetColumn extends TableColumn {
  /** `times`: of the row's chat, for the columns that show them as instants. */
  readonly cellOf: (row: ViewedRow, times: PrintedTimes | null) => ParquetCell | ListCell;
  /** How it is made of the values of a stored document; null when it needs more. */
  readonly order: ColumnOrder | null;
}

/** Column with the texts of invalid times, so that nothing of an imported row is lost. */
export const UNREADABLE_TIMES = 'unreadableTimes';

/**
 * The columns of a reply, in contract order: `fields`, or all keys; then `ext` and `preview` when they are asked for, as JSON; then, with any
 * wall time among them, `unreadableTimes`: JSON of the texts that are not `YYYY-MM-DD HH:MM:SS` of a real day by their
 * keys, null when there are none; then `changeNo` of an export folder. Every column may hold null.
 */
export function parquetColumns(query: {
  readonly fields: readonly ChatKey[] | null;
  readonly withExt: boolean;
  readonly preview: unknown;
  readonly withChangeNo: boolean;
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
  if (query.withChangeNo) {
    columns.push(makeColumn({ name: 'changeNo', type: INTEGER, valueIn: (row) => row.changeNo, order: null }));
  }
  return columns;
}

interface ColumnParts {
  readonly name: string;
  readonly type: KeyType;
  readonly valueIn: (row: ViewedRow) => unknown;
  readonly order: ColumnOrder | null;
}

function makeColumn({ name, type, valueIn, order }: ColumnParts): ParquetColumn {
  return { ...plainColumn(name, type), order, cellOf: (row) => cellOfValue(type, valueIn(row)) };
}

function typeOf(key: ChatKey): KeyType {
  return WALL_TIME_KEYS.includes(key) ? WALL_TIME : typeOfShape(shapeOf(Chat.properties[key]));
}

function typeOfShape(shape: Shape): KeyType {
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
