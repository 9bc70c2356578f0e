import { expect, test } from 'vitest';
import { draftOf, EVERYTHING, limitsOf } from './access-draft.ts';

test.each([
  { projectIds: null, queueIds: null },
  { projectIds: [], queueIds: [7] },
  { projectIds: [822, 7], queueIds: [3803, 3804] },
])('limits become a draft and back: %j', (limits) => {
  expect(limitsOf(draftOf(limits))).toEqual(limits);
});

test.each(['', 'a', '1,', '1;2', '-1', '1.5', '1e3', '1 2'])('%j is no list of queues', (queueText) => {
  expect(limitsOf({ ...EVERYTHING, hasEveryQueue: false, queueText })).toBeNull();
});

test('what was typed for some is kept, and not sent, while all are chosen', () => {
  const draft = { ...EVERYTHING, projectIds: ['7'], queueText: 'x' };
  expect(limitsOf(draft)).toEqual({ projectIds: null, queueIds: null });
});
