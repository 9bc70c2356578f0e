/** The type of a column of instants, which readers show in the zone that they are in. */
import type { ColumnType } from './parquet-columns.ts';

export const INSTANT: ColumnType['element'] = {
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  converted_type: 'TIMESTAMP_MILLIS',
};
