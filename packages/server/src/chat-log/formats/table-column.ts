/** A column of a Parquet table as it is written, whatever its cells are made of. */
import type { SchemaElement } from 'hyparquet-writer';
import type { ColumnType } from './column-types.ts';

export interface TableColumn {
  readonly name: string;
  readonly element: SchemaElement;
  /** Names from the root of the schema on. */
  readonly path: readonly string[];
  /** Groups of the schema that begin before it. */
  readonly around: readonly SchemaElement[];
  /** Whether its cells are lists. */
  readonly isInList: boolean;
}

/** A column of its own, which may hold null. */
export function plainColumn(name: string, { element }: ColumnType): TableColumn {
  return {
    name,
    path: [name],
    around: [],
    isInList: false,
    element: { name, repetition_type: 'OPTIONAL', ...element },
  };
}
