/** Trends of the chats that the filters leave; every number leads to its chats. */
import { Button, Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { AddFilter } from '../chats/add-filter.tsx';
import { AddressNotices } from '../chats/address-notices.tsx';
import { FilterChip } from '../chats/filter-chip.tsx';
import { useUsableLog } from '../chats/use-usable-log.ts';
import { useZone } from '../chats/use-zone.ts';
import { ZonePicker } from '../chats/zone-picker.tsx';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { keepProject } from '../frame/recall-project.ts';
import { useText } from '../language/language-context.ts';
import { givenFilters, withoutParameters } from '../search/given-filters.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import classes from './insights.module.css';
import { InsightsCharts } from './insights-charts.tsx';
import { namesIn } from './names-in.ts';
import { PeriodPicker } from './period-picker.tsx';
import { Tiles } from './tiles.tsx';
import { useInsights } from './use-insights.ts';

export function InsightsPage() {
  const text = useText();
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearchTexts();
  const { log, refused, refuse } = useUsableLog(projectId, search);
  const insights = useInsights(log);
  const { error } = insights;
  useEffect(() => {
    if (error !== null) refuse(error);
  }, [error, refuse]);
  const navigate = useNavigate();
  const page = useRef<HTMLElement>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { zone: known, projectZone } = useZone(projectId, !refused.some(({ name }) => name === 'tz'));
  const zone = known ?? 'UTC';
  const names = namesIn(insights);
  useEffect(() => keepProject(projectId), [projectId]);
  return (
    <main ref={page} className={classes.page} tabIndex={-1}>
      <header className={classes.head}>
        <h1>{text('insights.title')}</h1>
        <PeriodPicker
          parameters={search}
          timeZone={zone}
          onChange={(days) => {
            const next = { ...withoutParameters(search, ['startDate', 'endDate']), ...days };
            void navigate({ to: '/projects/$projectId/insights', params: { projectId }, search: next });
          }}
        />
        <div className={classes.filters}>
          {givenFilters(log.parameters).map((given) => (
            <FilterChip key={`${given.filter.name} ${given.mode}`} given={given} names={names} log={log} zone={zone} />
          ))}
          <AddFilter isOpen={isMenuOpen} onChange={setMenuOpen} names={names} log={log} zone={zone} returnTo={page} />
        </div>
        <Button size="compact-sm" variant="default" className={classes.tools} onClick={() => window.print()}>
          {text('insights.print')}
        </Button>
        <ZonePicker zone={zone} projectZone={projectZone} />
        <AddressNotices parameters={search} columns={[]} refused={refused} />
      </header>
      <Body insights={insights} />
    </main>
  );
}

function Body({ insights }: { readonly insights: ReturnType<typeof useInsights> }) {
  const text = useText();
  const { overTime, error, hasNoChats, before, retry } = insights;
  if (error !== null) return <FailureNotice error={error} onRetry={retry} />;
  if (hasNoChats || overTime?.total.count === 0) {
    return (
      <div className={classes.empty}>
        <h2>{text('insights.noChats')}</h2>
        <p>{text('insights.noChatsAdvice')}</p>
      </div>
    );
  }
  if (overTime === null) return <Loader aria-label={text('insights.loading')} m="xl" />;
  return (
    <>
      <Tiles total={overTime.total} before={before} />
      <InsightsCharts insights={insights} overTime={overTime} />
    </>
  );
}
