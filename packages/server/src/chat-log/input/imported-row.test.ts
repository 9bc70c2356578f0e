import { CHAT_KEYS, Chat, ImportedChat } from '@parley/contract';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { withLaterKeys } from '../../../test/helpers/later-keys.ts';
import { chatId, projectId } from '../../model/ids.ts';
import { UNKNOWN_START } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import pageExample from '../../services/sample/page-example.json' with { type: 'json' };
import { renderNormalized } from '../view/convert-time-zone.ts';
import { printedTimesOf } from '../view/printed-times.ts';
import { foldImportedRow, type ReadRow, readImportedRow } from './imported-row.ts';

const PROJECT = projectId(822);
const BUDAPEST = new Zone('Europe/Budapest');
const [pageRow] = pageExample.response;
if (pageRow === undefined) throw new TypeError('the fixture has no row');
const PAGE_ROW: Readonly<Record<string, unknown>> = withLaterKeys(pageRow);

function read(row: unknown, zone = BUDAPEST): ReadRow {
  const result = readImportedRow(row, PROJECT, zone);
  if ('problem' in result) throw new TypeError(`${result.problem.field}: ${result.problem.reason}`);
  return result;
}

/** A row with messages at these times and no other values than the given ones. */
function rowAt(dates: readonly string[], values: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...PAGE_ROW, transcript: dates.map((date, index) => ({ date, id: `m${index}`, message: 'x' })), ...values };
}

function timesOf(row: unknown, zone = BUDAPEST) {
  return read(row, zone).folded.ext.chat.times;
}

describe('the page example', () => {
  test('comes back deep-equal, key order, nulls and mixed zones included', () => {
    const { folded, warnings, row } = read(PAGE_ROW);
    expect(folded.chat).toEqual(PAGE_ROW);
    expect(JSON.stringify(folded.chat)).toBe(JSON.stringify(PAGE_ROW));
    expect(Object.keys(folded.chat)).toEqual(CHAT_KEYS);
    expect(warnings).toEqual([]);
    expect(row).toBe(PAGE_ROW);
  });

  test('is understood although it prints two zones', () => {
    const { index, ext } = read(PAGE_ROW).folded;
    expect(ext.chat.times).toEqual({
      sessionStart: '2023-01-20T11:50:43.000Z',
      sessionClose: '2023-01-20T11:54:01.000Z',
      firstVisitorMessage: '2023-01-20T11:50:43.000Z',
      firstAgentMessage: '2023-01-20T11:50:50.000Z',
      lastVisitorMessage: '2023-01-20T11:50:43.000Z',
      lastAgentMessage: '2023-01-20T11:52:43.000Z',
      firstAccepted: null,
      handedOff: null,
    });
    expect(index).toEqual({
      isOpen: false,
      startedAt: Date.parse('2023-01-20T11:50:43Z'),
      lastAgent: 660,
      entityId: 6,
      contactId: 6,
      ticketId: 15,
      type: 'webchat',
      disposition: 'Completed',
      slaStatus: 'Within SLA',
      isSpam: false,
      agents: [660],
      queues: [3803],
      nextDueAt: null,
    });
    expect(ext.chat.participants).toEqual([
      { kind: 'queue', id: 3803, name: 'Chat', joinedAt: null },
      { kind: 'agent', id: 660, name: 'John Smith', joinedAt: null },
    ]);
    expect(ext.chat.imported).toEqual({ extra: {}, missing: [] });
    expect(ext.messages).toHaveLength(3);
  });

  test('gives the same entry when it is folded again', () => {
    const again = foldImportedRow(PAGE_ROW, { projectId: PROJECT, chatId: chatId(1) }, BUDAPEST);
    expect(JSON.stringify(again)).toBe(JSON.stringify(read(PAGE_ROW).folded));
  });

  test('prints all times in one zone when that is asked for', () => {
    const { chat, ext } = read(PAGE_ROW).folded;
    const tokyo = renderNormalized(chat, printedTimesOf(ext), new Zone('Asia/Tokyo'));
    expect(tokyo).toEqual({
      ...chat,
      sessionStartTime: '2023-01-20 20:50:43',
      sessionCloseTime: '2023-01-20 20:54:01',
      firstVisitorMessageTime: '2023-01-20 20:50:43',
      firstAgentMessageTime: '2023-01-20 20:50:50',
      lastVisitorMessageTime: '2023-01-20 20:50:43',
      lastAgentMessageTime: '2023-01-20 20:52:43',
      transcript: chat.transcript?.map((message, index) => ({
        ...message,
        date: ['2023-01-20T20:50:43+09:00', '2023-01-20T20:50:50+09:00', '2023-01-20T20:52:43+09:00'][index],
      })),
    });
    expect(Object.keys(tokyo)).toEqual(CHAT_KEYS);
  });
});

