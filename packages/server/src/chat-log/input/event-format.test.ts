import { EVENT_FORMAT, type WireEvent } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../model/event.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { decodeEventLine, encodeEventLine } from './event-format.ts';

const SESSION = 'webchat-plugin/customer/5ded6967-565c-4f3b-83c4-0c4bfdae3e51';
const WEEK = {
  timeZone: 'Europe/Budapest',
  monday: [
    ['09:00', '12:00'],
    ['13:00', '24:00'],
  ],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
  holidays: [{ date: '2023-12-25', hours: [] }],
};
const TICKET = {
  ticketId: 15,
  ticketNo: '822-20230120-785643',
  ticketType: {
    fieldId: null,
    valueId: 1,
    label: 'Request',
    exportValue: 'Request',
    params: [],
    fgColor: '',
    bgColor: '',
    sort: null,
    status: null,
    system: 0,
    fieldValueId: null,
  },
};
const STARTED = { type: 'chat.started', at: '2023-01-20T12:50:43+01:00', channel: 'webchat', sessionId: SESSION };
const SENT = {
  type: 'message.sent',
  at: '2023-01-20T12:50:43.250+01:00',
  sender: 'visitor',
  name: 'Visitor',
  messageId: 'm1',
  text: 'Hi there',
};

function line(...events: readonly object[]): Record<string, unknown> {
  return { format: EVENT_FORMAT, chatId: 7, events };
}

function problemOf(input: unknown): { field: string; reason: string } {
  const decoded = decodeEventLine(input);
  if ('problem' in decoded) return decoded.problem;
  throw new TypeError('was not refused');
}

function eventsOf(input: unknown): readonly ChatEvent[] {
  const decoded = decodeEventLine(input);
  if ('problem' in decoded) throw new TypeError(`${decoded.problem.field}: ${decoded.problem.reason}`);
  return decoded.events;
}

