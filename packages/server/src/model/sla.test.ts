import type { SlaPolicy } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import { measureChat } from './chat-measures.ts';
import { stateAfter } from './chat-state.ts';
import type { EventBody } from './event.ts';
import { instant } from './instant.ts';

type Timed = readonly [seconds: number, body: EventBody];

function judge(policy: Omit<SlaPolicy, 'policyId'>, ...timed: readonly Timed[]) {
  const slaPolicy = { policyId: 'p', ...policy };
  const start: Timed = [0, { type: 'chat.started', channel: 'webchat', sessionId: 's', slaPolicy }];
  const events = [start, ...timed].map(([seconds, body], index) => ({
    seq: index + 1,
    at: instant(seconds * 1000),
    offsetMinutes: 0,
    body,
  }));
  return measureChat(stateAfter(events), null).sla;
}

const asks = (seconds: number): Timed => [
  seconds,
  { type: 'message.sent', sender: 'visitor', name: 'V', messageId: `v${seconds}`, text: '' },
];
const answers = (seconds: number): Timed => [
  seconds,
  { type: 'message.sent', sender: 'agent', name: 'A', messageId: `a${seconds}`, text: '' },
];
const closes = (seconds: number, reason: 'agent' | 'visitor_left'): Timed => [seconds, { type: 'chat.closed', reason }];

describe('a recorded miss', () => {
  const policy = { firstResponseSeconds: 60, nextResponseSeconds: 60 };
  const turns = [asks(0), answers(10), asks(100), answers(110), asks(200), answers(210)];
  const statuses = (...more: readonly Timed[]) => judge(policy, ...turns, ...more).targets.map(({ status }) => status);

  test('without a turn is about the latest that had begun by then', () => {
    expect(statuses([160, { type: 'sla.missed', target: 'nextResponse' }])).toEqual(['met', 'missed', 'met']);
    expect(statuses([260, { type: 'sla.missed', target: 'nextResponse' }])).toEqual(['met', 'met', 'missed']);
  });
  test('of a target or turn that never began changes nothing', () => {
    expect(statuses([260, { type: 'sla.missed', target: 'nextResponse', turn: 9 }])).toEqual(['met', 'met', 'met']);
    expect(statuses([260, { type: 'sla.missed', target: 'waiting' }])).toEqual(['met', 'met', 'met']);
  });
  test('without a policy changes nothing', () => {
    expect(judge({}, [60, { type: 'sla.missed', target: 'firstResponse', turn: 1 }]).status).toBe('');
  });
});

describe('what comes after the close', () => {
  test('an answer after it does not meet a target', () => {
    const { status, targets } = judge({ firstResponseSeconds: 60 }, asks(0), closes(30, 'agent'), answers(40));
    expect(targets).toMatchObject([{ status: 'missed', rule: 'closed-by-us', metAt: null }]);
    expect(status).toBe('Out of SLA');
  });
  test('a question after it starts no clock', () => {
    const policy = { firstResponseSeconds: 60, nextResponseSeconds: 60 };
    const { status, targets } = judge(policy, asks(0), answers(10), closes(30, 'agent'), asks(40));
    expect(targets).toHaveLength(1);
    expect(status).toBe('Within SLA');
  });
});

test('the next due instant is that of the earliest target that runs', () => {
  const policy = { firstResponseSeconds: 60, nextResponseSeconds: 20, closeSeconds: 500 };
  expect(judge(policy, asks(0)).nextDueAt).toBe(60_000);
  expect(judge(policy, asks(0), answers(10)).nextDueAt).toBe(500_000);
  expect(judge(policy, asks(0), answers(10), asks(30)).nextDueAt).toBe(50_000);
  expect(judge(policy, asks(0), answers(10), closes(30, 'agent')).nextDueAt).toBeNull();
});

test('a chat that an agent started and accepted did not wait', () => {
  const start: EventBody = {
    type: 'chat.started',
    channel: 'webchat',
    sessionId: 's',
    startedBy: { agentId: 660, name: 'John' },
    slaPolicy: { policyId: 'p', waitingSeconds: 30 },
  };
  const state = stateAfter([{ seq: 1, at: instant(0), offsetMinutes: 0, body: start }]);
  expect(measureChat(state, null).sla.targets).toMatchObject([{ target: 'waiting', status: 'met', metAt: 0 }]);
});
