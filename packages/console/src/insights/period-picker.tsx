/** Chooses the days: the last so many, or all. Other days are filters of the list, which this page shares. */
import { SegmentedControl } from '@mantine/core';
import { dayIn } from '../language/day-in-zone.ts';
import { useLanguage } from '../language/language-context.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { lengthInDays, periodOf, periodUntil, USUAL_PERIOD_DAYS } from './period.ts';

interface PeriodPickerProps {
  readonly parameters: SearchTexts;
  readonly timeZone: string;
  /** The days as parameters; null for every day. */
  readonly onChange: (days: { readonly startDate: string; readonly endDate: string } | null) => void;
}

const ALL = 'all';
const OTHER = 'other';

export function PeriodPicker({ parameters, timeZone, onChange }: PeriodPickerProps) {
  const { text } = useLanguage();
  const period = periodOf(parameters);
  const today = dayIn(timeZone, new Date());
  const usual = USUAL_PERIOD_DAYS.find(
    (days) => period !== null && period.to === today && lengthInDays(period) === days,
  );
  const hasDays = parameters.startDate !== undefined || parameters.endDate !== undefined;
  const value = usual !== undefined ? String(usual) : hasDays ? OTHER : ALL;
  const choose = (chosen: string) => {
    if (chosen === ALL) return onChange(null);
    if (chosen === OTHER) return;
    const { from, to } = periodUntil(today, Number(chosen));
    onChange({ startDate: from, endDate: to });
  };
  return (
    <SegmentedControl
      size="xs"
      value={value}
      onChange={choose}
      aria-label={text('insights.period')}
      data={[
        ...USUAL_PERIOD_DAYS.map((days) => ({ value: String(days), label: text('insights.days', { count: days }) })),
        { value: ALL, label: text('insights.allDays') },
        ...(value === OTHER ? [{ value: OTHER, label: text('insights.otherDays') }] : []),
      ]}
    />
  );
}
