/** Conversations for training: one line for each chat in which both sides wrote. */
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
const said = (at: number, sender: string, text: string) => ({
  type: 'message.sent',
  at: `2026-01-05T10:00:0${at}Z`,
  sender,
  messageId: `m${at}`,
  text,
  ...(sender === 'visitor' ? { name: 'Vera' } : { name: 'Adam' }),
});
const chat = (chatId: number, messages: readonly unknown[]) => ({
  format: 'parley-events/1',
  chatId,
  events: [
    { type: 'chat.started', at: '2026-01-05T10:00:00Z', channel: 'webchat', sessionId: 's', visitorName: 'Vera' },
    ...messages,
  ],
});
await server.importChats(scope, [
  chat(1, [
    said(1, 'visitor', 'Hi'),
    said(2, 'visitor', 'are you there?'),
    said(3, 'agent', 'Yes "always"'),
    said(4, 'visitor', 'Thanks'),
  ]),
  chat(2, [said(1, 'visitor', 'Nobody answers')]),
  chat(3, []),
]);
await server.importChats(scope, [
  {
    chatId: 9,
    projectId: 822,
    visitorName: 'Max',
    transcript: [
      { id: 'a', date: '2026-01-05T10:00:00Z', message: 'Hello', name: 'Max' },
      { id: 'b', date: '2026-01-05T10:00:05Z', message: 'Who wrote this?', name: null },
      { id: 'c', date: '2026-01-05T10:00:09Z', message: 'Good day', name: 'Eve' },
    ],
  },
]);
const key = await server.makeKey();

test('what one side wrote in a row is one message; chats that were not answered are left out', async () => {
  const { text, headers } = await server.get('/v2/projects/822/chats?format=chatml', { key });
  expect(text.endsWith('\n')).toBe(true);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      messages: [
        { role: 'user', content: 'Hi\nare you there?' },
        { role: 'assistant', content: 'Yes "always"' },
        { role: 'user', content: 'Thanks' },
      ],
    },
    {
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Good day' },
      ],
    },
  ]);
  expect(headers['content-disposition']).toBe('attachment; filename="chats-822.chatml.jsonl"');
});

test('who may not read texts gets no conversation', async () => {
  const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });
  expect((await server.get('/v2/projects/822/conversations.jsonl', { key: metadataKey })).text).toBe('');
});