describe('a row that has less or more than the contract', () => {
  test('with its id alone is filled by the rules for absent values', () => {
    const { chat, ext, index } = read({ chatId: 9 }).folded;
    expect(Object.keys(chat)).toEqual(CHAT_KEYS);
    expect(chat).toMatchObject({
      chatId: 9,
      projectId: 822,
      contactId: 0,
      ticketNo: '',
      sessionStartTime: null,
      duration: null,
      isSPAM: 0,
      transcript: [],
      ticketType: null,
      responseCount: null,
      transfers: [],
      transferCount: 0,
    });
    expect(ext.chat.imported?.missing).toEqual(CHAT_KEYS.filter((key) => key !== 'chatId'));
    expect(index.startedAt).toBe(UNKNOWN_START);
  });

  test('keeps unknown keys by path and names missing ones, at every depth', () => {
    const row = JSON.parse(`{"chatId":9,"colour":"red","__proto__":{"polluted":true},
      "transcript":[{"date":"2023-01-20T12:50:43+01:00","id":"m","message":"x","name":"V","pageUrl":"","rating":5,
        "attachments":[{"type":"image","payload":{"url":"u","size":12}}]}],
      "transfers":[{"toAgent":5,"cause":"busy"}]}`);
    const { chat, ext } = read(row).folded;
    const imported = ext.chat.imported;
    expect(JSON.parse(JSON.stringify(imported?.extra))).toEqual(
      JSON.parse(`{"transcript[0].attachments[0].payload.size":12,"transcript[0].rating":5,
        "colour":"red","__proto__":{"polluted":true}}`),
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(imported?.missing).toContain('transcript[0].pageTitle');
    expect(chat.transcript?.[0]).toEqual({
      attachments: [{ type: 'image', payload: { url: 'u' } }],
      date: '2023-01-20T12:50:43+01:00',
      id: 'm',
      message: 'x',
      name: 'V',
      pageUrl: '',
      pageTitle: '',
    });
    expect(chat.transfers).toEqual(row.transfers);
  });

  test('copies null for every key but the id', () => {
    const nulls = Object.fromEntries(CHAT_KEYS.map((key) => [key, null]));
    const { chat, index } = read({ ...nulls, chatId: 3 }).folded;
    expect(chat).toEqual({ ...nulls, chatId: 3 });
    expect(index).toMatchObject({ lastAgent: 0, contactId: 0, type: '', disposition: '', isOpen: true, isSpam: false });
  });

  test.each<[Record<string, unknown>, boolean]>([
    [{ sessionCloseTime: null, disposition: 'In progress' }, true],
    [{ sessionCloseTime: null, disposition: 'Missed' }, false],
    [{ sessionCloseTime: '', disposition: '' }, true],
    [{ disposition: 'In progress' }, false],
  ])('%o is open: %s', (values, isOpen) => {
    expect(read({ ...PAGE_ROW, ...values }).folded.index.isOpen).toBe(isOpen);
  });
});

interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** Any value that the schema allows; an object may lack some of its keys. */
function arbitraryOf(schema: SchemaNode): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return fc.string({ maxLength: 8 });
    case 'integer':
      return fc.nat();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), { maxLength: 2 });
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).map(
        ([key, member]) => [key, arbitraryOf(member)] as const,
      );
      return fc.record(Object.fromEntries(members), { requiredKeys: [] });
    }
    default:
      return fc.jsonValue();
  }
}

