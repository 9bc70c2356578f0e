import { EVENT_SCHEMAS, type EventType } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import { canaryEvents, canaryOf, canaryRow, importRow } from '../../../test/helpers/canary-chats.ts';
import { sampleEvents } from '../../../test/helpers/sample-import.ts';
import type { EventBody, ImportedBody, StoredEvent } from '../../model/event.ts';
import { chatId, projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import { foldChat } from '../fold/fold-chat.ts';
import { emptyRedacted, isRedactionChange, redactEvents } from './redact-events.ts';

const AT = instant(Date.UTC(2026, 5, 1));
const ZONE = new Zone('Europe/Budapest');
const CONTACT = { kind: 'contact' } as const;
const message = (seq: number) => ({ kind: 'message', seq }) as const;

function eventsOf(bodies: readonly EventBody[]): readonly StoredEvent[] {
  return bodies.map(
    (body, index) => ({ seq: index + 1, at: instant(index * 1_000), offsetMinutes: 0, body }) as StoredEvent,
  );
}
const started: EventBody = { type: 'chat.started', channel: 'webchat', sessionId: 's' };
const sent = (messageId: string, text: string): EventBody => ({
  type: 'message.sent',
  sender: 'visitor',
  name: 'Ann',
  messageId,
  text,
});

/** Texts that a redaction of the contact empties, whatever the contract says of others. */
const KNOWN_TEXTS: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  'chat.started': ['pageName', 'visitorName', 'ipAddress', 'firstUrl'],
  'message.sent': ['text', 'pageUrl', 'pageTitle'],
  'message.edited': ['text'],
  'note.added': ['text'],
  'page.viewed': ['url', 'title'],
  'chat.transferred': ['reason'],
  'contact.identified': ['visitorName'],
};

function redacted(events: readonly StoredEvent[], scope: Parameters<typeof redactEvents>[1]) {
  const result = redactEvents(events, scope, AT);
  if (result === null) throw new TypeError('there is no such message');
  return result;
}

describe('events of a captured chat', () => {
  const events = canaryEvents('a', 6, AT).map((event, at) => ({ ...event, seq: at + 1 })) as StoredEvent[];

  test('keep number, order, times, ids and keys when a contact is redacted', () => {
    const { events: after, emptied, added } = redacted(events, CONTACT);
    expect(after.slice(0, events.length).map(({ seq, at, body }) => [seq, at, body.type])).toEqual(
      events.map(({ seq, at, body }) => [seq, at, body.type]),
    );
    for (const [index, event] of events.entries()) {
      const keys = Object.keys(event.body).filter((key) => key !== 'attachments');
      expect(Object.keys(after[index]?.body ?? {})).toEqual(keys);
    }
    expect(JSON.stringify(after)).not.toContain(canaryOf('a'));
    expect(emptied.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10]);
    expect(added.map(({ seq, at, body }) => [seq, at, body])).toEqual(
      ['m1', 'm2', 'm3'].map((messageId, index) => [12 + index, AT, { type: 'message.redacted', messageId }]),
    );
  });

  test('given stay as they are: what comes back is another list', () => {
    const before = JSON.stringify(events);
    redacted(events, CONTACT);
    expect(JSON.stringify(events)).toBe(before);
  });

  test('of every kind hold no free text that a redaction forgets', () => {
    interface Property {
      readonly type?: string;
      readonly 'x-privacy'?: string;
      readonly 'x-unit'?: string;
      readonly 'x-belongs-to'?: string;
    }
    // Names of senders stay where no visitor is said to be the sender.
    const isPersonal = (property: Property) =>
      property['x-privacy'] !== 'open' && property['x-unit'] !== 'id' && property['x-belongs-to'] !== 'sender';
    const texts = Object.entries(EVENT_SCHEMAS).map(([type, schema]): [string, string[]] => {
      const properties = Object.entries(schema.properties as Record<string, Property>);
      return [type, properties.filter(([, one]) => one.type === 'string' && isPersonal(one)).map(([key]) => key)];
    });
    for (const [type, keys] of Object.entries(KNOWN_TEXTS)) {
      expect(new Map(texts).get(type), type).toEqual(expect.arrayContaining([...keys]));
    }
    const kinds = texts.map(([type, keys]) => ({
      body: { type, messageId: 'm', ...Object.fromEntries(keys.map((key) => [key, 'SECRET'])) },
    }));
    const all = eventsOf([started, ...(kinds.map(({ body }) => body) as unknown as EventBody[])]);
    expect(JSON.stringify(all)).toContain('SECRET');
    expect(JSON.stringify(redacted(all, CONTACT).events)).not.toContain('SECRET');
  });

  test('of one message lose text, files and edits; a mark that stands there already is not doubled', () => {
    const bodies: EventBody[] = [
      started,
      { ...sent('m', 'secret'), attachments: [{ type: 'image', payload: { url: 'secret' } }] } as EventBody,
      { type: 'message.edited', messageId: 'm', text: 'secret too' },
      sent('n', 'kept'),
      { type: 'message.redacted', messageId: 'm' },
    ];
    const result = redacted(eventsOf(bodies), message(2));
    expect(result).toMatchObject({ messages: 1, added: [] });
    expect(result.events.map(({ body }) => body)).toEqual([
      started,
      sent('m', ''),
      { type: 'message.edited', messageId: 'm', text: '' },
      sent('n', 'kept'),
      { type: 'message.redacted', messageId: 'm' },
    ]);
    const again = redacted(result.events, message(2));
    expect([isRedactionChange(again), again.messages]).toEqual([false, 0]);
  });

  test('that share a message id go together', () => {
    const result = redacted(eventsOf([started, sent('m', 'one'), sent('m', 'two'), sent('n', 'three')]), message(2));
    expect(result.messages).toBe(2);
    expect(JSON.stringify(result.events)).not.toMatch(/one|two/);
    expect(JSON.stringify(result.events)).toContain('three');
    expect(redacted(result.events, message(3)).messages).toBe(0);
  });

  test.each([0, 1, 3, 99, -1, 1.5])('without a message of seq %d are refused', (seq) => {
    expect(redactEvents(eventsOf([started, sent('m', 'x'), { type: 'spam.marked' }]), message(seq), AT)).toBeNull();
  });

  test('of the sample fold to the same numbers, open chats too', () => {
    const key = { chatId: chatId(1), projectId: projectId(822) };
    let changed = 0;
    for (const whole of sampleEvents(150, 50)) {
      for (const part of [whole, whole.slice(0, Math.ceil(whole.length / 2))]) {
        const before = foldChat(key, part, ZONE);
        const result = redacted(part, CONTACT);
        const after = foldChat(key, result.events as typeof part, ZONE);
        changed += Number(isRedactionChange(result));
        expect(after.index).toEqual(before.index);
        const { chat: facts, messages } = after.ext;
        expect(facts).toEqual(before.ext.chat);
        expect(messages.map((one) => ({ ...one, redacted: false }))).toEqual(
          before.ext.messages.map((one) => ({ ...one, redacted: false })),
        );
      }
    }
    expect(changed).toBeGreaterThan(200);
  });
});

