/** The sample as a whole: the same bytes every time, and chats as mixed as those of a real contact centre. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Chat, EventFormatLine, WireEvent } from '@parley/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { foldChat } from '../../chat-log/fold/fold-chat.ts';
import { decodeEventLine } from '../../chat-log/input/event-format.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import { projectId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import { sampleChats } from './generate-sample.ts';
import { sampleChat } from './sample-chat.ts';
import { SAMPLE_LANGUAGES } from './sample-languages.ts';
import { SampleProject } from './sample-project.ts';

const CHATS = 2000;
const SHA256_OF_50_CHATS = 'e7d88b50f611cc65ef000ef10b12f01f28356dffd1ecb0eae6f1da8f6ef6da54';

function sha256(chats: number, seed: number): string {
  const hash = createHash('sha256');
  for (const line of sampleChats({ chats, seed })) hash.update(`${JSON.stringify(line)}\n`);
  return hash.digest('hex');
}

function foldSample(lines: readonly EventFormatLine[]): Chat[] {
  const zone = new Zone('Europe/Budapest');
  const calendars = new CompiledCalendars();
  return lines.map((line) => {
    const decoded = decodeEventLine(line);
    if ('problem' in decoded)
      throw new TypeError(`chat ${line.chatId}: ${decoded.problem.field} ${decoded.problem.reason}`);
    return foldChat({ projectId: projectId(822), chatId: decoded.chatId }, decoded.events, zone, calendars).chat;
  });
}

describe('sampleChats', () => {
  test('gives the same bytes for the same seed, on every machine', () => {
    expect(sha256(50, 7)).toBe(SHA256_OF_50_CHATS);
    expect(sha256(50, 8)).not.toBe(SHA256_OF_50_CHATS);
  });

  test('makes any chat without the ones before it', () => {
    const lines = [...sampleChats({ chats: 900, seed: 5 })];
    for (const index of [0, 63, 400, 850]) {
      expect(sampleChat(5, index)).toEqual(lines[index]);
    }
  });

  test('begins at the id, the day and with the agents that are asked for', () => {
    const [line] = sampleChats({ chats: 1, seed: 1, firstChatId: 500, startDay: '2024-02-29' });
    expect(line?.chatId).toBe(500);
    expect(line?.events[0]?.at).toMatch(/^2024-02-29T0/);
    expect(() => [...sampleChats({ chats: 1, seed: 1, startDay: '2023-02-29' })]).toThrow(RangeError);
    expect(() => [...sampleChats({ chats: 1, seed: 1, firstChatId: 0 })]).toThrow(RangeError);
    expect(() => new SampleProject({ agentsPerQueue: 1 })).toThrow(RangeError);
    expect(new SampleProject({ agentsPerQueue: 3 }).queues.map(({ agents }) => agents.length)).toEqual([3, 3, 3, 3, 3]);
  });
});

describe('2,000 sample chats', () => {
  let lines: readonly EventFormatLine[] = [];
  let rows: readonly Chat[] = [];
  let events: readonly WireEvent[] = [];
  beforeAll(() => {
    lines = [...sampleChats({ chats: CHATS, seed: 7 })];
    rows = foldSample(lines);
    events = lines.flatMap((line) => line.events);
  });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('have 12 messages and 5.3 KB on average, and compress as real text does', () => {
    const documents = rows.map((row) => Buffer.from(JSON.stringify(row)));
    const bytes = mean(documents.map((document) => document.length));
    const packedBytes = mean(documents.map((document) => deflateRawSync(document, { level: 6 }).length));
    const messages = mean(rows.map((row) => row.transcript.length));
    expect(messages).toBeGreaterThan(11.5);
    expect(messages).toBeLessThan(12.5);
    expect(bytes).toBeGreaterThan(5120);
    expect(bytes).toBeLessThan(5600);
    expect(bytes / packedBytes).toBeGreaterThan(2.8);
    expect(bytes / packedBytes).toBeLessThan(3.6);
  });

  test('hold every kind of outcome, channel and event', () => {
    const kinds = (values: readonly string[]) => [...new Set(values)].sort();
    expect(kinds(rows.map((row) => row.disposition))).toEqual(['Completed', 'In progress', 'Lost', 'Missed']);
    expect(kinds(rows.map((row) => row.slaStatus))).toEqual(['', 'Out of SLA', 'Within SLA']);
    expect(kinds(rows.map((row) => row.type))).toEqual(['messenger', 'telegram', 'webchat', 'whatsapp']);
    expect(kinds(rows.flatMap((row) => row.transfers.map(({ kind }) => kind)))).toEqual(['agent', 'queue']);
    expect(kinds(rows.map((row) => String(row.isSPAM)))).toEqual(['0', '1']);
    expect(kinds(events.map(({ type }) => type))).toEqual([
      'agent.accepted',
      'agent.declined',
      'agent.disconnected',
      'agent.offered',
      'bot.handed_off',
      'chat.closed',
      'chat.finalized',
      'chat.queued',
      'chat.reopened',
      'chat.started',
      'chat.transferred',
      'contact.identified',
      'message.edited',
      'message.redacted',
      'message.sent',
      'note.added',
      'page.viewed',
      'sla.missed',
      'spam.marked',
      'spam.unmarked',
      'ticket.linked',
    ]);
    expect(events.some((event) => event.type === 'chat.closed' && event.reason === 'bot_resolved')).toBe(true);
  });

  test('start one after another, are open only among the newest, and have unique ids', () => {
    const starts = lines.map((line) => Date.parse(line.events[0]?.at ?? ''));
    expect(starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? 0))).toBe(true);
    const open = rows.filter((row) => row.disposition === 'In progress').map((row) => row.chatId);
    expect(open.length).toBeGreaterThan(0);
    expect(open.every((chatId) => chatId > CHATS - 16)).toBe(true);
    const messageIds = rows.flatMap((row) => row.transcript.map(({ id }) => id));
    expect(new Set(messageIds).size).toBe(messageIds.length);
    const tickets = rows.map((row) => row.ticketNo).filter((ticketNo) => ticketNo !== '');
    expect(tickets.filter((ticketNo) => !/^822-\d{8}-\d{6}$/.test(ticketNo))).toEqual([]);
    expect(new Set(tickets).size).toBe(tickets.length);
    const session = /^(webchat|telegram|messenger|whatsapp)-plugin\/customer\/[0-9a-f-]{36}$/;
    expect(rows.filter((row) => !session.test(row.sessionId))).toEqual([]);
  });

  test('fall into both nights of the clock change, and over midnight', () => {
    const atNight = (day: string) => rows.filter((row) => row.sessionStartTime?.startsWith(`${day} 0`)).length;
    expect(atNight('2025-03-30')).toBeGreaterThan(0);
    expect(atNight('2025-10-26')).toBeGreaterThan(0);
    const overMidnight = rows.filter(
      (row) => (row.sessionCloseTime ?? '').slice(0, 10) > (row.sessionStartTime ?? '').slice(0, 10),
    );
    expect(overMidnight.length).toBeGreaterThan(0);
  });

  test('come back to the same contact on the same channel', () => {
    const starts = lines.map(({ events: [start] }) => (start?.type === 'chat.started' ? start : null));
    const returns = starts.filter((start) => start?.previousChatId !== undefined);
    expect(returns.length).toBeGreaterThan(50);
    for (const start of returns) {
      const before = starts[(start?.previousChatId ?? 0) - 1];
      expect(before?.channel).toBe(start?.channel);
      if (before?.contactId !== undefined && start?.contactId !== undefined)
        expect(before.contactId).toBe(start.contactId);
    }
  });
});

describe('the sentences', () => {
  test('are at least 150 over eight languages, each language with every part', () => {
    const languages = SAMPLE_LANGUAGES.map(({ phrases }) => phrases);
    const count = languages.reduce((sum, { lines }) => sum + Object.values(lines).flat().length, 0);
    expect(count).toBeGreaterThan(150);
    expect(languages.map(({ language }) => language).sort()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'hu', 'ja', 'pl']);
    for (const { lines } of languages) for (const part of Object.values(lines)) expect(part.length).toBeGreaterThan(0);
  });
});
