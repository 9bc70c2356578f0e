/** A table that becomes a list of cards where there is no room for columns. */
import type { ReactNode } from 'react';
import classes from './settings.module.css';

export interface DataColumn<Row> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** What can be done with the row. */
  readonly isActions?: true;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Rows that are over, such as a revoked key. */
  readonly isQuiet?: (row: Row) => boolean;
}

export function DataTable<Row>({ label, columns, rows, keyOf, isQuiet = () => false }: DataTableProps<Row>) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ id, label: heading, isActions }) => (
            <th key={id} scope="col" data-actions={isActions}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-quiet={isQuiet(row) || undefined}>
            {columns.map(({ id, label: heading, cell, isActions }, at) =>
              at === 0 ? (
                <th key={id} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={id} data-label={heading} data-actions={isActions}>
                  <div>{cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