describe('the type of imported chats', () => {
  test('is that of every row that is taken, and every row of that type is taken', () => {
    const rows = arbitraryOf(ImportedChat as SchemaNode).map((row) => ({
      ...(row as object),
      chatId: 7,
      projectId: null,
    }));
    const nulls = new Set<string>();
    fc.assert(
      fc.property(rows, (row) => {
        const { chat } = read(row).folded;
        expect([...Value.Errors(ImportedChat, chat)]).toEqual([]);
        expect(Object.keys(chat)).toEqual(CHAT_KEYS);
        for (const [key, value] of Object.entries(chat)) if (value === null) nulls.add(key);
      }),
      { numRuns: 300, seed: 17 },
    );
    expect(CHAT_KEYS.filter((key) => !nulls.has(key))).toEqual(['chatId']);
  });

  test('has null in every member but the id and the lists, and any text for outcomes; that of captured chats has not', () => {
    const { chat } = read({ chatId: 7, disposition: 'Solved', slaStatus: 'ok', type: null }).folded;
    expect(chat).toMatchObject({ disposition: 'Solved', slaStatus: 'ok', type: null });
    expect(Value.Check(ImportedChat, chat)).toBe(true);
    expect(Value.Check(Chat, chat)).toBe(false);
    for (const key of CHAT_KEYS) {
      const isNullable = Value.Check(ImportedChat, { ...chat, [key]: null });
      expect([key, isNullable]).toEqual([key, key !== 'chatId']);
    }
    const missing = CHAT_KEYS.filter((key) => {
      const { [key]: _, ...rest } = chat;
      return !Value.Check(ImportedChat as TSchema, rest);
    });
    expect(missing).toEqual(CHAT_KEYS);
  });
});

describe('a row is refused', () => {
  test.each<[unknown, string, RegExp]>([
    [[PAGE_ROW], '', /object/],
    [{ ...PAGE_ROW, chatId: undefined }, 'chatId', /missing/],
    [JSON.parse('{"__proto__":{"chatId":1}}'), 'chatId', /missing/],
    [{ ...PAGE_ROW, chatId: null }, 'chatId', /whole number/],
    [{ ...PAGE_ROW, chatId: '1' }, 'chatId', /whole number/],
    [{ ...PAGE_ROW, chatId: -1 }, 'chatId', /whole number/],
    [{ ...PAGE_ROW, chatId: 2 ** 53 }, 'chatId', /whole number/],
    [{ ...PAGE_ROW, chatId: 1.5 }, 'chatId', /whole number/],
    [{ ...PAGE_ROW, projectId: 823 }, 'projectId', /is 823, but the import goes into 822/],
    [{ ...PAGE_ROW, contactId: 2 ** 53 }, 'contactId', /0 to 2\^53-1/],
    [{ ...PAGE_ROW, lastAgent: -3 }, 'lastAgent', /0 to 2\^53-1/],
    [{ ...PAGE_ROW, duration: Number.POSITIVE_INFINITY }, 'duration', /whole number/],
    [{ ...PAGE_ROW, duration: '198' }, 'duration', /whole number/],
    [{ ...PAGE_ROW, visitorName: 5 }, 'visitorName', /text/],
    [{ ...PAGE_ROW, isSPAM: true }, 'isSPAM', /0, 1/],
    [{ ...PAGE_ROW, chatLog: 'x' }, 'chatLog', /must be null/],
    [{ ...PAGE_ROW, transcript: {} }, 'transcript', /array/],
    [{ ...PAGE_ROW, transcript: [null] }, 'transcript[0]', /object/],
    [rowAt([], { transcript: [{ message: 5 }] }), 'transcript[0].message', /text/],
    [rowAt([], { transcript: [{ attachments: ['u'] }] }), 'transcript[0].attachments[0]', /object/],
    [{ ...PAGE_ROW, ticketType: [] }, 'ticketType', /object/],
    [{ ...PAGE_ROW, transfers: ['Ann'] }, 'transfers[0]', /an object/],
  ])('%o', (row, field, reason) => {
    const result = readImportedRow(row, PROJECT, BUDAPEST);
    expect(result).toMatchObject({ problem: { field, reason: expect.stringMatching(reason) } });
  });

  test('and a stored one that would be refused is an error', () => {
    expect(() => foldImportedRow({ chatId: 'x' }, { projectId: PROJECT, chatId: chatId(1) }, BUDAPEST)).toThrow(
      TypeError,
    );
  });
});

