/** The charts, in the order in which a supervisor asks. */
import type { Statistics, StatisticsGroup } from '@parley/contract';
import type { GroupBy } from '../api/statistics.ts';
import { dispositionWord } from '../chats/outcome-words.ts';
import { type LanguageState, useLanguage } from '../language/language-context.ts';
import { ChartCard } from './chart-card.tsx';
import { fillGaps } from './fill-gaps.ts';
import classes from './insights.module.css';
import { type ColumnName, numbersOf, weekOfHours } from './number-table.ts';
import type { TableRow } from './number-table-view.tsx';
import { groupWords } from './number-words.ts';
import { ShareBars, type ShareRow } from './share-bars.tsx';
import { TimeChart } from './time-chart.tsx';
import type { useInsights } from './use-insights.ts';
import { WeekMap } from './week-map.tsx';

const OF_GROUPS: readonly ColumnName[] = [
  'count',
  'firstP50',
  'firstP90',
  'within',
  'missed',
  'durationP50',
  'transferred',
];

interface InsightsChartsProps {
  readonly insights: ReturnType<typeof useInsights>;
  readonly overTime: Statistics;
}

export function InsightsCharts({ insights, overTime }: InsightsChartsProps) {
  const language = useLanguage();
  const { text } = language;
  const { by, byQueue, byAgent, byHour } = insights;
  const unit = by ?? 'day';
  const times = rowsOf(unit, fillGaps(unit, overTime.groups), language);
  const time = text('insights.time');
  return (
    <div className={classes.cards}>
      <ChartCard
        title={text('insights.chatsOverTime')}
        rowTitle={time}
        rows={times}
        columns={['count', 'missed']}
        isWide
      >
        <TimeChart rows={times} columns={['count']} shape="bars" />
      </ChartCard>
      <ChartCard
        title={text('insights.responseTimes')}
        rowTitle={time}
        rows={times}
        columns={['firstP50', 'firstP90', 'averageP50', 'waitP90']}
      >
        <TimeChart rows={times} columns={['firstP50', 'firstP90']} shape="lines" />
      </ChartCard>
      <ChartCard title={text('insights.slaOverTime')} rowTitle={time} rows={times} columns={['within', 'count']}>
        <TimeChart rows={times} columns={['within']} shape="lines" />
      </ChartCard>
      <ChartCard
        title={text('chats.disposition')}
        rowTitle={text('chats.disposition')}
        rows={dispositionRows(overTime.total, language)}
        columns={['count']}
      >
        <ShareBars rows={dispositionRows(overTime.total, language).map(shareOf)} />
      </ChartCard>
      <GroupCard title={text('insights.queues')} by="lastQueue" statistics={byQueue} />
      <GroupCard title={text('insights.agents')} by="lastAgent" statistics={byAgent} />
      {byHour !== null && (
        <ChartCard
          title={text('insights.week')}
          rowTitle={time}
          rows={rowsOf('weekdayHour', byHour.groups, language)}
          columns={['count']}
          isWide
        >
          <WeekMap week={weekOfHours(byHour)} />
        </ChartCard>
      )}
    </div>
  );
}

interface GroupCardProps {
  readonly title: string;
  readonly by: GroupBy;
  readonly statistics: Statistics | null;
}

function GroupCard({ title, by, statistics }: GroupCardProps) {
  const language = useLanguage();
  if (statistics === null) return null;
  const rows = rowsOf(by, statistics.groups, language);
  return (
    <ChartCard title={title} rowTitle={title} rows={rows} columns={OF_GROUPS}>
      <ShareBars rows={rows.map(shareOf)} />
    </ChartCard>
  );
}

function rowsOf(by: GroupBy, groups: readonly StatisticsGroup[], language: LanguageState): readonly TableRow[] {
  return groups.map((group) => ({
    key: String(group.key),
    label: groupWords(by, group, language),
    numbers: numbersOf(group),
  }));
}

function dispositionRows(total: StatisticsGroup, { text }: LanguageState): readonly TableRow[] {
  return (total.dispositions ?? []).map(({ value, count, query }) => {
    const word = dispositionWord(value);
    const label = value === '' ? text('insights.none') : word === null ? value : text(word);
    return { key: value, label, numbers: { ...numbersOf(total), count: { value: count, query } } };
  });
}

function shareOf({ key, label, numbers }: TableRow): ShareRow {
  return { key, label, count: numbers.count.value ?? 0, query: numbers.count.query };
}