describe('a line of the event format', () => {
  test('is read with times as instants, offsets kept and events numbered', () => {
    const decoded = decodeEventLine({ ...line(STARTED, { ...SENT, sentAt: '2023-01-20T11:50:40Z' }), projectId: 822 });
    expect(decoded).toEqual({
      chatId: 7,
      projectId: 822,
      events: [
        {
          seq: 1,
          at: Date.parse('2023-01-20T11:50:43Z'),
          offsetMinutes: 60,
          body: { type: 'chat.started', channel: 'webchat', sessionId: SESSION },
        },
        {
          seq: 2,
          at: Date.parse('2023-01-20T11:50:43.250Z'),
          offsetMinutes: 60,
          body: {
            type: 'message.sent',
            sender: 'visitor',
            name: 'Visitor',
            messageId: 'm1',
            text: 'Hi there',
            sentAt: Date.parse('2023-01-20T11:50:40Z'),
          },
        },
      ],
      warnings: [],
    });
  });

  test('may carry queue, policy, calendar and ticket, also with a zone under its older name', () => {
    const started = {
      ...STARTED,
      queue: { queueId: 3803, name: 'Chat', waitingLimitSeconds: 30 },
      slaPolicy: { policyId: 'standard-1', firstResponseSeconds: 60 },
      calendar: { ...WEEK, timeZone: 'Asia/Calcutta' },
      ticket: TICKET,
    };
    const { at: _, ...body } = started;
    expect(eventsOf(line(started))[0]?.body).toEqual(body);
  });

  test.each([
    ['no object', 'x', '', 'must be object'],
    ['an array', [], '', 'must be object'],
    ['another format', { ...line(STARTED), format: 'parley-events/2' }, 'format', 'must be "parley-events/1"'],
    ['no chatId', { format: EVENT_FORMAT, events: [STARTED] }, 'chatId', 'is missing; it must be given'],
    ['chatId 0', { ...line(STARTED), chatId: 0 }, 'chatId', 'must be >= 1'],
    ['an id over 2^53-1', { ...line(STARTED), chatId: 2 ** 53 }, 'chatId', 'must be <= 9007199254740991'],
    ['an id as text', { ...line(STARTED), chatId: '7' }, 'chatId', 'must be integer'],
    ['an unknown key', { ...line(STARTED), extra: 1 }, 'extra', 'is not a known key; correct its name or remove it'],
    ['no events', line(), 'events', 'must not have fewer than 1 items'],
  ])('is refused for %s', (_, input, field, reason) => {
    expect(problemOf(input)).toEqual({ field, reason });
  });

  test.each<[string, readonly object[], string, RegExp]>([
    ['an event that is text', [STARTED, 'x' as unknown as object], 'events[1]', /^must be an object$/],
    [
      'an unknown event',
      [STARTED, { ...SENT, type: 'constructor' }],
      'events[1].type',
      /^must be one of chat\.started, /,
    ],
    ['a time without offset', [STARTED, { ...SENT, at: '2023-01-20T12:50:43' }], 'events[1].at', /with its offset/],
    ['a day that is not', [{ ...STARTED, at: '2023-02-30T12:50:43Z' }], 'events[0].at', /existing time/],
    ['a bad sentAt', [STARTED, { ...SENT, sentAt: 'now' }], 'events[1].sentAt', /existing time/],
    ['a wrong first event', [SENT], 'events[0].type', /first event must be chat\.started/],
    ['a second start', [STARTED, STARTED], 'events[1].type', /first event only/],
    ['a missing key', [{ ...STARTED, channel: undefined }], 'events[0].channel', /must be string|is missing/],
    ['a channel in capitals', [{ ...STARTED, channel: 'WEB' }], 'events[0].channel', /pattern/],
    ['a sender of no kind', [STARTED, { ...SENT, sender: 'robot' }], 'events[1].sender', /"visitor", "agent", "bot"/],
    [
      'a transfer to nobody',
      [STARTED, { type: 'chat.transferred', at: SENT.at }],
      'events[1]',
      /exactly one of toAgent and toQueue/,
    ],
    [
      'a transfer to both',
      [
        STARTED,
        {
          type: 'chat.transferred',
          at: SENT.at,
          toAgent: { agentId: 1, name: 'A' },
          toQueue: { queueId: 1, name: 'Q' },
        },
      ],
      'events[1]',
      /exactly one of toAgent and toQueue/,
    ],
    [
      'a zone that is none',
      [{ ...STARTED, calendar: { ...WEEK, timeZone: 'Europe/Atlantis' } }],
      'events[0].calendar.timeZone',
      /no time zone/,
    ],
    [
      'an offset as zone',
      [{ ...STARTED, calendar: { ...WEEK, timeZone: '+01:00' } }],
      'events[0].calendar.timeZone',
      /no time zone/,
    ],
    [
      'hours over midnight',
      [{ ...STARTED, calendar: { ...WEEK, friday: [['22:00', '06:00']] } }],
      'events[0].calendar.friday[0]',
      /split hours/,
    ],
    [
      'hours that overlap',
      [
        {
          ...STARTED,
          calendar: {
            ...WEEK,
            friday: [
              ['08:00', '12:00'],
              ['11:00', '13:00'],
            ],
          },
        },
      ],
      'events[0].calendar.friday[1]',
      /after the end/,
    ],
    [
      'hours without an end',
      [{ ...STARTED, calendar: { ...WEEK, friday: [['08:00']] } }],
      'events[0].calendar.friday[0]',
      /./,
    ],
    [
      'a holiday that is no day',
      [{ ...STARTED, calendar: { ...WEEK, holidays: [{ date: '2023-02-29', hours: [] }] } }],
      'events[0].calendar.holidays[0].date',
      /exists/,
    ],
    [
      'an unknown key deep inside',
      [STARTED, { ...SENT, attachments: [{ type: 'image', payload: { url: 'u', size: 1 } }] }],
      'events[1].attachments[0].payload.size',
      /not a known key/,
    ],
    [
      'an unknown key of a ticket type',
      [{ ...STARTED, ticket: { ...TICKET, ticketType: { ...TICKET.ticketType, colour: '' } } }],
      'events[0].ticket.ticketType.colour',
      /not a known key/,
    ],
    [
      'a prototype key',
      [STARTED, JSON.parse(`{"type":"spam.marked","at":"${SENT.at}","__proto__":{"a":1}}`)],
      'events[1].__proto__',
      /not a known key/,
    ],
  ])('is refused for %s, by the path of the field', (_, events, field, reason) => {
    const problem = problemOf(line(...events));
    expect(problem.field).toBe(field);
    expect(problem.reason).toMatch(reason);
  });

  test('names every type that a nullable field may have', () => {
    const ticket = { ...TICKET, ticketType: { ...TICKET.ticketType, sort: 'first' } };
    expect(problemOf(line({ ...STARTED, ticket }))).toEqual({
      field: 'events[0].ticket.ticketType.sort',
      reason: 'must be integer or null',
    });
  });

  test('is warned of, not refused, when it is implausible', () => {
    const early = { ...SENT, at: '2023-01-20T12:50:42+01:00', text: 'x'.repeat(1_000_000) };
    expect(decodeEventLine(line({ ...STARTED, sessionId: 'none' }, early))).toMatchObject({
      warnings: ['session id without a UUID', 'times out of order', 'very long message'],
    });
    expect(decodeEventLine(line(STARTED))).toMatchObject({ warnings: ['no messages'] });
  });
});

