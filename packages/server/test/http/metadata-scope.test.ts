/** A key with chats:metadata sees numbers and times, and no content and nobody’s identity, by whatever way it asks. */
import { CHAT_KEYS, type ChatInReply, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, type TestKey } from '../helpers/boot-server.ts';

const LOG = '/v2/projects/822/chats';
const at = (second: number) => `2026-01-05T10:00:${String(second).padStart(2, '0')}Z`;
/** Stands in every text that the scope hides. */
const SECRET = 'kanarienvogel';
const SECRET_ID = 7_341_882_190;
const jane = { agentId: 661, name: 'Jane Doe' };

const CAPTURED = {
  format: 'parley-events/1',
  chatId: 1,
  events: [
    {
      type: 'chat.started',
      at: at(0),
      channel: 'webchat',
      sessionId: `webchat-plugin/customer/${SECRET}`,
      pageName: SECRET,
      visitorName: SECRET,
      ipAddress: SECRET,
      firstUrl: `https://example.com/${SECRET}`,
      contactId: SECRET_ID,
      entityId: SECRET_ID,
      queue: { queueId: 1, name: 'Chat' },
      slaPolicy: { policyId: 'standard', firstResponseSeconds: 60 },
    },
    {
      type: 'message.sent',
      at: at(0),
      sender: 'visitor',
      name: SECRET,
      messageId: `${SECRET}-1`,
      text: SECRET,
      pageUrl: `https://example.com/${SECRET}`,
      pageTitle: SECRET,
      attachments: [{ type: 'image', payload: { url: `https://example.com/${SECRET}.png` } }],
    },
    { type: 'page.viewed', at: at(1), url: `https://example.com/${SECRET}/2`, title: SECRET },
    { type: 'note.added', at: at(1), agentId: 660, name: 'John', text: SECRET },
    { type: 'agent.accepted', at: at(2), agent: { agentId: 660, name: 'John Smith' } },
    {
      type: 'message.sent',
      at: at(3),
      sender: 'agent',
      senderId: 660,
      name: 'John',
      messageId: `${SECRET}-2`,
      text: SECRET,
    },
    { type: 'chat.transferred', at: at(4), toAgent: jane, reason: SECRET },
    { type: 'contact.identified', at: at(5), visitorName: SECRET, contactId: SECRET_ID, entityId: SECRET_ID },
    { type: 'message.edited', at: at(6), messageId: `${SECRET}-2`, text: `${SECRET} again` },
    { type: 'chat.closed', at: at(9), reason: 'agent' },
  ],
};
const message = {
  ...pageExample.response[0]?.transcript[0],
  id: SECRET,
  message: SECRET,
  name: SECRET,
  pageUrl: SECRET,
  pageTitle: SECRET,
};
const IMPORTED = {
  ...pageExample.response[0],
  chatId: 2,
  entityId: SECRET_ID,
  contactId: SECRET_ID,
  sessionId: SECRET,
  pageName: SECRET,
  visitorName: SECRET,
  ipAddress: SECRET,
  firstURL: SECRET,
  lastURL: SECRET,
  visitorTranscript: SECRET,
  agentTranscript: SECRET,
  transcript: [{ ...message, [`${SECRET}Key`]: SECRET }],
  customField: SECRET,
};

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importChats(scope, [CAPTURED, IMPORTED]);
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });
const readKey = await server.makeKey({ scopes: ['chats:read', 'chats:metadata'] });
const adminKey = await server.makeKey({ scopes: ['admin'] });

const PATHS = [
  ...['json', 'ndjson', 'csv', 'csv-messages'].flatMap((format) =>
    ['', '&include=ext', '&include=ext&tz=UTC', '&timestamps=normalized&include=ext', '&limit=2', '&raw=1'].map(
      (more) => `${LOG}?format=${format}${more}`,
    ),
  ),
  `${LOG}?fields=transcript,visitorName,sessionId,contactId,transfers`,
  ...[1, 2].flatMap((id) => [
    `${LOG}/${id}`,
    `${LOG}/${id}?include=ext`,
    `${LOG}/${id}?tz=UTC&include=ext`,
    `${LOG}/${id}/explain`,
  ]),
  `${LOG}/changes`,
  `${LOG}/changes?format=ndjson&tz=UTC`,
  `${LOG}/changes?timestamps=normalized&since=2000-01-01T00:00:00Z`,
  '/v2/projects',
];

