/** Whatever changes in a chat as it is exported reaches the change feed: every field either changes here, or says why it never does. */
import { CHAT_KEYS, Chat, ChatExt, type ChatInReply, MessageExt } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import type { EventBody } from '../../src/model/event.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer } from '../helpers/boot-server.ts';
import { withLaterKeys } from '../helpers/later-keys.ts';

const LOG = '/v2/projects/822/chats';
const START_MS = Date.UTC(2026, 0, 5, 10, 0, 0, 250);

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
const key = await server.makeKey();

/** Fields of a captured chat that nothing changes after the chat's first event, with the reason. */
const FIXED: Readonly<Record<string, string>> = {
  chatId: 'names the chat',
  projectId: 'names the project',
  type: 'told by chat.started only',
  sessionId: 'told by chat.started only',
  pageName: 'told by chat.started only',
  ipAddress: 'told by chat.started only',
  firstURL: 'told by chat.started only',
  sessionStartTime: 'told by chat.started only',
  chatLog: 'always null, as on the page',
  firstQueue: 'always null, as on the page',
  lastQueue: 'always null, as on the page',
  'transfers[].chatId': 'names the chat; comes and goes with its transfer',
  'ext.metricsVersion': 'the version of the rules: changes with a rebuild only',
  'ext.previousChatId': 'told by chat.started only',
  'ext.times.sessionStart': 'told by chat.started only',
  'ext.sla': 'null without a policy, which is told by chat.started only',
  'ext.sla.policyId': 'the policy in force when the chat started',
  'ext.imported': 'null for captured chats; see the test of imported rows',
  'ext.imported.extra': 'as ext.imported',
  'ext.imported.missing[]': 'as ext.imported',
};

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** Paths of the values of a schema: `transcript[].message`. An object that may be null is a path beside those in it. */
function pathsOf(schema: SchemaNode, path = ''): readonly string[] {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.flatMap((part) => pathsOf(part, path)))];
  if (schema.items !== undefined) return pathsOf(schema.items, `${path}[]`);
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return [path];
  return members.flatMap(([name, member]) => pathsOf(member, path === '' ? name : `${path}.${name}`));
}

const EXPORTED: readonly string[] = [
  ...pathsOf(Chat as SchemaNode),
  ...pathsOf(ChatExt as SchemaNode, 'ext'),
  ...pathsOf(MessageExt as SchemaNode, 'transcript[].ext'),
];

/** All values that stand at each path, in order. */
function valuesOf(value: unknown, path = '', found = new Map<string, unknown[]>()): Map<string, unknown[]> {
  if (Array.isArray(value)) {
    for (const item of value) valuesOf(item, `${path}[]`, found);
  } else if (typeof value === 'object' && value !== null && path !== 'ext.imported.extra') {
    for (const [name, member] of Object.entries(value)) valuesOf(member, path === '' ? name : `${path}.${name}`, found);
  } else {
    found.set(path, [...(found.get(path) ?? []), value]);
  }
  return found;
}

/** Paths at which two states of a chat differ. */
function changedPaths(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)),
  );
}

/** Exported paths that neither changed nor are known to be fixed. */
function uncovered(exported: readonly string[], changed: ReadonlySet<string>): readonly string[] {
  return exported.filter((path) => !changed.has(path) && !(path in FIXED));
}

async function readChat(id: number): Promise<ChatInReply> {
  return JSON.parse((await server.get(`${LOG}/${id}?include=ext`, { key })).text).response;
}

async function readEnd(): Promise<string> {
  await server.settle();
  return String((await server.get(`${LOG}?limit=1`, { key })).headers['parley-sync-cursor']);
}

async function readFeed(cursor: string): Promise<ChatInReply[]> {
  await server.settle();
  return JSON.parse((await server.get(`${LOG}/changes?cursor=${cursor}`, { key })).text).response;
}

