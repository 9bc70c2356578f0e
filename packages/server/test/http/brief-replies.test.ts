/** Rows without transcripts are printed from briefs, copied or decoded: with the same bytes as from the documents. */
import { afterAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql/sql.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { runInStore } from '../helpers/run-in-store.ts';

const LOG = '/v2/projects/822/chats';
/** Times in their own spelling, members that are null, texts that look like JSON, transfers of one's own count. */
const ROWS = [
  { chatId: 101, sessionStartTime: '2023-01-20T12:50:43Z', sessionCloseTime: 'later', visitorName: '],{"a":"\\' },
  { chatId: 102, sessionStartTime: '2023-01-20 12:50:43', transfers: null, duration: null, pageName: 'é\u2028😀' },
  { chatId: 103, sumResponseTime: 7, transfers: [{ time: '2023-01-20 12:50:43', toAgent: 5 }], transferCount: 9 },
];
const FIELDS = [
  'chatId',
  'sessionStartTime,sessionCloseTime,transfers,ticketType',
  'visitorName,pageName,duration,transferCount',
];
const VIEWS = ['', '&timestamps=normalized', '&tz=Asia/Tokyo', '&include=preview', '&format=ndjson', '&direction=DESC'];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.importSample(scopeOf(822), 60);
await server.importChats(scopeOf(822), ROWS);
const key = await server.makeKey({ scopes: ['chats:read'] });
const queries = FIELDS.flatMap((fields) => VIEWS.map((view) => `fields=${fields}${view}`));

async function readAll(): Promise<Readonly<Record<string, string>>> {
  const replies = await Promise.all(
    queries.map(async (query) => {
      const { status, text } = await server.get(`${LOG}?${query}`, { key });
      return [query, `${status} ${text}`] as const;
    }),
  );
  return Object.fromEntries(replies);
}

test('with briefs and without', async () => {
  const fromBriefs = await readAll();
  for (const reply of Object.values(fromBriefs)) expect(reply.slice(0, 5)).toMatch(/^200 \{/);
  await runInStore(server.place, sql`DELETE FROM chat_brief`);
  expect(await readAll()).toEqual(fromBriefs);
});
