/** The replies that docs/spec/chat-log-api.md shows fulfil the contract. What else the documents show is checked by tests/docs.test.ts. */
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { ChatInReply } from './chat-in-reply.ts';
import { ChatLogReply, ErrorReply } from './envelope.ts';

const PAGE = readFileSync(new URL('../../../docs/spec/chat-log-api.md', import.meta.url), 'utf8');
const [LOG, ERROR] = [...PAGE.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, code = '']) => JSON.parse(code));

test('the log', () => {
  expect(Value.Check(ChatLogReply, LOG)).toBe(true);
});

test('the error', () => {
  expect(Value.Check(ErrorReply, ERROR)).toBe(true);
});

test('one is no example of the other, and a chat with a key too few is none at all', () => {
  expect(Value.Check(ChatLogReply, ERROR)).toBe(false);
  expect(Value.Check(ErrorReply, LOG)).toBe(false);
  const [{ transcript: _, ...chat }] = LOG.response;
  expect(Value.Check(ChatInReply, LOG.response[0])).toBe(true);
  expect(Value.Check(ChatInReply, chat)).toBe(false);
});
