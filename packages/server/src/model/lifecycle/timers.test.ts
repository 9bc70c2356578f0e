import type { Agent, Calendar } from '@parley/contract';
import { expect, test } from 'vitest';
import { CompiledCalendar } from '../calendar.ts';
import type { ChatEvent, EventBody } from '../event.ts';
import { type Instant, instant } from '../instant.ts';
import { lifecycleAfter } from './lifecycle.ts';
import { LIVE_PROFILE, MAIL_PROFILE } from './timer-profile.ts';
import { type Surroundings, timersOf } from './timers.ts';

/** Monday, 9:00 in Budapest. */
const START = Date.parse('2026-03-02T08:00:00Z');
const JOHN: Agent = { agentId: 660, name: 'John' };
const JANE: Agent = { agentId: 661, name: 'Jane' };
const CALENDAR: Calendar = {
  timeZone: 'Europe/Budapest',
  monday: [['09:00', '17:00']],
  tuesday: [['09:00', '17:00']],
  wednesday: [['09:00', '24:00']],
  thursday: [['00:00', '17:00']],
  friday: [],
  saturday: [],
  sunday: [],
  holidays: [{ date: '2026-03-09', hours: [] }],
};
const ALWAYS: Surroundings = {
  profile: LIVE_PROFILE,
  calendar: null,
  visitorGoneSince: null,
  agentGoneSince: null,
};

const after = (seconds: number): Instant => instant(START + seconds * 1000);
const started = { type: 'chat.started', channel: 'webchat', sessionId: 's', queue: { queueId: 1, name: 'Q' } } as const;
const says = (sender: 'visitor' | 'agent' | 'bot'): EventBody => ({
  type: 'message.sent',
  sender,
  senderId: sender === 'agent' ? JOHN.agentId : 0,
  name: sender,
  messageId: 'm',
  text: 't',
});
const accepted: EventBody = { type: 'agent.accepted', agent: JOHN };
const offered = (agent: Agent): EventBody => ({ type: 'agent.offered', agent });

/** The timers after these events, as seconds after the start. */
function armed(around: Partial<Surroundings>, ...events: readonly (readonly [number, EventBody])[]) {
  const all = [[0, started] as const, ...events].map(
    ([seconds, body], at): ChatEvent => ({ seq: at + 1, at: after(seconds), offsetMinutes: 60, body }),
  );
  const timers = timersOf(lifecycleAfter(all), { ...ALWAYS, ...around });
  return Object.fromEntries(timers.map(({ kind, fireAt }) => [kind, (fireAt - START) / 1000]));
}

test('a chat that waits', () => {
  expect(armed({}, [1, says('visitor')])).toEqual({ waitedTooLong: 600, grewTooOld: 86_400 });
  expect(armed({ visitorGoneSince: after(30) })).toMatchObject({ visitorLeft: 120 });
});

test('an offer that nobody takes does not begin the wait again', () => {
  const offers = [
    [100, offered(JOHN)],
    [120, { type: 'agent.declined', agentId: JOHN.agentId }],
  ] as const;
  expect(armed({}, ...offers.slice(0, 1))).toEqual({ offerExpired: 120, waitedTooLong: 600, grewTooOld: 86_400 });
  expect(armed({}, ...offers)).toEqual({ waitedTooLong: 600, grewTooOld: 86_400 });
});

test('an agent who asks another waits for nobody’s queue', () => {
  const given = [
    [10, accepted],
    [20, offered(JANE)],
  ] as const;
  expect(armed({ agentGoneSince: after(25) }, ...given)).toEqual({
    offerExpired: 40,
    agentLost: 85,
    grewTooOld: 86_400,
  });
});

test('the last word decides who is waited for', () => {
  const answered = [
    [5, says('visitor')],
    [10, accepted],
    [20, says('agent')],
  ] as const;
  expect(armed({}, ...answered.slice(0, 2))).toEqual({ alert: 310, wentQuiet: 3_610, grewTooOld: 86_400 });
  expect(armed({}, ...answered)).toEqual({ remind: 200, wentQuiet: 620, grewTooOld: 86_400 });
  expect(armed({}, ...answered, [200, says('bot')])).toEqual({ wentQuiet: 620, grewTooOld: 86_400 });
  expect(armed({}, ...answered, [200, says('bot')], [210, says('agent')])).toMatchObject({
    remind: 390,
    wentQuiet: 810,
  });
  expect(armed({ profile: MAIL_PROFILE }, ...answered)).toEqual({
    parked: 920,
    wentQuiet: 86_420,
    grewTooOld: 604_800,
  });
});

test('a parked chat waits for the visitor alone', () => {
  const parked = [
    [10, accepted],
    [20, says('agent')],
    [30, { type: 'chat.parked' }],
  ] as const;
  expect(armed({ agentGoneSince: after(40) }, ...parked)).toEqual({ wentQuiet: 620, grewTooOld: 86_400 });
});

test('a close has its grace, and an end nothing', () => {
  expect(armed({}, [10, { type: 'chat.closed', reason: 'agent', final: false }])).toEqual({ graceEnded: 310 });
  expect(armed({}, [10, { type: 'chat.closed', reason: 'agent' }])).toEqual({});
});

test.each([
  ['the end of Monday', 0, 8 * 3600],
  ['midnight between two days that are open', 2 * 86_400, 2 * 86_400 + 32 * 3600],
])('hours end at %s', (_, seconds, expected) => {
  const calendar = new CompiledCalendar(CALENDAR);
  const queued: readonly [number, EventBody] = [seconds, { type: 'hours.began' }];
  const ended: readonly [number, EventBody] = [seconds, { type: 'hours.ended' }];
  expect(armed({ calendar }, ended, queued)).toMatchObject({ hoursEnded: expected });
});

test('a chat that comes out of hours goes there at once, and waits for the next opening, over a holiday', () => {
  const calendar = new CompiledCalendar(CALENDAR);
  const friday = 4 * 86_400;
  const back: readonly [number, EventBody] = [friday, { type: 'hours.began' }];
  const gone: readonly [number, EventBody] = [friday, { type: 'hours.ended' }];
  expect(armed({ calendar }, gone, back)).toMatchObject({ hoursEnded: friday });
  expect(armed({ calendar }, gone)).toEqual({ hoursBegan: 8 * 86_400, grewTooOld: 86_400 });
});

test('a queue that never opens, or never closes, has no such timer', () => {
  const closed = { ...CALENDAR, monday: [], tuesday: [], wednesday: [], thursday: [], holidays: [] };
  const gone: readonly [number, EventBody] = [0, { type: 'hours.ended' }];
  expect(armed({ calendar: new CompiledCalendar(closed) }, gone)).toEqual({ grewTooOld: 86_400 });
  const day: Calendar['monday'] = [['00:00', '24:00']];
  const always = {
    ...closed,
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday: day,
    sunday: day,
  };
  expect(armed({ calendar: new CompiledCalendar(always) })).toEqual({ waitedTooLong: 600, grewTooOld: 86_400 });
});