const JOHN = { agentId: 660, name: 'John' };
const JANE = { agentId: 661, name: 'Jane' };
const SALES = { queueId: 1, name: 'Sales', waitingLimitSeconds: 60 };
const BILLING = { queueId: 2, name: 'Billing' };
const ALWAYS: [string, string][] = [['00:00', '24:00']];
const ticketType = (n: number) => ({
  fieldId: n,
  valueId: n,
  label: `l${n}`,
  exportValue: `e${n}`,
  params: [`p${n}`],
  fgColor: `f${n}`,
  bgColor: `b${n}`,
  sort: n,
  status: n,
  system: n,
  fieldValueId: n,
});
const ticket = (n: number) => ({ ticketId: n, ticketNo: `822-20260105-${n}`, ticketType: ticketType(n) });
const attachments = [{ type: 'image', payload: { url: 'https://example.com/a.png' } }];
const message = (sender: 'visitor' | 'agent' | 'bot', messageId: string, more: object = {}): EventBody => ({
  type: 'message.sent',
  sender,
  name: sender,
  messageId,
  text: `text of ${messageId}`,
  ...(sender === 'agent' ? { senderId: 660 } : {}),
  ...more,
});

type Step = readonly [afterSeconds: number, body: EventBody];

/** Chats whose events, one after another, change everything that can change. */
const SCENES: Readonly<Record<string, readonly Step[]>> = {
  'a chat of people': [
    [
      0,
      {
        type: 'chat.started',
        channel: 'webchat',
        sessionId: 's',
        visitorName: 'V',
        firstUrl: 'https://example.com/',
        slaPolicy: {
          policyId: 'p',
          firstResponseSeconds: 60,
          nextResponseSeconds: 60,
          waitingSeconds: 90,
          closeSeconds: 900,
        },
        calendar: {
          timeZone: 'Europe/Budapest',
          monday: ALWAYS,
          tuesday: ALWAYS,
          wednesday: ALWAYS,
          thursday: ALWAYS,
          friday: ALWAYS,
          saturday: ALWAYS,
          sunday: ALWAYS,
          holidays: [],
        },
      },
    ],
    [5, { type: 'chat.queued', queue: SALES }],
    [5, message('visitor', 'm1', { pageUrl: 'https://example.com/1', pageTitle: 'One', attachments })],
    [10, { type: 'agent.accepted', agent: JOHN }],
    [10, message('agent', 'm2')],
    [10, message('visitor', 'm3')],
    [100, message('agent', 'm4')],
    [10, { type: 'page.viewed', url: 'https://example.com/2', title: 'Two' }],
    [10, { type: 'contact.identified', visitorName: 'Vera', contactId: 6, entityId: 7 }],
    [10, { type: 'ticket.linked', ticket: ticket(1) }],
    [10, { type: 'ticket.linked', ticket: ticket(2) }],
    [10, { type: 'chat.transferred', toAgent: JANE, reason: 'knows more' }],
    [10, { type: 'chat.transferred', toQueue: BILLING, reason: 'bill' }],
    [10, message('visitor', 'm5', { attachments: [{ type: 'file', payload: { url: 'https://example.com/b' } }] })],
    [10, { type: 'message.edited', messageId: 'm3', text: 'other' }],
    [10, { type: 'message.redacted', messageId: 'm1' }],
    [10, { type: 'spam.marked' }],
    [10, { type: 'spam.unmarked' }],
    [10, { type: 'sla.missed', target: 'nextResponse', turn: 1 }],
    [10, { type: 'chat.closed', reason: 'agent' }],
  ],
  'a chat of a bot': [
    [0, { type: 'chat.started', channel: 'webchat', sessionId: 's', heldByBot: true, queue: SALES }],
    [5, message('bot', 'm1')],
    [5, message('visitor', 'm2')],
    [5, { type: 'bot.handed_off', queue: BILLING }],
    [5, { type: 'chat.closed', reason: 'visitor_left' }],
  ],
};