function leaks(text: string): boolean {
  return text.includes(SECRET) || text.includes(String(SECRET_ID));
}

async function read(path: string, key: TestKey) {
  const reply = await server.get(path, { key });
  if (reply.status !== 200) throw new TypeError(`${path}: ${reply.text}`);
  return reply;
}

test.each(PATHS)('no content comes out of %s', async (path) => {
  const reply = await read(path, metadataKey);
  expect(leaks(reply.text)).toBe(false);
  expect(leaks(JSON.stringify(reply.headers))).toBe(false);
});

test('a key that may read content gets it by the same ways', async () => {
  for (const key of [readKey, adminKey]) {
    const open = [];
    for (const path of PATHS) if (!leaks((await read(path, key)).text)) open.push(path);
    expect(open).toEqual([`${LOG}/2/explain`, '/v2/projects']);
  }
});

describe('a row', () => {
  const rowsFor = async (key: TestKey) =>
    (JSON.parse((await read(`${LOG}?include=ext`, key)).text) as ChatLogReply).response;

  /** Exactly what the design lists; everything else is as for a key that reads. */
  const HIDDEN: Readonly<Partial<ChatInReply>> = {
    transcript: [],
    visitorTranscript: '',
    agentTranscript: '',
    visitorName: '',
    ipAddress: '',
    firstURL: '',
    lastURL: '',
    pageName: '',
    sessionId: '',
    contactId: 0,
    entityId: 0,
  };

  test('differs in the hidden fields only, and keeps the order of its keys', async () => {
    const [shown, whole] = [await rowsFor(metadataKey), await rowsFor(readKey)];
    expect(shown.length).toBe(2);
    for (const [index, row] of shown.entries()) {
      const full = whole[index];
      if (full?.ext === undefined) throw new TypeError('no such row');
      const { imported } = full.ext;
      expect(Object.keys(row)).toEqual([...CHAT_KEYS, 'ext']);
      expect(row).toEqual({
        ...full,
        ...HIDDEN,
        transfers: full.transfers?.map((transfer) => ({ ...transfer, reason: '' })),
        ext: { ...full.ext, participants: [], imported: imported === null ? null : { ...imported, extra: {} } },
      });
    }
    expect(whole[0]?.transfers?.[0]?.reason).toBe(SECRET);
  });

  test('counts, times and totals stay', async () => {
    const [reduced, full] = [await read(LOG, metadataKey), await read(LOG, readKey)].map(
      ({ text }) => JSON.parse(text) as ChatLogReply,
    );
    for (const name of ['responseCount', 'sumResponseTime', 'transferCount'] as const) {
      expect(reduced?.[name]).toBe(full?.[name]);
    }
    expect(reduced?.transfers[0]).toEqual({ ...full?.transfers[0], reason: '' });
  });
});

describe('filters', () => {
  test.each(['contactId', 'entityId', 'CONTACTID', 'entityid'])('%s is 403, whatever its value', async (name) => {
    for (const value of [String(SECRET_ID), '0', '', 'x']) {
      const reply = await server.get(`${LOG}?limit=0&${name}=${value}`, { key: metadataKey });
      expect(reply.status).toBe(403);
      const [error] = JSON.parse(reply.text).errors;
      expect(error.errormessage).toBe('error.filter_not_allowed');
      expect(error.property.toLowerCase()).toBe(name.toLowerCase());
    }
  });

  test('the same filters work for a key that reads, the others for both', async () => {
    expect((await read(`${LOG}?contactId=${SECRET_ID}`, readKey)).text).toContain('"responseCount":2');
    for (const key of [readKey, metadataKey]) {
      expect((await read(`${LOG}?userId=661`, key)).text).toContain('"responseCount":1');
    }
  });

  test('a key without either scope reads no chats', async () => {
    const writeKey = await server.makeKey({ scopes: ['chats:write'] });
    for (const path of [LOG, `${LOG}/1`, `${LOG}/1/explain`, `${LOG}/changes`, `${LOG}/digest`]) {
      const reply = await server.get(path, { key: writeKey });
      expect([reply.status, JSON.parse(reply.text).errors[0].errormessage]).toEqual([403, 'error.scope_missing']);
    }
  });
});