describe('an imported row', () => {
  const row = canaryRow('d', 7, 6);
  const { events } = importRow(row, projectId(822), ZONE);
  const bodyOf = ([first]: readonly StoredEvent[]): ImportedBody => {
    if (first?.body.type !== 'chat.imported') throw new TypeError('this is no imported row');
    return first.body;
  };
  const rowOf = (list: readonly StoredEvent[]) => bodyOf(list).row;

  test('keeps every key and everything that is no text', () => {
    const result = redacted(events, CONTACT);
    const after = rowOf(result.events);
    expect(JSON.stringify(after)).not.toContain(canaryOf('d'));
    expect(Object.keys(after)).toEqual(Object.keys(row));
    expect(after).toMatchObject({
      chatId: 7,
      contactId: 6,
      sessionId: row.sessionId,
      sessionStartTime: row.sessionStartTime,
      survey: { answers: [{ question: '', text: '', stars: 4 }] },
      transcript: [
        { message: '', attachments: null, name: '', html: '' },
        { message: '', name: 'John Smith' },
      ],
      transfers: [{ reason: '', comment: '', kind: 'agent', time: '2023-01-20 12:00:00' }],
    });
    expect([result.messages, result.emptied.length, result.added.length]).toEqual([2, 1, 0]);
    expect(isRedactionChange(redacted(result.events, CONTACT))).toBe(false);
  });

  test('loses one message, the joined texts and copies of it under unknown keys', () => {
    const result = redacted(events, message(1));
    const after = rowOf(result.events);
    expect(JSON.stringify(after)).not.toContain(`${canaryOf('d')}one-`);
    expect(after).toMatchObject({ visitorTranscript: '', agentTranscript: '', preview: '', survey: row.survey });
    expect(after).toMatchObject({
      visitorName: row.visitorName,
      transcript: [{ message: '' }, (row.transcript as unknown[])[1]],
    });
    expect(bodyOf(result.events).redacted).toEqual([1]);
    const second = redacted(result.events, message(2));
    expect(bodyOf(second.events).redacted).toEqual([1, 2]);
    expect(second.messages).toBe(1);
  });

  test.each([0, 3, -1, 1.5])('without a message at place %d is refused', (seq) => {
    expect(redactEvents(events, message(seq), AT)).toBeNull();
  });

  test('without texts or transcript is not changed', () => {
    for (const bare of [{ chatId: 7 }, { chatId: 7, transcript: null, visitorName: null, transfers: [] }]) {
      const plain = importRow(bare, projectId(822), ZONE).events;
      expect(isRedactionChange(redacted(plain, CONTACT))).toBe(false);
      expect(redactEvents(plain, message(1), AT)).toBeNull();
    }
  });

  test('of the page keeps its numbers', () => {
    const [example] = pageExample.response;
    const result = redacted(importRow({ ...example }, projectId(822), ZONE).events, CONTACT);
    const texts = [
      'pageName',
      'visitorName',
      'ipAddress',
      'firstURL',
      'lastURL',
      'visitorTranscript',
      'agentTranscript',
      'transcript',
    ];
    const plain = (value: object) => Object.entries(value).filter(([key]) => !texts.includes(key));
    expect(plain(rowOf(result.events))).toEqual(plain(example ?? {}));
  });
});

test('events that arrive with a redaction keep no copy of what it removed', () => {
  const redacted: EventBody = { type: 'message.redacted', messageId: 'm1' };
  const edited: EventBody = { type: 'message.edited', messageId: 'm1', text: 'card 4111' };
  const card = sent('m1', 'card 4111');
  const textsOf = (...bodies: readonly EventBody[]) =>
    emptyRedacted(eventsOf([started, ...bodies])).flatMap(({ body }) => ('text' in body ? [body.text] : []));
  expect(textsOf(card, card, edited, redacted, card, sent('m2', 'kept'))).toEqual(['', '', '', '', 'kept']);
  expect(textsOf(redacted, card)).toEqual(['card 4111']);
  const untouched = eventsOf([started, card]);
  expect(emptyRedacted(untouched)).toBe(untouched);
});
