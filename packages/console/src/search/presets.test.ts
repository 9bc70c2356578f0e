import { SELECTION_NAMES } from '@parley/contract';
import { expect, test } from 'vitest';
import { PRESETS } from './presets.ts';

test('presets are filters of the API, and days end today', () => {
  for (const { filters } of PRESETS) {
    for (const name of Object.keys(filters('2026-03-02'))) expect(SELECTION_NAMES).toContain(name);
  }
  const daysOf = (label: string) => PRESETS.find((preset) => preset.label === label)?.filters('2026-03-02');
  expect(daysOf('presets.yesterday')).toEqual({ startDate: '2026-03-01', endDate: '2026-03-01' });
  expect(daysOf('presets.lastWeek')).toEqual({ startDate: '2026-02-24', endDate: '2026-03-02' });
  expect(daysOf('presets.thisMonth')).toEqual({ startDate: '2026-03-01', endDate: '2026-03-02' });
});
