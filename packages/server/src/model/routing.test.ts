import { STRATEGIES } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from './instant.ts';
import { type Candidate, chooseAgent, hasRoom, type RoutingRequest, weightOf } from './routing.ts';

const REQUEST: RoutingRequest = {
  strategy: 'least-busy',
  candidates: [],
  weight: weightOf('webchat'),
  lastAgentId: null,
  preferredId: null,
  refusedBy: [],
};
const agent = (agentId: number, taken = 0, lastGivenAt: number | null = null): Candidate => ({
  agentId,
  taken,
  capacity: 30,
  lastGivenAt: lastGivenAt === null ? null : instant(lastGivenAt),
});
const choose = (request: Partial<RoutingRequest>) => chooseAgent({ ...REQUEST, ...request });

test('a chat on which somebody waits takes twice the room of a mail-like one', () => {
  expect([weightOf('webchat'), weightOf('telegram')]).toEqual([10, 5]);
  expect(choose({ candidates: [agent(1, 25)] })).toBeNull();
  expect(choose({ candidates: [agent(1, 25)], weight: weightOf('telegram') })).toBe(1);
});

describe('the strategies', () => {
  const candidates = [agent(1, 20, 100), agent(2, 10, 300), agent(3, 10, 200), agent(4, 30)];
  test.each([
    ['least-busy', null, 3],
    ['longest-idle', null, 1],
    ['round-robin', null, 1],
    ['round-robin', 1, 2],
    ['round-robin', 3, 1],
    ['manual', null, null],
  ] as const)('%s after %s', (strategy, lastAgentId, expected) => {
    expect(choose({ strategy, lastAgentId, candidates })).toBe(expected);
  });
});

test('whoever had the visitor before is asked first, unless there is no room', () => {
  const candidates = [agent(1), agent(2, 20)];
  expect(choose({ candidates, preferredId: 2 })).toBe(2);
  expect(choose({ candidates: [agent(1), agent(2, 30)], preferredId: 2 })).toBe(1);
  expect(choose({ candidates, preferredId: 3 })).toBe(1);
});

test('round-robin asks everybody once before anybody twice', () => {
  const candidates = [5, 2, 9].map((id) => agent(id));
  let lastAgentId: number | null = null;
  const asked = Array.from({ length: 6 }, () => {
    lastAgentId = choose({ strategy: 'round-robin', candidates, lastAgentId });
    return lastAgentId;
  });
  expect(asked).toEqual([2, 5, 9, 2, 5, 9]);
});

test('nobody is asked without room or after a refusal, and somebody is whenever one can be', () => {
  const candidate = fc.record({
    agentId: fc.integer({ min: 1, max: 9 }),
    taken: fc.integer({ min: 0, max: 40 }),
    capacity: fc.integer({ min: 0, max: 40 }),
    lastGivenAt: fc.option(fc.integer({ min: 0, max: 9 }).map(instant)),
  });
  const request = fc.record({
    strategy: fc.constantFrom(...STRATEGIES),
    candidates: fc.uniqueArray(candidate, { selector: ({ agentId }) => agentId }),
    weight: fc.constantFrom(5, 10),
    lastAgentId: fc.option(fc.integer({ min: 1, max: 9 })),
    preferredId: fc.option(fc.integer({ min: 1, max: 9 })),
    refusedBy: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(request, (one) => {
      const able = one.candidates.filter((who) => hasRoom(who, one.weight) && !one.refusedBy.includes(who.agentId));
      const chosen = chooseAgent(one);
      if (one.strategy === 'manual' || able.length === 0) expect(chosen).toBeNull();
      else expect(able.map(({ agentId }) => agentId)).toContain(chosen);
    }),
  );
});