const anyInstant = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2090, 0, 1) }).map(instant);
const header = { at: anyInstant, offsetMinutes: fc.integer({ min: -14 * 60, max: 14 * 60 }) };
const started = fc.record({
  ...header,
  body: fc.record(
    { type: fc.constant('chat.started' as const), channel: fc.constant('webchat'), sessionId: fc.string() },
    { requiredKeys: ['type', 'channel', 'sessionId'] },
  ),
});
const WEEK_MS = 7 * 86_400_000;
const sentBody = fc.record(
  {
    type: fc.constant('message.sent' as const),
    sender: fc.constantFrom('visitor' as const, 'agent' as const, 'bot' as const),
    name: fc.string({ unit: 'grapheme' }),
    messageId: fc.uuid(),
    text: fc.string({ unit: 'binary' }),
    pageUrl: fc.webUrl(),
  },
  { requiredKeys: ['type', 'sender', 'name', 'messageId', 'text'] },
);
const sent = fc
  .tuple(fc.record({ ...header, body: sentBody }), fc.option(fc.integer({ min: -WEEK_MS, max: WEEK_MS })))
  .map(([{ body, ...event }, behindMs]) => {
    return { ...event, body: behindMs === null ? body : { ...body, sentAt: instant(event.at + behindMs) } };
  });
const closed = fc.record({
  ...header,
  body: fc.record({ type: fc.constant('chat.closed' as const), reason: fc.constant('agent' as const) }),
});
const anyEvents = fc
  .tuple(started, fc.array(fc.oneof(sent, closed), { maxLength: 8 }))
  .map(([first, rest]): readonly ChatEvent[] => [first, ...rest].map((event, index) => ({ seq: index + 1, ...event })));

describe('encodeEventLine', () => {
  test('is undone by decodeEventLine, also through JSON text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), anyEvents, (id, events) => {
        const text = JSON.stringify(encodeEventLine(chatId(id), events));
        const decoded = decodeEventLine(JSON.parse(text));
        expect(decoded).toMatchObject({ chatId: id, projectId: null });
        expect('events' in decoded && decoded.events).toEqual(events);
      }),
      { seed: 20230120, numRuns: 200 },
    );
  });

  test('prints times in the offset of their source', () => {
    const at = instant(Date.UTC(2023, 0, 20, 11, 50, 43, 5));
    const body = { type: 'spam.marked' } as const;
    const [event] = encodeEventLine(chatId(1), [{ seq: 1, at, offsetMinutes: -210, body }]).events;
    expect(event satisfies WireEvent | undefined).toEqual({
      type: 'spam.marked',
      at: '2023-01-20T08:20:43.005-03:30',
    });
  });
});

describe('a provider time far from the arrival', () => {
  const FAR = 'sentAt far from the arrival, which counts instead';

  test.each([
    ['1970-01-01T00:00:00Z', true],
    ['2023-01-13T11:50:43.249Z', true],
    ['2023-01-13T11:50:43.250Z', false],
    ['2023-01-27T11:50:43.251Z', true],
    ['0000-01-01T00:00:00Z', true],
  ])('%s is replaced by it and warned of: %s', (sentAt, isFar) => {
    const decoded = decodeEventLine(line(STARTED, { ...SENT, sentAt }));
    if ('problem' in decoded) throw new TypeError(decoded.problem.reason);
    expect(decoded.warnings.includes(FAR)).toBe(isFar);
    expect('sentAt' in (decoded.events[1]?.body ?? {})).toBe(!isFar);
  });

  test('an event of a year that no log prints is refused', () => {
    expect(problemOf(line({ ...STARTED, at: '9999-12-31T23:59:59Z' })).field).toBe('events[0].at');
    expect(problemOf(line({ ...STARTED, at: '0000-05-01T00:00:00Z' })).field).toBe('events[0].at');
  });
});