describe('the instants of an imported row', () => {
  test('of a row in the zone of its transcript are read there', () => {
    const row = rowAt(['2023-07-20T12:00:00+02:00', '2023-07-20T12:09:00+02:00'], {
      sessionStartTime: '2023-07-20 11:59:50',
      sessionCloseTime: '2023-07-20 12:10:00',
      duration: 610,
      firstVisitorMessageTime: '2023-07-20 12:00:00',
      lastVisitorMessageTime: '2023-07-20 12:09:00',
    });
    expect(timesOf(row)).toMatchObject({
      sessionStart: '2023-07-20T09:59:50.000Z',
      sessionClose: '2023-07-20T10:10:00.000Z',
      firstVisitorMessage: '2023-07-20T10:00:00.000Z',
      lastVisitorMessage: '2023-07-20T10:09:00.000Z',
    });
  });

  test('over a clock change take the offset that each message has', () => {
    const row = rowAt(['2023-10-29T02:59:00+02:00', '2023-10-29T02:05:00+01:00'], {
      sessionStartTime: '2023-10-29 02:58:00',
      sessionCloseTime: '2023-10-29 02:06:00',
      duration: 480,
      firstVisitorMessageTime: '2023-10-29 02:59:00',
      lastAgentMessageTime: '2023-10-29 02:05:00',
    });
    expect(timesOf(row)).toMatchObject({
      sessionStart: '2023-10-29T00:58:00.000Z',
      sessionClose: '2023-10-29T01:06:00.000Z',
      firstVisitorMessage: '2023-10-29T00:59:00.000Z',
      lastAgentMessage: '2023-10-29T01:05:00.000Z',
    });
  });

  test("without a transcript are read in the project's zone", () => {
    const row = rowAt([], { sessionStartTime: '2023-07-20 12:00:00', sessionCloseTime: null });
    expect(timesOf(row)).toMatchObject({ sessionStart: '2023-07-20T10:00:00.000Z', sessionClose: null });
    expect(timesOf(row, new Zone('Asia/Tokyo')).sessionStart).toBe('2023-07-20T03:00:00.000Z');
  });

  test('fall back to the first message where the start cannot be read', () => {
    const row = rowAt(['2023-07-20T12:00:00+02:00'], { sessionStartTime: 'yesterday' });
    const { folded, warnings } = read(row);
    expect(folded.ext.chat.times.sessionStart).toBeNull();
    expect(folded.index.startedAt).toBe(Date.parse('2023-07-20T10:00:00Z'));
    expect(folded.chat.sessionStartTime).toBe('yesterday');
    expect(warnings).toContain('time that cannot be read');
  });
});

describe('implausible rows are taken and warned of', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['dates out of order', rowAt(['2023-01-20T12:50:43+01:00', '2023-01-20T12:50:42+01:00']), 'times out of order'],
    ['a close before the start', { ...PAGE_ROW, sessionCloseTime: '2023-01-19 11:00:00' }, 'times out of order'],
    [
      'a wall time in a gap',
      rowAt([], { sessionStartTime: '2023-03-26 02:30:00' }),
      'wall time that a clock change skips',
    ],
    ['a day that is not', rowAt([], { sessionStartTime: '2023-02-30 02:30:00' }), 'time that cannot be read'],
    ['a message at no time', rowAt(['2023-01-20 12:60:43']), 'time that cannot be read'],
    ['a session without UUID', { ...PAGE_ROW, sessionId: 'abc' }, 'session id without a UUID'],
    ['no transcript', rowAt([]), 'no messages'],
    ['a huge message', { ...PAGE_ROW, transcript: [{ message: 'x'.repeat(10_000_000) }] }, 'very long message'],
    ['a wrong duration', { ...PAGE_ROW, duration: 100 }, 'duration that disagrees with the times'],
    ['a wrong count', { ...PAGE_ROW, transferCount: 2 }, 'count that disagrees with the list'],
  ])('%s', (_, row, warning) => {
    const { warnings, folded } = read(row);
    expect(warnings).toContain(warning);
    expect(new Set(warnings).size).toBe(warnings.length);
    expect(folded.chat.sessionStartTime).toBe(row.sessionStartTime);
  });
});
