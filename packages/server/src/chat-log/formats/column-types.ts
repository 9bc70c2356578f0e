/** The types of the columns of Parquet tables, and how their cells are made of the values in JSON. */
import type { SchemaElement } from 'hyparquet-writer';
import { parseOffsetTime } from '../../model/instant.ts';
import type { ParquetCell } from '../codec/parquet-cell.ts';
import type { ValueKind } from '../codec/table-run.ts';
import { wallTimeMs } from './wall-time.ts';

export interface ColumnType {
  readonly element: Omit<SchemaElement, 'name'>;
  /** The cell of a value that is not null. */
  readonly cellOf: (value: unknown) => ParquetCell;
}

/** The type of a key of a chat. */
export interface KeyType extends ColumnType {
  /** Its values as `ColumnOrder` names them. */
  readonly kind: ValueKind;
}

/** INT64 and INT32 need no annotation, and strict readers refuse the encoder's annotation for integers. */
export const INTEGER: KeyType = {
  kind: 'number',
  element: { type: 'INT64' },
  cellOf: (value) => BigInt(value as number),
};
/** 0 or 1. */
export const FLAG: KeyType = { kind: 'number', element: { type: 'INT32' }, cellOf: (value) => value as number };
export const TEXT: KeyType = {
  kind: 'text',
  element: { type: 'BYTE_ARRAY', logical_type: { type: 'STRING' }, converted_type: 'UTF8' },
  cellOf: (value) => value as string,
};
export const JSON_TEXT: KeyType = {
  kind: 'json',
  element: { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' }, converted_type: 'JSON' },
  cellOf: (value) => JSON.stringify(value),
};
/** A wall time has no offset: it is stored as if it were UTC and marked as local. The format requires the old annotation too. */
export const WALL_TIME: KeyType = {
  kind: 'wallTime',
  element: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
    converted_type: 'TIMESTAMP_MILLIS',
  },
  cellOf: (value) => cellOfMs(wallTimeMs(value as string)),
};
/** true or false. */
export const BOOLEAN: ColumnType = { element: { type: 'BOOLEAN' }, cellOf: (value) => Number(value) };
/** An instant, which readers show in the zone that they are in. Of a text without an offset it is null. */
export const INSTANT: ColumnType = {
  element: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    converted_type: 'TIMESTAMP_MILLIS',
  },
  cellOf: (value) => cellOfMs(parseOffsetTime(value as string)?.instant ?? null),
};
/** The wall time in a text that may have an offset. */
export const WALL_TIME_OF_DATE: ColumnType = {
  element: WALL_TIME.element,
  cellOf: (value) => {
    const at = parseOffsetTime(value as string);
    return cellOfMs(at === null ? wallTimeMs(value as string) : at.instant + at.offsetMinutes * MINUTE_MS);
  },
};
const MINUTE_MS = 60_000;

export function cellOfValue(type: ColumnType, value: unknown): ParquetCell {
  return value === null || value === undefined ? null : type.cellOf(value);
}

function cellOfMs(ms: number | null): ParquetCell {
  return ms === null ? null : BigInt(ms);
}
