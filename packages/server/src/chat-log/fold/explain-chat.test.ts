import { ChatExplanation, EXPLAINED_NUMBERS, type ExplainedNumberName } from '@parley/contract';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { arbitraryChat } from '../../../test/helpers/arbitrary-chat.ts';
import type { ChatEvent, EventBody } from '../../model/event.ts';
import { chatId, projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { explainChat } from './explain-chat.ts';
import { foldChat } from './fold-chat.ts';

const BUDAPEST = new Zone('Europe/Budapest');
const HOURS: [string, string][] = [
  ['09:00', '12:00'],
  ['13:00', '17:00'],
];
const CALENDAR = {
  timeZone: 'Europe/Budapest',
  monday: HOURS,
  tuesday: HOURS,
  wednesday: HOURS,
  thursday: HOURS,
  friday: HOURS,
  saturday: [],
  sunday: [],
  holidays: [],
};

/** Events at times of Monday, 6 March 2023, in Budapest. */
function chatOf(...timed: readonly [clock: string, body: EventBody][]): readonly ChatEvent[] {
  return timed.map(([clock, body], index) => ({
    seq: index + 1,
    at: instant(Date.parse(`2023-03-06T${clock}+01:00`)),
    offsetMinutes: 60,
    body,
  }));
}
const says = (sender: 'visitor' | 'agent', messageId: string): EventBody => ({
  type: 'message.sent',
  sender,
  name: sender,
  messageId,
  text: 'text',
});
const START: EventBody = {
  type: 'chat.started',
  channel: 'webchat',
  sessionId: 's',
  calendar: CALENDAR,
  slaPolicy: { policyId: 'p', firstResponseSeconds: 60 },
};
const LUNCH = chatOf(
  ['11:59:40', START],
  ['11:59:40', says('visitor', 'v1')],
  ['11:59:50', says('visitor', 'v2')],
  ['13:00:10', says('agent', 'a1')],
  ['13:01:00', says('visitor', 'v3')],
  ['13:02:00', { type: 'chat.closed', reason: 'visitor' }],
);
const LUNCH_BREAK = { from: '2023-03-06T11:00:00.000Z', to: '2023-03-06T12:00:00.000Z', seconds: 3600 };

function numberOf(events: readonly ChatEvent[], name: ExplainedNumberName) {
  return explainChat(events, BUDAPEST).numbers.find((number) => number.name === name);
}

describe('an explanation says', () => {
  test('which messages opened and closed which turn, and what lay outside opening hours', () => {
    expect(explainChat(LUNCH, BUDAPEST).turns).toEqual([
      {
        turn: 1,
        openedBy: 'v1',
        startedAt: '2023-03-06T10:59:40.000Z',
        startedFrom: 'message',
        closedBy: 'a1',
        closedAt: '2023-03-06T12:00:10.000Z',
        seconds: 3630,
        outsideHours: [LUNCH_BREAK],
      },
      {
        turn: 2,
        openedBy: 'v3',
        startedAt: '2023-03-06T12:01:00.000Z',
        startedFrom: 'message',
        closedBy: null,
        closedAt: null,
        seconds: null,
        outsideHours: [],
      },
    ]);
  });
  test('from where to where the first response was counted', () => {
    const expected = {
      rule: "From the visitor's first message to the agent message that answers it.",
      from: { messageId: 'v1', at: '2023-03-06T10:59:40.000Z' },
      to: { messageId: 'a1', at: '2023-03-06T12:00:10.000Z' },
      turns: [1],
      outsideHours: [LUNCH_BREAK],
    };
    expect(numberOf(LUNCH, 'firstResponseTime')).toMatchObject({ ...expected, value: 3630 });
    expect(numberOf(LUNCH, 'businessFirstResponseTime')).toMatchObject({ ...expected, value: 30 });
  });
  test('which turns an average is made of, and not of which', () => {
    expect(numberOf(LUNCH, 'averageResponseTime')).toMatchObject({ value: 3630, turns: [1] });
    expect(numberOf(LUNCH, 'responseCount')).toMatchObject({ value: 1, turns: [1] });
  });
  test('that the last question was never answered', () => {
    expect(numberOf(LUNCH, 'lastVisitorMessageAgentResponseTime')).toMatchObject({
      value: null,
      rule: 'null: the last visitor message was never answered.',
      from: { messageId: 'v3' },
      to: null,
    });
  });
  test('when a hand-off started the clock', () => {
    const events = chatOf(
      ['13:00:00', { type: 'chat.started', channel: 'webchat', sessionId: 's', heldByBot: true }],
      ['13:00:00', says('visitor', 'v1')],
      ['13:00:30', { type: 'bot.handed_off' }],
      ['13:00:40', says('agent', 'a1')],
    );
    expect(explainChat(events, BUDAPEST).turns).toMatchObject([{ startedFrom: 'handOff', seconds: 10 }]);
    expect(numberOf(events, 'firstResponseTime')).toMatchObject({
      value: 10,
      from: { what: "the bot's hand-off", messageId: null, at: '2023-03-06T12:00:30.000Z' },
    });
  });
  test('why there is no first response', () => {
    const start: [string, EventBody] = ['13:00:00', { type: 'chat.started', channel: 'webchat', sessionId: 's' }];
    const rule = (...rest: readonly [string, EventBody][]) =>
      numberOf(chatOf(start, ...rest), 'firstResponseTime')?.rule;
    expect(rule()).toBe('null: the visitor never wrote.');
    expect(rule(['13:00:01', says('visitor', 'v1')])).toBe('null: no agent answered.');
    expect(rule(['13:00:01', says('agent', 'a1')], ['13:00:02', says('visitor', 'v1')])).toBe(
      'null: an agent wrote first.',
    );
    expect(rule(['13:00:01', { type: 'spam.marked' }])).toBe(
      'null: the chat is marked as spam, and spam is not judged.',
    );
  });
  test('clock, due instant and rule of each SLA target', () => {
    expect(explainChat(LUNCH, BUDAPEST).slaTargets).toEqual([
      {
        target: 'firstResponse',
        turn: 1,
        seconds: 60,
        startedAt: '2023-03-06T10:59:40.000Z',
        dueAt: '2023-03-06T12:00:40.000Z',
        metAt: '2023-03-06T12:00:10.000Z',
        status: 'met',
        rule: 'Met within the allowed time.',
      },
    ]);
  });
  test('the rule of the outcome', () => {
    expect(numberOf(LUNCH, 'disposition')).toMatchObject({
      value: 'Completed',
      rule: expect.stringContaining('human'),
    });
    expect(numberOf(LUNCH, 'slaStatus')).toMatchObject({
      value: 'Within SLA',
      rule: expect.stringContaining('none missed'),
    });
  });
});

describe('for any chat an explanation', () => {
  test('names every number once, with the value of the row, and fits the contract', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const explanation = explainChat(events, BUDAPEST);
        const { chat, ext } = foldChat({ projectId: projectId(1), chatId: chatId(1) }, events, BUDAPEST);
        const row: Readonly<Record<string, unknown>> = { ...chat, ...ext.chat };
        expect(explanation.numbers.map(({ name }) => name).sort()).toEqual([...EXPLAINED_NUMBERS].sort());
        for (const { name, value } of explanation.numbers) expect(value, name).toBe(row[name]);
        expect([...Value.Errors(ChatExplanation, explanation)]).toEqual([]);
      }),
      { seed: 20230120, numRuns: 200 },
    );
  });
  test('accounts for the difference of a number and its business twin', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const { numbers } = explainChat(events, BUDAPEST);
        for (const name of ['Duration', 'FirstResponseTime', 'SumResponseTime']) {
          const plain = numbers.find((number) => number.name === name[0]?.toLowerCase() + name.slice(1));
          const business = numbers.find((number) => number.name === `business${name}`);
          const outside = plain?.outsideHours.reduce((sum, { seconds }) => sum + seconds, 0) ?? 0;
          expect(Number(plain?.value) - Number(business?.value)).toBe(outside);
        }
      }),
      { seed: 20230120, numRuns: 200 },
    );
  });
});
