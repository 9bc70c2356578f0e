/** Rows of numbers, each of which leads to its chats. */
import { ScrollArea, Table } from '@mantine/core';
import { useLanguage } from '../language/language-context.ts';
import classes from './insights.module.css';
import { LogLink } from './log-link.tsx';
import type { ColumnName, NumberRow } from './number-table.ts';
import { COLUMN_TITLES, numberWords } from './number-words.ts';

export interface TableRow {
  readonly key: string;
  readonly label: string;
  readonly numbers: NumberRow;
}

interface NumberTableProps {
  readonly caption: string;
  readonly rowTitle: string;
  readonly rows: readonly TableRow[];
  readonly columns: readonly ColumnName[];
}

export function NumberTable({ caption, rowTitle, rows, columns }: NumberTableProps) {
  const language = useLanguage();
  return (
    <ScrollArea.Autosize mah="24rem" viewportProps={{ tabIndex: 0, 'aria-label': caption, role: 'group' }}>
      <Table className={classes.table} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{rowTitle}</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} scope="col" className={classes.number}>
                {language.text(COLUMN_TITLES[name])}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, label, numbers }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" className={classes.rowHead}>
                <bdi>{label}</bdi>
              </Table.Th>
              {columns.map((name) => (
                <Table.Td key={name} className={classes.number}>
                  <LogLink query={numbers[name].value === null ? null : numbers[name].query}>
                    <bdi>{numberWords(name, numbers[name], language)}</bdi>
                  </LogLink>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
