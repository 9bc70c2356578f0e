/** `format=chatml`: one conversation per line, as models are trained on them: what visitors wrote, and what they were answered. */
import type { ViewedChat } from '../view/chat-view.ts';
import { type LogBatch, type LogFormatDefinition, type LogPart, printedParts, textPart } from './log-format.ts';

export const FORMAT: LogFormatDefinition = {
  name: 'chatml',
  summary: 'one conversation per line for training models',
  contentType: 'application/jsonl; charset=utf-8',
  accept: null,
  rank: 8,
  body: {
    description:
      'Lines of `{"messages":[{"role":"user","content":"…"},{"role":"assistant","content":"…"}]}`. The visitor is the user, agents and bots are the assistant; what one side wrote in a row is joined by line feeds. Chats that were not answered, messages without text and messages whose writer is not known are left out.',
    example: '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello, how can I help?"}]}\n',
    isBinary: false,
  },
  fileName: (projectId) => `chats-${projectId}.chatml.jsonl`,
  isCompressed: false,
  takesFields: false,
  readsFacts: true,
  escapesFormulas: false,
  isForCopies: false,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: conversationLine,
  runOrder: () => null,
  encode,
};

async function* encode(batches: AsyncIterable<LogBatch>): AsyncGenerator<LogPart> {
  for await (const batch of batches) {
    if (batch.kind === 'printed') yield* printedParts(batch.chats);
    if (batch.kind !== 'viewed') continue;
    const lines = batch.chats.map(conversationLine).join('');
    if (lines !== '') yield textPart(lines);
  }
}

type Role = 'user' | 'assistant';

/** Empty unless both sides wrote. */
function conversationLine(chat: ViewedChat): string {
  const turns: { role: Role; texts: string[] }[] = [];
  for (const [at, { message, name }] of (chat.row.transcript ?? []).entries()) {
    const role = roleOf(chat, at, name);
    if (role === null || message === null || message === '') continue;
    const last = turns.at(-1);
    if (last?.role === role) last.texts.push(message);
    else turns.push({ role, texts: [message] });
  }
  if (new Set(turns.map(({ role }) => role)).size < 2) return '';
  return `${JSON.stringify({ messages: turns.map(({ role, texts }) => ({ role, content: texts.join('\n') })) })}\n`;
}

/** Imported messages give only a name, which is then compared with the visitor's. */
function roleOf({ row, facts }: ViewedChat, at: number, name: string | null): Role | null {
  const sender = facts?.messages[at]?.sender ?? null;
  if (sender !== null) return sender === 'visitor' ? 'user' : 'assistant';
  if (name === null || name === '') return null;
  return name === row.visitorName ? 'user' : 'assistant';
}
