import { filtersNamedBy, SELECTION_NAMES, SELECTION_PARAMETERS, type SelectionParameter } from '@parley/contract';
import { expect, test } from 'vitest';
import { auditedFilters } from './audited-filters.ts';

const SECRET = 'zyzzyva';

test('ids of agents and queues, times and outcomes are kept; who the visitor is and what was written is not', () => {
  expect(
    auditedFilters([
      ['Disposition', 'Missed'],
      ['limit', '10'],
      ['q', SECRET],
      ['contactId', '4711'],
      ['queueid', '3803'],
      ['_', SECRET],
      ['startDate', '2026-01-05'],
    ]),
  ).toEqual([
    { name: 'contactId', value: null },
    { name: 'disposition', value: 'Missed' },
    { name: 'q', value: null },
    { name: 'queueId', value: '3803' },
    { name: 'startDate', value: '2026-01-05' },
  ]);
});

test.each(SELECTION_NAMES)('of %s no value is kept that people can type freely, or that its class hides', (name) => {
  const [filter] = auditedFilters([[name, SECRET]]);
  const { value }: SelectionParameter = SELECTION_PARAMETERS[name];
  const fields = filtersNamedBy(name, SECRET).map(({ field }) => field);
  const mustHide =
    ['text', 'search'].includes(value.kind) || fields.some((field) => field === 'contactId' || field === 'entityId');
  if (mustHide) expect(filter).toEqual({ name, value: null });
  else expect(filter).toEqual({ name, value: SECRET });
});
