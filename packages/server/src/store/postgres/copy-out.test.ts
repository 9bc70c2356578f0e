import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Connection } from 'pg';
import { expect, test } from 'vitest';
import { CopyOut } from './copy-out.ts';

const ROWS = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(70_000, 7), Buffer.from('last')];
const NOTICE = message('N', Buffer.from('SNOTICE\0\0'));
const END = Buffer.concat([message('c'), message('C', Buffer.from('COPY 4\0')), message('Z', Buffer.from('I'))]);

function message(kind: string, content = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

/** A COPY that waits for an answer, and what reaches the parser of `pg` of it. */
function begin() {
  const stream = new PassThrough();
  const passedOn: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => passedOn.push(bytes));
  const asked: string[] = [];
  const query = (text: string) => asked.push(text);
  const copy = new CopyOut('COPY …');
  copy.submit(Object.assign(new EventEmitter(), { stream, query }) as unknown as Connection);
  expect(asked).toEqual(['COPY …']);
  return { copy, stream, passedOn: () => Buffer.concat(passedOn) };
}

/** Each piece in a buffer of its own, as a socket gives them. */
function send(stream: PassThrough, bytes: Buffer, pieceBytes: number): void {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    stream.write(Buffer.from(new Uint8Array(bytes.subarray(at, at + pieceBytes)).buffer));
  }
}

test.each([1, 3, 4_096, 65_536, 1_000_000])('rows that come in pieces of %i bytes', async (pieceBytes) => {
  const { copy, stream, passedOn } = begin();
  const [first, ...others] = ROWS.map((row) => message('d', row));
  const sent = [message('H', Buffer.alloc(3)), first ?? NOTICE, NOTICE, ...others, END];
  send(stream, Buffer.concat(sent), pieceBytes);
  await expect.poll(passedOn, { timeout: 20_000 }).toEqual(END);
  // The parser hears of what comes later too.
  stream.write('more');
  await expect.poll(() => passedOn().toString()).toMatch(/more$/);
  copy.handleReadyForQuery();
  expect(await copy.result).toEqual(Buffer.concat(ROWS));
});

test('an error instead of the rest', async () => {
  const { copy, stream, passedOn } = begin();
  const error = message('E', Buffer.from('SERROR\0\0'));
  send(stream, Buffer.concat([message('H', Buffer.alloc(3)), message('d', Buffer.from('some')), error]), 7);
  await expect.poll(passedOn).toEqual(error);
  copy.handleError(new Error('as the parser read it'));
  await expect(copy.result).rejects.toThrow('as the parser read it');
});
