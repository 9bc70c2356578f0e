/** A chart with its title; as a table and as CSV for those who want the numbers. */
import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { DownloadIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { saveFile } from '../take-away/download-file.ts';
import { csvText } from './csv-text.ts';
import classes from './insights.module.css';
import type { ColumnName } from './number-table.ts';
import { NumberTable, type TableRow } from './number-table-view.tsx';

interface ChartCardProps {
  readonly title: string;
  /** What the rows are. */
  readonly rowTitle: string;
  readonly rows: readonly TableRow[];
  readonly columns: readonly ColumnName[];
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function ChartCard({ title, rowTitle, rows, columns, isWide = false, children }: ChartCardProps) {
  const text = useText();
  const id = useId();
  const [view, setView] = useState('chart');
  const save = () => {
    const file = new Blob([csvText(rowTitle, rows, columns)], { type: 'text/csv;charset=utf-8' });
    saveFile(file, `${title}.csv`);
  };
  return (
    <section className={classes.card} data-wide={isWide} aria-labelledby={id}>
      <header className={classes.cardHead}>
        <h2 id={id}>{title}</h2>
        <SegmentedControl
          size="xs"
          className={classes.tools}
          value={view}
          onChange={setView}
          aria-label={text('insights.show', { title })}
          data={[
            { value: 'chart', label: text('insights.chart') },
            { value: 'table', label: text('insights.table') },
          ]}
        />
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className={classes.tools}
          leftSection={<DownloadIcon />}
          onClick={save}
        >
          {text('insights.csv')}
        </Button>
      </header>
      {view === 'chart' ? children : <NumberTable caption={title} rowTitle={rowTitle} rows={rows} columns={columns} />}
    </section>
  );
}
