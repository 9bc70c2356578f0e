import { expect, test } from 'vitest';
import { namesFor, seenNames } from './seen-names.ts';

const row = (lastAgent: number | null, lastAgentName: string | null) => ({
  lastAgent,
  lastAgentName,
  lastQueueId: 3,
  lastQueueName: 'Night desk',
  type: 'webchat',
});

test('names come once each, by name, without those that have none', () => {
  const names = seenNames(
    [row(2, 'Zoë'), row(1, 'Anna'), row(2, 'Zoë'), row(0, ''), row(null, null)],
    new Intl.Collator('en').compare,
  );
  expect(names.agents).toEqual([
    { value: '1', label: 'Anna' },
    { value: '2', label: 'Zoë' },
  ]);
  expect(namesFor('userId', names)).toBe(names.agents);
  expect(namesFor('queueId', names)).toEqual([{ value: '3', label: 'Night desk' }]);
  expect(namesFor('ticketId', names)).toEqual([]);
});
