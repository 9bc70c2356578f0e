/** A field says its privacy class in the contract, and that is all that hides it and empties it. */
import {
  Chat,
  ChatExt,
  EVENT_SCHEMAS,
  field,
  ImportedFacts,
  type Privacy,
  TranscriptMessage,
  Transfer,
} from '@parley/contract';
import { type TProperties, type TSchema, Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../model/event.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import { type FieldRule, fieldRule } from './field-rule.ts';
import { openPart } from './open-part.ts';
import { redactBody } from './redact-events.ts';
import { emptyRow } from './redact-row.ts';

const facts = (privacy: Privacy, more: { readonly unit?: string; readonly belongsTo?: 'sender' | 'message' } = {}) =>
  field({ description: 'New.', absent: 'never null', example: 'x', privacy, ...more });

/** One new field of each class and kind of value. */
const ADDED: TProperties = {
  openText: Type.String(facts('open')),
  openNumber: Type.Integer(facts('open')),
  identityText: Type.String(facts('identity')),
  identityId: Type.Integer(facts('identity', { unit: 'id' })),
  identityNumber: Type.Integer(facts('identity')),
  contentText: Type.String(facts('content')),
  contentFlag: Type.Boolean(facts('content')),
  contentTexts: Type.Array(Type.String(), facts('content')),
  contentObject: Type.Object({ inner: Type.String(facts('content')) }, facts('content')),
  contentOrNull: Type.Union([Type.String(), Type.Null()], facts('content')),
  hiddenParts: Type.Array(
    Type.Object(
      { id: Type.String(facts('identity', { unit: 'id' })), words: Type.String(facts('content')) },
      facts('content'),
    ),
    facts('content'),
  ),
  shownParts: Type.Array(
    Type.Object({ at: Type.Integer(facts('open')), words: Type.String(facts('content')) }, facts('open')),
    facts('open'),
  ),
};
const GIVEN = {
  openText: 'agent 7',
  openNumber: 7,
  identityText: 'SECRET',
  identityId: 4711,
  identityNumber: 4712,
  contentText: 'SECRET',
  contentFlag: true,
  contentTexts: ['SECRET', 'SECRET'],
  contentObject: { inner: 'SECRET' },
  contentOrNull: 'SECRET',
  hiddenParts: [{ id: 'p1', words: 'SECRET' }],
  shownParts: [{ at: 3, words: 'SECRET' }],
};
/** What a key with chats:metadata sees of it. */
const SHOWN = {
  openText: 'agent 7',
  openNumber: 7,
  identityText: '',
  identityId: 0,
  identityNumber: 0,
  contentText: '',
  contentFlag: false,
  contentTexts: [],
  contentObject: {},
  contentOrNull: '',
  hiddenParts: [],
  shownParts: [{ at: 3, words: '' }],
};
/** What a redaction of the contact leaves of it: ids stay, and so does a list that has some. */
const EMPTIED = { ...SHOWN, identityId: 4711, hiddenParts: [{ id: 'p1', words: '' }] };

function withAdded({ properties }: { readonly properties: TProperties }, changed: TProperties = {}) {
  return Type.Object({ ...properties, ...changed, ...ADDED }, facts('open'));
}

const CHAT: FieldRule = fieldRule(
  withAdded(Chat, {
    transcript: Type.Array(withAdded(TranscriptMessage), facts('content')),
    transfers: Type.Array(withAdded(Transfer), facts('open')),
  }),
);
const [example] = pageExample.response;
const ROW = {
  ...example,
  transcript: [{ ...example?.transcript[0], ...GIVEN }],
  transfers: [{ reason: 'SECRET', ...GIVEN }],
  ...GIVEN,
};

describe('a new field of each class', () => {
  test('of a chat, its messages and transfers is hidden from keys with chats:metadata', () => {
    const shown = openPart(CHAT, ROW);
    expect(Object.keys(shown)).toEqual(Object.keys(ROW));
    expect(shown).toMatchObject({ ...SHOWN, transcript: [], transfers: [{ reason: '', ...SHOWN }] });
    expect(JSON.stringify(shown)).not.toMatch(/SECRET|471/);
  });

  test('of a chat, its messages and transfers is emptied with the contact in an imported row', () => {
    const emptied = emptyRow(CHAT, ROW, { kind: 'contact' });
    expect(emptied).toMatchObject({ ...EMPTIED, transcript: [EMPTIED], transfers: [{ reason: '', ...EMPTIED }] });
    expect(JSON.stringify(emptied)).not.toMatch(/SECRET|4712/);
  });

  test.each(Object.keys(EVENT_SCHEMAS) as EventBody['type'][])('of %s is emptied with the contact', (type) => {
    const rule = fieldRule(withAdded(EVENT_SCHEMAS[type]));
    const body = { type, ...GIVEN } as unknown as EventBody;
    expect(redactBody(rule, body, 'contact')).toEqual({ ...body, ...EMPTIED });
  });

  test('of the additional facts is hidden', () => {
    const imported = Type.Union([withAdded(ImportedFacts), Type.Null()], facts('open'));
    const rule = fieldRule(withAdded(ChatExt, { imported }));
    expect(openPart(rule, { ...GIVEN, imported: { extra: { a: 'SECRET' }, missing: ['type'], ...GIVEN } })).toEqual({
      ...SHOWN,
      imported: { extra: {}, missing: ['type'], ...SHOWN },
    });
  });

  test('goes with one message only where the contract says so', () => {
    const said = Type.String(facts('content', { belongsTo: 'message' }));
    const rule = fieldRule(withAdded(EVENT_SCHEMAS['message.sent'], { said }));
    const body = { type: 'message.sent', text: 'SECRET', ...GIVEN, said: 'SECRET' } as unknown as EventBody;
    expect(redactBody(rule, body, 'message')).toEqual({ ...body, text: '', said: '' });
    const messages = Type.Array(withAdded(TranscriptMessage, { said }), facts('content'));
    const one = { message: 'hello', ...GIVEN, said: 'SECRET' };
    const row = { chatId: 1, transcript: [one, one], visitorTranscript: 'hello hello' };
    const chat = fieldRule(withAdded(Chat, { transcript: messages }));
    expect(emptyRow(chat, row, { kind: 'message', seq: 2 })).toEqual({
      chatId: 1,
      transcript: [one, { ...one, message: '', said: '' }],
      visitorTranscript: '',
    });
  });

  test('that is about the sender is emptied in messages of the visitor only', () => {
    const mood = Type.String(facts('identity', { belongsTo: 'sender' }));
    const rule = fieldRule(withAdded(EVENT_SCHEMAS['message.sent'], { mood }));
    const moodAfter = (sender: string) =>
      redactBody(rule, { type: 'message.sent', sender, mood: 'SECRET' } as unknown as EventBody, 'contact');
    expect(moodAfter('visitor')).toMatchObject({ mood: '' });
    expect(moodAfter('agent')).toMatchObject({ mood: 'SECRET' });
    expect(moodAfter('bot')).toMatchObject({ mood: 'SECRET' });
  });
});

describe('what is not there', () => {
  const rule = (schema: TSchema) => fieldRule(Type.Object({ it: schema }, facts('open')));
  const number = Type.Union([Type.Integer(), Type.Null()], facts('content'));
  const text = Type.Union([Type.String(), Type.Null()], facts('content'));

  test('stays null where the contract has null for it, and stands as nothing elsewhere', () => {
    expect(openPart(rule(text), { it: null })).toEqual({ it: null });
    expect(openPart(rule(number), { it: null })).toEqual({ it: null });
    expect(openPart(rule(number), { it: 7 })).toEqual({ it: null });
    expect(openPart<unknown>(rule(ADDED.identityId ?? text), { it: null })).toEqual({ it: 0 });
    expect(openPart<unknown>(rule(ADDED.contentText ?? text), { it: null })).toEqual({ it: '' });
  });

  test('stays null in a redacted row', () => {
    const row = { chatId: 1, visitorName: null, transcript: [{ attachments: null, message: null }], transfers: null };
    expect(emptyRow(CHAT, row, { kind: 'contact' })).toEqual(row);
    expect(emptyRow(CHAT, row, { kind: 'message', seq: 1 })).toEqual(row);
  });
});

describe('keys that the contract does not know', () => {
  const row: Readonly<Record<string, unknown>> = JSON.parse(
    `{"chatId":1,"__proto__":{"a":"SECRET"},"toString":"SECRET","constructor":["SECRET"],"hasOwnProperty":{"valueOf":"SECRET"},
      "transcript":[{"message":"SECRET","__proto__":"SECRET","attachments":null}],
      "transfers":[{"__proto__":{"toString":"SECRET"},"kind":"agent"}],"ticketType":{"valueOf":"SECRET"}}`,
  );

  test.each([{ kind: 'contact' }, { kind: 'message', seq: 1 }] as const)(
    'stay as keys after a redaction: %o',
    (scope) => {
      const emptied = emptyRow(CHAT, row, scope);
      expect(JSON.stringify(emptied)).toBe(JSON.stringify(row).replaceAll('SECRET', ''));
    },
  );

  test('hold copies of a message wherever they stand', () => {
    const other = { attachments: [{ type: 'file', payload: { url: 'u', caption: 'about SECRET' } }] };
    const emptied = emptyRow(
      CHAT,
      { chatId: 1, transcript: [{ message: 'SECRET' }, other] },
      { kind: 'message', seq: 1 },
    );
    expect(emptied.transcript).toEqual([
      { message: '' },
      { attachments: [{ type: 'file', payload: { url: 'u', caption: '' } }] },
    ]);
  });

  test('are hidden from keys with chats:metadata', () => {
    const shown = openPart(CHAT, row);
    expect(JSON.stringify(shown)).not.toContain('SECRET');
    expect(Object.keys(shown)).toEqual(Object.keys(row));
  });
});

test('what has no class of its own is as hidden as what it stands in', () => {
  const classless = Type.Object({
    list: Type.Array(Type.Object({ a: Type.String() }), facts('open')),
    bare: Type.String(),
  });
  expect(openPart(fieldRule(classless), { list: [{ a: 'x' }], bare: 'x' })).toEqual({});
  const open = fieldRule(Type.Object({ list: Type.Array(Type.Object({ a: Type.String() })) }, facts('open')));
  expect(openPart(open, { list: [{ a: 'x' }] })).toEqual({ list: [{ a: 'x' }] });
});

test('a value of several kinds of objects has no rule', () => {
  const kinds = Type.Union([Type.Object({ a: Type.Null() }), Type.Object({ b: Type.Null() })], facts('open'));
  expect(() => fieldRule(kinds)).toThrow(TypeError);
});
