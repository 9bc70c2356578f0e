/**
 * Conversations that people wrote, as chats: through the import into a store and out of the log again. Their text is not
 * part of the project, so the tests are skipped where it does not lie beside it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Chat, EVENT_FORMAT, type WireEvent } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootServer, TENANT, type TestKey, type TestServer } from '../helpers/boot-server.ts';
import { type CliRun, runCli } from '../helpers/run-cli.ts';

interface Dialogue {
  readonly id: string;
  readonly turns: readonly (readonly [side: 'visitor' | 'agent', text: string])[];
}

const FILE = fileURLToPath(new URL('../../../../../shared/data/dialogs.ndjson.gz', import.meta.url));
const REASON = existsSync(FILE) ? '' : ' (skipped: ../shared/data/dialogs.ndjson.gz is not there)';
const DIALOGUES = 3_000;
const LOG = '/v2/projects/822/chats';
const FIRST_START_MS = Date.UTC(2025, 10, 3, 8);
const START_EVERY_MS = 60_000;
const EVENT_EVERY_MS = 7_300;
const AGENT = { agentId: 660, name: 'John Smith' };
const NAMES = { visitor: 'Visitor', agent: AGENT.name };

function readDialogues(): readonly Dialogue[] {
  const lines = gunzipSync(readFileSync(FILE)).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Dialogue);
}

/** What happened in the chat, without when: an agent takes it before the first answer. */
function happenings({ id, turns }: Dialogue): readonly Omit<WireEvent, 'at'>[] {
  const firstAnswer = turns.findIndex(([side]) => side === 'agent');
  const started = { type: 'chat.started', channel: 'webchat', sessionId: id, queue: { queueId: 3803, name: 'Chat' } };
  const messages = turns.flatMap(([sender, text], at) => {
    const senderId = sender === 'agent' ? { senderId: AGENT.agentId } : {};
    const message = { type: 'message.sent', sender, ...senderId, name: NAMES[sender], messageId: `m${at + 1}`, text };
    return at === firstAnswer ? [{ type: 'agent.accepted', agent: AGENT }, message] : [message];
  });
  return [started, ...messages, { type: 'chat.closed', reason: 'agent' }] as readonly Omit<WireEvent, 'at'>[];
}

function lineOf(dialogue: Dialogue, index: number): string {
  const startMs = FIRST_START_MS + index * START_EVERY_MS;
  const events = happenings(dialogue).map(({ type, ...rest }, at) => {
    return { type, at: new Date(startMs + at * EVENT_EVERY_MS).toISOString(), ...rest };
  });
  return JSON.stringify({ format: EVENT_FORMAT, chatId: index + 1, events });
}

/** What people wrote of a chat, in the order in which it stands in the log. */
function wordsOf(chat: Chat) {
  return {
    chatId: chat.chatId,
    transcript: chat.transcript.map(({ name, message }) => [name, message]),
    visitor: chat.visitorTranscript,
    agent: chat.agentTranscript,
  };
}

function expectedWords({ turns }: Dialogue, index: number): ReturnType<typeof wordsOf> {
  const said = (by: string) => turns.flatMap(([side, text]) => (side === by && text !== '' ? [text] : [])).join(' ');
  return {
    chatId: index + 1,
    transcript: turns.map(([side, text]) => [NAMES[side], text]),
    visitor: said('visitor'),
    agent: said('agent'),
  };
}

/** Text of the bytes. @throws TypeError when they are not UTF-8 */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function parseLines(text: string): readonly Chat[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Chat);
}

describe.skipIf(REASON !== '')(`conversations that people wrote${REASON}`, () => {
  let server: TestServer;
  let key: TestKey;
  let imported: CliRun;
  let dialogues: readonly Dialogue[] = [];
  let expected: readonly ReturnType<typeof wordsOf>[] = [];

  beforeAll(async () => {
    dialogues = readDialogues();
    expected = dialogues.map(expectedWords);
    server = await bootServer();
    await server.makeProject(822);
    key = await server.makeKey();
    const { data } = server.place;
    const file = join(data, 'dialogues.ndjson');
    writeFileSync(file, dialogues.map((dialogue, at) => `${lineOf(dialogue, at)}\n`).join(''));
    const project = ['--tenant', TENANT, '--project', '822'];
    imported = await runCli(['import', '--data', data, ...project, file]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function readLog(query: string): Promise<readonly Chat[]> {
    const { bytes } = await server.get(`${LOG}?${query}`, { key });
    return (JSON.parse(decode(bytes)) as { readonly response: readonly Chat[] }).response;
  }

  test('there are as many as there should be, with letters beyond ASCII among them', () => {
    const texts = dialogues.flatMap(({ turns }) => turns.map(([, text]) => text));
    expect(dialogues).toHaveLength(DIALOGUES);
    expect(new Set(dialogues.map(({ id }) => id)).size).toBe(DIALOGUES);
    expect(texts.filter((text) => Buffer.byteLength(text) > text.length).length).toBeGreaterThan(10);
  });

  test('a server reads while the import writes all of them', async () => {
    // Progress is shown on slow machines only.
    expect(imported.stderr.replaceAll(', 0 rejected, ', '')).not.toContain('reject');
    expect(imported.exitCode).toBe(0);
    const { headers } = await server.get(`${LOG}?limit=1`, { key });
    expect(headers['x-total-count']).toBe(String(DIALOGUES));
  });

  test('the log holds each once, every text to the byte and in its place', async () => {
    const chats = await readLog('');
    expect(chats.map(wordsOf)).toEqual(expected);
    expect(chats.map(({ sessionId }) => sessionId)).toEqual(dialogues.map(({ id }) => id));
  });

  test('the check finds a single space that is not where it was', async () => {
    const [chat] = await readLog('limit=1');
    if (chat === undefined) throw new TypeError('the log is empty');
    const transcript = chat.transcript.map((one) => ({ ...one, message: `${one.message} ` }));
    expect(wordsOf({ ...chat, transcript })).not.toEqual(expected[0]);
    expect(wordsOf({ ...chat, visitorTranscript: chat.visitorTranscript.trimEnd().slice(1) })).not.toEqual(expected[0]);
  });

  test.each(['format=ndjson', 'format=ndjson&tz=UTC', 'format=ndjson&include=ext'])(
    'as gzip too: %s',
    async (query) => {
      const reply = await server.get(`${LOG}?${query}`, { key, headers: { 'accept-encoding': 'gzip' } });
      expect(reply.headers['content-encoding']).toBe('gzip');
      expect(parseLines(decode(gunzipSync(reply.bytes))).map(wordsOf)).toEqual(expected);
    },
  );

  test('page by page they are the same', async () => {
    const pages: Chat[] = [];
    for (let after = 0; after < DIALOGUES; after += 750) pages.push(...(await readLog(`limit=750&after=${after}`)));
    expect(pages.map(wordsOf)).toEqual(expected);
  });

  test('a human answered in each, and times fit the turns', async () => {
    const chats = await readLog('');
    for (const [index, chat] of chats.entries()) {
      const { turns = [] } = dialogues[index] ?? {};
      const dates = chat.transcript.map(({ date }) => Date.parse(date));
      expect(dates).toEqual([...dates].sort((a, b) => a - b));
      expect([chat.disposition, chat.firstAgentName, chat.transcript.length]).toEqual([
        'Completed',
        AGENT.name,
        turns.length,
      ]);
    }
  });
});
