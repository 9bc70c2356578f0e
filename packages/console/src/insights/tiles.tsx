/** The numbers of the whole period, beside those of the period before. */
import type { StatisticsGroup } from '@parley/contract';
import { useLanguage } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import classes from './insights.module.css';
import { LogLink } from './log-link.tsx';
import { type ColumnName, numbersOf } from './number-table.ts';
import { COLUMN_TITLES, numberWords } from './number-words.ts';

const SHOWN: readonly ColumnName[] = [
  'count',
  'firstP50',
  'firstP90',
  'within',
  'missed',
  'durationP50',
  'transferred',
];

interface TilesProps {
  readonly total: StatisticsGroup;
  /** null when there is nothing to compare with. */
  readonly before: StatisticsGroup | null;
}

export function Tiles({ total, before }: TilesProps) {
  const language = useLanguage();
  const { isSPAM } = useSearchTexts();
  const numbers = numbersOf(total);
  const former = before === null ? null : numbersOf(before);
  return (
    <dl className={classes.tiles}>
      {SHOWN.map((name) => (
        <div key={name} className={classes.tile}>
          <dt>
            {language.text(name === 'count' && isSPAM === undefined ? 'insights.countNoSpam' : COLUMN_TITLES[name])}
          </dt>
          <dd>
            <LogLink query={numbers[name].query}>
              <bdi>{numberWords(name, numbers[name], language)}</bdi>
            </LogLink>
          </dd>
          {former !== null && (
            <dd className={classes.before}>
              {language.text.rich('insights.before', {
                value: <bdi>{numberWords(name, former[name], language)}</bdi>,
              })}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
