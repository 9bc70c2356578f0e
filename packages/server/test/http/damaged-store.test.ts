/** What callers and operators see of a chat of which nothing true is left in the store. */
import { expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { sql } from '../../src/store/sql/sql.ts';
import { bootServer, scopeOf, type TestServer } from '../helpers/boot-server.ts';
import { openProject } from '../helpers/open-project.ts';
import { runInStore } from '../helpers/run-in-store.ts';

const CHATS = 30;
const LOST = 7;
const LOG = '/v2/projects/822/chats';

async function bootWithDamage(damage: readonly ReturnType<typeof sql>[]) {
  const server = await bootServer();
  await server.makeProject(822);
  await server.importSample(scopeOf(822), CHATS);
  for (const statement of damage) await runInStore(server.place, statement);
  return { server, key: await server.makeKey({ scopes: ['chats:read'] }) };
}

const DOCUMENT = sql`UPDATE chat SET segment_meta = segment WHERE chat_id = ${LOST}`;
const EVENTS = sql`UPDATE chat_event SET at = at + 1000 WHERE chat_id = ${LOST}`;
/** Otherwise `include=ext` and the feed, which need neither, give it as it was. */
const FULL_ROW = sql`DELETE FROM full_row WHERE chat_id = ${LOST}`;
const error = (code: string) => ({ response: [], errors: [expect.objectContaining({ errormessage: code })] });
const damageLines = (server: TestServer) => server.logLines.filter((line) => line.includes('"isLost"'));

test('a chat of which nothing true is left has an error of its own, alone and in every page that holds it', async () => {
  const { server, key } = await bootWithDamage([DOCUMENT, EVENTS, FULL_ROW]);
  await using _ = server;
  const inPages = [
    '',
    '?limit=10',
    '?limit=10&format=ndjson',
    '?limit=10&include=ext',
    '?limit=10&format=csv',
    '/changes',
  ];
  for (const path of [`${LOG}/${LOST}`, `${LOG}/${LOST}/explain`, ...inPages.slice(1).map((page) => LOG + page)]) {
    for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
      const reply = await server.get(path, { key, headers }).catch((cut: Error) => cut);
      if (reply instanceof Error) continue;
      expect([path, reply.status]).toEqual([path, 500]);
      expect(JSON.parse(reply.text)).toEqual(error('error.chat_damaged'));
      expect(reply.text).toContain(`Chat ${LOST} is damaged`);
    }
  }
  // Without a limit the status is sent before the chat is reached: the connection breaks.
  const whole = await server.get(LOG, { key }).catch((cut: Error) => cut);
  expect(whole instanceof Error || whole.status === 500).toBe(true);
  const after = JSON.parse((await server.get(`${LOG}?limit=100&after=${LOST}`, { key })).text);
  expect(after.response.length).toBe(CHATS - LOST);
});

test('a full row that is sound gives the chat as it was, whatever else is damaged', async () => {
  const { server, key } = await bootWithDamage([]);
  await using _ = server;
  const pages = ['?limit=10&include=ext', '/changes'];
  const read = () => Promise.all(pages.map(async (page) => (await server.get(LOG + page, { key })).text));
  const before = await read();
  await runInStore(server.place, DOCUMENT);
  await runInStore(server.place, EVENTS);
  expect(await read()).toEqual(before);
});

test('lost and mended damage is logged once, counted each time, and told by the health of the server', async () => {
  const { server, key } = await bootWithDamage([DOCUMENT]);
  await using _ = server;
  const path = `${LOG}/${LOST}`;
  expect((await server.get(path, { key })).status).toBe(200);
  expect(damageLines(server).map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', kind: 'document', chat: `acme/822/${LOST}`, isLost: false }),
  ]);
  expect((await server.get('/metrics', { key })).text).toMatch(
    /parley_store_damage_total\{kind="document",fate="mended"\} 1/,
  );
  expect((await server.get('/healthz')).status).toBe(200);
  await runInStore(server.place, EVENTS);
  await runInStore(server.place, DOCUMENT);
  expect((await server.get(path, { key })).status).toBe(500);
  expect((await server.get(path, { key })).status).toBe(500);
  expect(damageLines(server).length).toBe(2);
  expect((await server.get('/metrics', { key })).text).toMatch(/kind="document",fate="lost"\} 2/);
  const health = await server.get('/healthz');
  expect([health.status, JSON.parse(health.text)]).toEqual([500, error('error.store_damaged')]);
});

test('a chat whose events are damaged can be erased', async () => {
  const { server } = await bootWithDamage([EVENTS]);
  await using _ = server;
  const project = await openProject(server.store, scopeOf(822));
  const erased = await project.privacy.eraseChat(chatId(LOST), instant(0), 'operator');
  expect(erased?.revision).toBe(2);
});