describe('captured chats', () => {
  const changed = new Set<string>();

  test.each(Object.entries(SCENES))('%s: each change is in the feed, as the chat is then', async (_, steps) => {
    let [atMs, id, before] = [START_MS, 0, null as ChatInReply | null];
    for (const [afterSeconds, body] of steps) {
      atMs += afterSeconds * 1_000;
      const cursor = await readEnd();
      expect(await readFeed(cursor)).toEqual([]);
      const events = [{ at: instant(atMs), offsetMinutes: 60, body }];
      const result = await project.chats.append({ chatId: id === 0 ? null : chatId(id), events });
      if ('refused' in result) throw new TypeError(result.refused);
      id = result.chatId;
      const after = await readChat(id);
      expect(await readFeed(cursor), body.type).toEqual([after]);
      expect(after.ext?.revision).toBe((before?.ext?.revision ?? 0) + 1);
      if (before !== null) for (const path of changedPaths(before, after)) changed.add(path);
      before = after;
    }
  });

  test('every exported field changed on the way, or is known not to change', () => {
    expect(uncovered(EXPORTED, changed)).toEqual([]);
    expect(Object.keys(FIXED).filter((path) => changed.has(path) && path !== 'transfers[].chatId')).toEqual([]);
    expect(Object.keys(FIXED).filter((path) => !EXPORTED.includes(path))).toEqual([]);
    expect(EXPORTED.length).toBeGreaterThan(90);
  });

  test('a new field without an event that changes it would be noticed', () => {
    expect(uncovered([...EXPORTED, 'mood'], changed)).toEqual(['mood']);
    expect(uncovered(EXPORTED, new Set([...changed].filter((path) => path !== 'isSPAM')))).toEqual(['isSPAM']);
    const shape: SchemaNode = {
      properties: { a: { anyOf: [{ type: 'null' }, { items: { properties: { b: {} } } }] } },
    };
    expect(pathsOf(shape)).toEqual(['a', 'a[].b']);
  });
});

describe('imported rows', () => {
  const [example] = pageExample.response.map(withLaterKeys);
  const CHANGEABLE = CHAT_KEYS.filter((name) => name !== 'chatId' && name !== 'projectId');
  const otherValue = (name: string, value: unknown): unknown => {
    if (typeof value === 'number') return name === 'isSPAM' ? 1 - value : value + 1;
    if (typeof value === 'string')
      return name.endsWith('Time') ? value.replace(/\d$/, '9').replace(/^\d{4}/, '2022') : `${value} x`;
    if (name === 'ticketType') return { ...example?.ticketType, label: 'other' };
    if (name === 'transcript') return example?.transcript.slice(0, 1);
    if (name === 'transfers') return [{ chatId: 500, kind: 'agent', reason: 'r' }];
    return value === null ? 'x' : value;
  };

  test.each(CHANGEABLE)('a correction of %s is in the feed', async (name) => {
    const row: Readonly<Record<string, unknown>> = { ...example, chatId: 500 };
    await server.importChats(project, [row]);
    const before = await readChat(500);
    const cursor = await readEnd();
    const other = otherValue(name, row[name]);
    // A value that is always null cannot be corrected: whatever else stands there is refused or kept as given.
    await server.importChats(project, [{ ...row, [name]: other }]).catch((error: unknown) => {
      if (row[name] !== null) throw error;
    });
    const after = await readChat(500);
    if (JSON.stringify(after) === JSON.stringify(before)) {
      expect(row[name]).toBeNull();
      expect(await readFeed(cursor)).toEqual([]);
      return;
    }
    expect(changedPaths(before, after).some((path) => path.startsWith(name))).toBe(true);
    expect(await readFeed(cursor)).toEqual([after]);
  });

  test('keys that are new or missing are in the feed too', async () => {
    await server.importChats(project, [{ ...example, chatId: 501 }]);
    const cursor = await readEnd();
    const { duration: _, ...rest } = { ...example, duration: 0 };
    await server.importChats(project, [{ ...rest, chatId: 501, mood: 'good' }]);
    const [element] = await readFeed(cursor);
    expect(element?.ext?.imported).toEqual({ extra: { mood: 'good' }, missing: ['duration'] });
  });
});
