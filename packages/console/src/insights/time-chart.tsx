/** Numbers over time as bars, or as lines. Keys and readers use the table: the drawing is for eyes and mice. */
import { useElementSize } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useLanguage } from '../language/language-context.ts';
import { parseSearch } from '../search/search-text.ts';
import classes from './insights.module.css';
import { axisTop, type ColumnName } from './number-table.ts';
import type { TableRow } from './number-table-view.tsx';
import { COLUMN_TITLES, numberWords } from './number-words.ts';

interface TimeChartProps {
  readonly rows: readonly TableRow[];
  /** The first is drawn in the stronger colour. */
  readonly columns: readonly [ColumnName, ...ColumnName[]];
  readonly shape: 'bars' | 'lines';
}

const HEIGHT = 190;
const BASE = HEIGHT - 22;
const TOP = 14;
const LABELS_EVERY_PX = 110;

export function TimeChart({ rows, columns, shape }: TimeChartProps) {
  const { ref, width } = useElementSize();
  const language = useLanguage();
  const [pointed, setPointed] = useState<number | null>(null);
  const open = useOpenLog();
  const [first] = columns;
  const top = axisTop(rows.flatMap(({ numbers }) => columns.map((name) => numbers[name].value)));
  const step = rows.length === 0 ? 0 : width / rows.length;
  const heightOf = (value: number) => ((BASE - TOP) * value) / top;
  const shown = pointed === null ? null : (rows[pointed] ?? null);
  const labelEvery = Math.max(1, Math.ceil(LABELS_EVERY_PX / Math.max(step, 1)));
  return (
    <div ref={ref} className={classes.chart}>
      <p className={classes.pointed} aria-hidden="true">
        {shown === null
          ? columns.length > 1 && columns.map((name) => <Key key={name} name={name} isFirst={name === first} />)
          : `${shown.label}: ${columns
              .map(
                (name) => `${language.text(COLUMN_TITLES[name])} ${numberWords(name, shown.numbers[name], language)}`,
              )
              .join(', ')}`}
      </p>
      <svg width={width} height={HEIGHT} aria-hidden="true" onPointerLeave={() => setPointed(null)}>
        <text x={0} y={TOP - 3} className={classes.axis}>
          {numberWords(first, { value: top, query: null }, language)}
        </text>
        <line x1={0} x2={width} y1={TOP} y2={TOP} className={classes.grid} />
        <line x1={0} x2={width} y1={BASE} y2={BASE} className={classes.grid} />
        {shape === 'lines' &&
          [...columns]
            .reverse()
            .map((name) => (
              <Line key={name} isFirst={name === first} points={linePoints(rows, name, step, heightOf)} />
            ))}
        {rows.map(({ key, label, numbers }, at) => (
          <g key={key}>
            {shape === 'lines' &&
              columns
                .filter((name) => isAlone(rows, at, name))
                .map((name) => (
                  <circle
                    key={name}
                    cx={at * step + step / 2}
                    cy={BASE - heightOf(numbers[name].value ?? 0)}
                    r={3}
                    className={name === first ? classes.dotFirst : classes.dotSecond}
                  />
                ))}
            {shape === 'bars' && numbers[first].value !== null && (
              <rect
                x={at * step + step * 0.1}
                width={Math.max(step * 0.8, 0.5)}
                y={BASE - heightOf(numbers[first].value)}
                height={heightOf(numbers[first].value)}
                className={classes.bar}
                data-pointed={pointed === at}
              />
            )}
            {at % labelEvery === 0 && (
              <text x={at * step + 1} y={HEIGHT - 6} className={classes.axis}>
                {label}
              </text>
            )}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has the links for keys */}
            <rect
              x={at * step}
              width={step}
              y={0}
              height={HEIGHT}
              className={classes.target}
              data-linked={numbers[first].query !== null}
              onPointerEnter={() => setPointed(at)}
              onClick={() => open(numbers[first].query)}
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

function Key({ name, isFirst }: { readonly name: ColumnName; readonly isFirst: boolean }) {
  const { text } = useLanguage();
  return <span className={isFirst ? classes.keyFirst : classes.keySecond}>{text(COLUMN_TITLES[name])}</span>;
}

/** Lines break where nothing was measured. */
function linePoints(
  rows: readonly TableRow[],
  name: ColumnName,
  step: number,
  heightOf: (value: number) => number,
): string {
  let isDrawing = false;
  return rows
    .map(({ numbers }, at) => {
      const { value } = numbers[name];
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${command}${at * step + step / 2},${BASE - heightOf(value)}`;
    })
    .join('');
}

/** Whether no line leads to the number. */
function isAlone(rows: readonly TableRow[], at: number, name: ColumnName): boolean {
  const valueAt = (place: number) => rows[place]?.numbers[name].value ?? null;
  return valueAt(at) !== null && valueAt(at - 1) === null && valueAt(at + 1) === null;
}

function Line({ points, isFirst }: { readonly points: string; readonly isFirst: boolean }) {
  return <path d={points} className={isFirst ? classes.lineFirst : classes.lineSecond} />;
}

export function useOpenLog() {
  const { projectId = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  return (query: string | null) => {
    if (query === null) return;
    void navigate({ to: '/projects/$projectId/chats', params: { projectId }, search: parseSearch(query) });
  };
}
