/** The exact texts that are cut out of the lines of a log are those that parsing and printing gives. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { wireText } from '../src/chat-digest.ts';
import type { ChatInReply } from '../src/contract-types.ts';
import { CopyTables, createTables } from '../src/pull/copy-tables.ts';
import { LineSplitter, LOG_LINES, type LogLine } from '../src/pull/log-line.ts';

const EXT = { revision: 7, times: { start: 'a}"b' }, list: [{ ext: 1 }] };
const messageExt = (seq: number) => ({ sender: 'agent', senderId: 3, seq, editedAt: null, redacted: false });

function lineOf(messages: readonly object[] | null, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ chatId: 5, pageName: 'é,"ext":{"\\', transcript: messages, ...more, ext: EXT }));
}

const textsOf = (line: Buffer) => {
  const parts = new LineSplitter().split(line);
  return parts === null ? null : [parts.document, parts.ext, parts.messageExt].map(String);
};

const LINES = [
  ['no messages', lineOf([])],
  ['no list of messages', lineOf(null)],
  ['a message', lineOf([{ message: 'x', ext: messageExt(1) }])],
  [
    'messages that look like keys',
    lineOf([
      { message: ',"ext":{"a":1}}', name: '\\",\\"ext\\":{', ext: messageExt(1) },
      { message: '}]🎉"', name: '\\', ext: messageExt(2) },
    ]),
  ],
  ['a later key', lineOf([{ message: 'x', ext: messageExt(1) }], { disposition: 'a"}' })],
] as const;

const ODD = [
  ['an ext elsewhere', lineOf([{ message: 'x', ext: messageExt(1) }], { queue: { id: 1, ext: { a: 1 } } })],
  ['a message without ext', lineOf([{ message: 'x' }, { message: 'y', ext: messageExt(2) }])],
  ['an ext that is not the last of its message', lineOf([{ message: 'x', ext: messageExt(1), pageUrl: '' }])],
] as const;

describe('a line', () => {
  test.each(LINES)('with %s is cut into the exact texts', (_, line) => {
    const chat = JSON.parse(line.toString()) as ChatInReply;
    const added = (chat.transcript ?? []).map(({ ext }) => ext);
    expect(textsOf(line)).toEqual([wireText(chat), JSON.stringify(EXT), JSON.stringify(added)]);
  });

  test('keeps what printing would change', () => {
    const line = Buffer.from(
      '{"chatId":5,"pageName":"\\u00e9\\/","duration":1.0,"transcript":[],"ext":{"revision":1}}',
    );
    expect(textsOf(line)?.[0]).toBe('{"chatId":5,"pageName":"\\u00e9\\/","duration":1.0,"transcript":[]}');
  });

  test('that was cut or has no ext is not cut into parts', () => {
    const line = lineOf([{ message: 'x', ext: messageExt(1) }]);
    expect([textsOf(line.subarray(0, -1)), textsOf(Buffer.from('{"chatId":5}'))]).toEqual([null, null]);
  });

  test.each([...LINES, ...ODD])('with %s is in the tables as it came', (_, line) => {
    using database = new DatabaseSync(':memory:');
    createTables(database);
    const tables = new CopyTables(database);
    expect([tables.applyLine(line), tables.applyLine(line)]).toEqual([1, 0]);
    const chat = JSON.parse(line.toString()) as ChatInReply;
    const [row] = database.prepare('SELECT document, ext, revision FROM chat_document').all();
    expect({ ...row }).toEqual({ document: wireText(chat), ext: JSON.stringify(EXT), revision: 7 });
    const messages = database.prepare('SELECT message, seq FROM message ORDER BY position').all();
    const expected = (chat.transcript ?? []).map(({ message, ext }) => ({ message, seq: ext?.seq ?? null }));
    expect(messages.map((message) => ({ ...message }))).toEqual(expected);
  });
});

test.each([1, 7, 1_000])('lines come whole out of pieces of %d bytes', async (size) => {
  const lines = LINES.map(([, line]) => line);
  const body = Buffer.from(`${lines.join('\n')}\n\n{"end":true,"rows":5}\n{"chatId":6`);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
  }
  const read: unknown[] = [];
  for await (const batch of LOG_LINES.lines(pieces())) read.push(...batch.map(LOG_LINES.read));
  const end = read.pop();
  expect(read.map((line) => String((line as LogLine).bytes))).toEqual(lines.map(String));
  expect(end).toEqual({ end: true, rows: 5 });
});

test('a line that is no UTF-8 or no JSON is a broken reply', () => {
  expect(() => LOG_LINES.read(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow('damaged in transit');
  expect(() => LOG_LINES.read(Buffer.from('{"chatId"'))).toThrow('not JSON');
});
