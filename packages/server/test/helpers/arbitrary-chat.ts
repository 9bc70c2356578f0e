/** Random chats for the property tests of the fold: well-formed event lists with skewed clocks, bots, transfers and closes. */
import fc from 'fast-check';
import type { ChatEvent, EventBody } from '../../src/model/event.ts';
import { type Instant, instant } from '../../src/model/instant.ts';

const START_MS = Date.UTC(2023, 2, 24, 14, 0, 0, 250);
const HOURS: [string, string][] = [
  ['09:00', '12:00'],
  ['13:00', '17:00'],
];

const agent = fc.constantFrom({ agentId: 660, name: 'John' }, { agentId: 661, name: 'Jane' });
const queue = fc.constantFrom({ queueId: 1, name: 'Chat', waitingLimitSeconds: 60 }, { queueId: 2, name: 'Billing' });
const target = fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined });
const messageId = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6');

const startBody = fc
  .record({
    heldByBot: fc.boolean(),
    isStartedByAgent: fc.boolean(),
    queue,
    hasPolicy: fc.boolean(),
    hasCalendar: fc.boolean(),
    first: target,
    next: target,
    waiting: target,
    close: target,
  })
  .map(({ heldByBot, isStartedByAgent, queue, hasPolicy, hasCalendar, first, next, waiting, close }): EventBody => {
    const slaPolicy = {
      policyId: 'p',
      ...(first ? { firstResponseSeconds: first } : {}),
      ...(next ? { nextResponseSeconds: next } : {}),
      ...(waiting ? { waitingSeconds: waiting } : {}),
      ...(close ? { closeSeconds: close } : {}),
    };
    const [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = [
      HOURS,
      HOURS,
      HOURS,
      HOURS,
      HOURS,
      [],
      [],
    ];
    const days = { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
    return {
      type: 'chat.started',
      channel: 'webchat',
      sessionId: 'webchat-plugin/customer/x',
      queue,
      heldByBot,
      ...(isStartedByAgent ? { startedBy: { agentId: 660, name: 'John' } } : {}),
      ...(hasPolicy ? { slaPolicy } : {}),
      ...(hasCalendar ? { calendar: { timeZone: 'Europe/Budapest', ...days, holidays: [] } } : {}),
    };
  });

type Draft = (nextMessageId: () => string, at: Instant) => EventBody;

const message = fc
  .record({
    sender: fc.constantFrom('visitor' as const, 'agent' as const, 'bot' as const),
    text: fc.constantFrom('', 'one', 'two words'),
    skewMs: fc.option(fc.integer({ min: -90_000, max: 90_000 }), { nil: null, freq: 2 }),
  })
  .map(
    ({ sender, text, skewMs }): Draft =>
      (nextMessageId, at) => ({
        type: 'message.sent',
        sender,
        ...(sender === 'agent' ? { senderId: 660 } : {}),
        name: sender,
        messageId: nextMessageId(),
        text,
        ...(skewMs === null ? {} : { sentAt: instant(at + skewMs) }),
      }),
  );

const other: fc.Arbitrary<EventBody> = fc.oneof(
  agent.map((agent): EventBody => ({ type: 'agent.accepted', agent })),
  agent.map(({ agentId }): EventBody => ({ type: 'agent.disconnected', agentId })),
  agent.map((toAgent): EventBody => ({ type: 'chat.transferred', toAgent })),
  queue.map((toQueue): EventBody => ({ type: 'chat.transferred', toQueue })),
  queue.map((queue): EventBody => ({ type: 'chat.queued', queue })),
  messageId.map((messageId): EventBody => ({ type: 'message.edited', messageId, text: 'edited' })),
  messageId.map((messageId): EventBody => ({ type: 'message.redacted', messageId })),
  fc.constantFrom<EventBody>(
    { type: 'bot.handed_off' },
    { type: 'spam.marked' },
    { type: 'spam.unmarked' },
    { type: 'chat.closed', reason: 'agent', final: false },
    { type: 'chat.closed', reason: 'visitor' },
    { type: 'chat.reopened' },
    { type: 'chat.finalized' },
    { type: 'sla.missed', target: 'firstResponse' },
    { type: 'page.viewed', url: 'https://example.com/' },
  ),
);

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: message },
  {
    weight: 1,
    arbitrary: other.map(
      (body): Draft =>
        () =>
          body,
    ),
  },
);

/** A chat of 1 to 26 events that begins on a Friday afternoon before a change of the clock. */
export const arbitraryChat: fc.Arbitrary<readonly ChatEvent[]> = fc
  .tuple(startBody, fc.array(fc.tuple(draft, fc.integer({ min: 0, max: 100_000 })), { maxLength: 25 }))
  .map(([start, drafts]) => {
    let at = instant(START_MS);
    let messages = 0;
    const nextMessageId = () => `m${++messages}`;
    const events: ChatEvent[] = [{ seq: 1, at, offsetMinutes: 60, body: start }];
    for (const [draft, laterMs] of drafts) {
      at = instant(at + laterMs);
      events.push({ seq: events.length + 1, at, offsetMinutes: 60, body: draft(nextMessageId, at) });
    }
    return events;
  });
