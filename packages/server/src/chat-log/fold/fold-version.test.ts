/** That stored chats are folded again when the fold gives other bytes: whoever changes its output must raise `FOLD_VERSION`. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import botResolved from '../../../test/fixtures/metrics/bot-resolved.json' with { type: 'json' };
import chainOfTransfers from '../../../test/fixtures/metrics/chain-of-transfers.json' with { type: 'json' };
import deadlineOverWeekEndAndHoliday from '../../../test/fixtures/metrics/deadline-over-week-end-and-holiday.json' with {
  type: 'json',
};
import declinedOfferIsNoTransfer from '../../../test/fixtures/metrics/declined-offer-is-no-transfer.json' with {
  type: 'json',
};
import editOfAQuestion from '../../../test/fixtures/metrics/edit-of-a-question.json' with { type: 'json' };
import handOffToTheOwner from '../../../test/fixtures/metrics/hand-off-to-the-owner.json' with { type: 'json' };
import lastAddress from '../../../test/fixtures/metrics/last-address.json' with { type: 'json' };
import lateArrivalIsPutInOrder from '../../../test/fixtures/metrics/late-arrival-is-put-in-order.json' with {
  type: 'json',
};
import longChat from '../../../test/fixtures/metrics/long-chat.json' with { type: 'json' };
import lostAtTheLimit from '../../../test/fixtures/metrics/lost-at-the-limit.json' with { type: 'json' };
import lostConnectionIsNoTransfer from '../../../test/fixtures/metrics/lost-connection-is-no-transfer.json' with {
  type: 'json',
};
import midnight from '../../../test/fixtures/metrics/midnight.json' with { type: 'json' };
import missedInTheLunchBreak from '../../../test/fixtures/metrics/missed-in-the-lunch-break.json' with { type: 'json' };
import parkedAndOutOfHours from '../../../test/fixtures/metrics/parked-and-out-of-hours.json' with { type: 'json' };
import privateNoteIsNothing from '../../../test/fixtures/metrics/private-note-is-nothing.json' with { type: 'json' };
import providerClockBehind from '../../../test/fixtures/metrics/provider-clock-behind.json' with { type: 'json' };
import queuedAgainWaitsAgain from '../../../test/fixtures/metrics/queued-again-waits-again.json' with { type: 'json' };
import redactionIsForGood from '../../../test/fixtures/metrics/redaction-is-for-good.json' with { type: 'json' };
import slaMissOfSecondTurn from '../../../test/fixtures/metrics/sla-miss-of-second-turn.json' with { type: 'json' };
import slaReopenedAndOverdue from '../../../test/fixtures/metrics/sla-reopened-and-overdue.json' with { type: 'json' };
import slaTimerSawMiss from '../../../test/fixtures/metrics/sla-timer-saw-miss.json' with { type: 'json' };
import slaVoidAndMissed from '../../../test/fixtures/metrics/sla-void-and-missed.json' with { type: 'json' };
import softCloseFinalized from '../../../test/fixtures/metrics/soft-close-finalized.json' with { type: 'json' };
import spam from '../../../test/fixtures/metrics/spam.json' with { type: 'json' };
import spamAndBack from '../../../test/fixtures/metrics/spam-and-back.json' with { type: 'json' };
import ticketLinkedLater from '../../../test/fixtures/metrics/ticket-linked-later.json' with { type: 'json' };
import transferToAgent from '../../../test/fixtures/metrics/transfer-to-agent.json' with { type: 'json' };
import transferToQueue from '../../../test/fixtures/metrics/transfer-to-queue.json' with { type: 'json' };
import visitorBecomesKnown from '../../../test/fixtures/metrics/visitor-becomes-known.json' with { type: 'json' };
import type { EventBody, StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId, projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import { decodeEventLine } from '../input/event-format.ts';
import { foldStored } from './fold-stored.ts';
import { FOLD_VERSION } from './fold-version.ts';
import type { FoldedChat } from './folded-chat.ts';

/** SHA-256 over everything that is stored of the chats below, by the version of the fold that made it. */
const HASHES: Readonly<Record<number, string>> = {
  2: '9d4103f146ff8b337bc755eb5be280006535f94287f8acc3b5e49d5be96b931b',
};

const ADVICE =
  "the fold's output changed: raise FOLD_VERSION in packages/server/src/chat-log/fold/fold-version.ts so that stored chats are folded again, and record the new hash";

