/** The columns of a Parquet table as a reader asks for them: those of the chat, in other forms or with more beside them. */
import { TIME_NAMES } from '../view/printed-times.ts';
import { INSTANT } from './column-types.ts';
import type { EncoderOptions } from './log-format.ts';
import { nestedTranscript } from './nested-transcript.ts';
import { type ParquetColumn, parquetColumns } from './parquet-columns.ts';
import { plainColumn } from './table-column.ts';

/** What is added to the name of a wall time for the column of its instant. */
const SUFFIX = 'Utc';

export function tableColumns(options: EncoderOptions): readonly ParquetColumn[] {
  const { isNested, withUtc } = options.parquet;
  return parquetColumns(options).flatMap((column) => {
    if (isNested && column.name === 'transcript') return nestedTranscript(options.withExt);
    const time = TIME_NAMES.find((name) => `${name}Time` === column.name);
    return withUtc && time !== undefined ? [column, instantColumn(column.name, time)] : [column];
  });
}

function instantColumn(name: string, time: (typeof TIME_NAMES)[number]): ParquetColumn {
  return {
    ...plainColumn(`${name}${SUFFIX}`, INSTANT),
    cellOf: (_, times) => {
      const at = times?.[time] ?? null;
      return at === null ? null : BigInt(at);
    },
    order: null,
  };
}