/** Cases of the metrics with an event of that kind. A new kind does not compile without one. */
const CASES = {
  'chat.started': [midnight, deadlineOverWeekEndAndHoliday, slaVoidAndMissed],
  'message.sent': [longChat, providerClockBehind, lateArrivalIsPutInOrder],
  'message.edited': [editOfAQuestion],
  'message.redacted': [redactionIsForGood],
  'agent.offered': [declinedOfferIsNoTransfer],
  'agent.declined': [declinedOfferIsNoTransfer],
  'agent.accepted': [transferToAgent],
  'agent.disconnected': [lostConnectionIsNoTransfer],
  'chat.queued': [queuedAgainWaitsAgain],
  'chat.transferred': [chainOfTransfers, transferToQueue],
  'chat.parked': [parkedAndOutOfHours],
  'hours.ended': [parkedAndOutOfHours],
  'hours.began': [parkedAndOutOfHours],
  'bot.handed_off': [handOffToTheOwner],
  'chat.closed': [lostAtTheLimit, missedInTheLunchBreak, botResolved],
  'chat.reopened': [slaReopenedAndOverdue],
  'chat.finalized': [softCloseFinalized],
  'spam.marked': [spam],
  'spam.unmarked': [spamAndBack],
  'contact.identified': [visitorBecomesKnown],
  'ticket.linked': [ticketLinkedLater],
  'note.added': [privateNoteIsNothing],
  'page.viewed': [lastAddress],
  'sla.missed': [slaTimerSawMiss, slaMissOfSecondTurn],
} satisfies Record<EventBody['type'], readonly { readonly timeZone: string; readonly line: unknown }[]>;

/** Rows as the vendor exports them, and the places of their redacted messages. */
const [ROW] = pageExample.response;
const ROWS = [
  { row: { ...ROW }, redacted: [] },
  { row: { ...ROW, chatId: 2, disposition: 'Abandoned', type: null, unknown: { deep: ['x', 1] } }, redacted: [1] },
  {
    row: { chatId: 3, sessionStartTime: '2024-05-05 23:30:00', sessionCloseTime: '2024-05-05 23:40:00' },
    redacted: [],
  },
  { row: { chatId: 4, type: 'web\ud83dchat', visitorName: 'a\0b' }, redacted: [] },
];

interface KnownChat {
  readonly id: ChatId;
  readonly zone: Zone;
  readonly events: readonly StoredEvent[];
}

function capturedChats(): readonly KnownChat[] {
  return [...new Set(Object.values(CASES).flat())].map(({ timeZone, line }) => {
    const decoded = decodeEventLine(line);
    if ('problem' in decoded) throw new TypeError(`${decoded.problem.field}: ${decoded.problem.reason}`);
    return { id: decoded.chatId, zone: new Zone(timeZone), events: decoded.events };
  });
}

function importedChats(): readonly KnownChat[] {
  return ROWS.map(({ row, redacted }, at) => {
    const body = { type: 'chat.imported', row, ...(redacted.length === 0 ? {} : { redacted }) } as const;
    const events = [{ seq: 1, at: instant(0), offsetMinutes: 0, body }];
    return { id: chatId(at + 1), zone: new Zone('America/New_York'), events };
  });
}

function foldAll(): readonly FoldedChat[] {
  return [...capturedChats(), ...importedChats()].map(({ id, zone, events }) =>
    foldStored({ projectId: projectId(822), zone }, id, events),
  );
}

/** Of the documents and of what they are found by. */
function hashOf(chats: readonly FoldedChat[]): string {
  const hash = createHash('sha256');
  for (const { chat, ext, index } of chats) hash.update(`${JSON.stringify([chat, ext, index])}\n`);
  return hash.digest('hex');
}

test('the fold of this version gives the bytes that were recorded for it', () => {
  expect(hashOf(foldAll()), ADVICE).toBe(HASHES[FOLD_VERSION]);
});

test.each(Object.entries(CASES))('the chats of %s have such an event', (type, cases) => {
  for (const { line } of cases) expect(line.events.map((event) => event.type)).toContain(type);
});

describe('the hash is another one', () => {
  const chats = foldAll();
  const [first, ...rest] = chats;
  if (first === undefined) throw new TypeError('no chats');

  test.each([
    ['of one changed value of a document', { ...first, chat: { ...first.chat, duration: 1 } }],
    ['of one changed value beside the document', { ...first, ext: { ...first.ext, messages: [] } }],
    [
      'of one changed value that chats are found by',
      { ...first, index: { ...first.index, isSpam: !first.index.isSpam } },
    ],
    ['of keys in another order', { ...first, chat: Object.fromEntries(Object.entries(first.chat).toReversed()) }],
  ])('%s', (_, changed) => {
    expect(hashOf([changed as FoldedChat, ...rest])).not.toBe(hashOf(chats));
  });

  test('of a chat that is missing', () => {
    expect(hashOf(rest)).not.toBe(hashOf(chats));
  });
});
