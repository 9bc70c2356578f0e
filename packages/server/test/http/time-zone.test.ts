/** A project's time zone is changed beside a server: what it sends meanwhile, and until all chats are printed for the new one. */
import type { ChatInReply, ChatLogReply, ProjectsReply } from '@parley/contract';
import { afterAll, expect, test } from 'vitest';
import { projectId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { Zone } from '../../src/model/zone.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { runCli } from '../helpers/run-cli.ts';
import { testDeed } from '../helpers/test-deed.ts';
import { override } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
const NEW_ZONE = 'America/New_York';
const CHATS = 70;

const refolds: number[] = [];

/** Notes when the server asks for outdated chats. */
function watchRefolds(store: ChatStore): ChatStore {
  const { maintenance } = store;
  const watched: ChatStore['maintenance'] = {
    ...maintenance,
    refold: (...request) => {
      refolds.push(performance.now());
      return maintenance.refold(...request);
    },
  };
  return override(store, { maintenance: watched });
}

const server = await bootServer({ wrapStore: watchRefolds });
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
const key = await server.makeKey();
// Imported as closed: a service level target that falls due would change a chat by itself.
await server.importChats(
  project,
  Array.from({ length: CHATS }, (_, index) => {
    const [at, end] = [0, 60_000].map((ms) =>
      new Date(Date.UTC(2023, 0, 20, 2) + index * 3_600_000 + ms).toISOString(),
    );
    const message = { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: `m${index}`, text: 'hello' };
    const events = [
      { type: 'chat.started', at, channel: 'webchat', sessionId: `s${index}` },
      message,
      { type: 'chat.closed', at: end, reason: 'agent' },
    ];
    return { format: 'parley-events/1', chatId: index + 1, events };
  }),
);

async function read(query: string, headers: Readonly<Record<string, string>> = {}) {
  const reply = await server.get(`${LOG}?${query}`, { key, headers });
  const rows = reply.status === 200 ? (JSON.parse(reply.text) as ChatLogReply).response : [];
  return { status: reply.status, headers: reply.headers, rows };
}

async function listProjects(): Promise<ProjectsReply['response']> {
  return (JSON.parse((await server.get('/v2/projects', { key })).text) as ProjectsReply).response;
}

function isPrintedIn(zoneName: string): (chat: ChatInReply) => boolean {
  const zone = new Zone(zoneName);
  return ({ sessionStartTime, ext }) =>
    sessionStartTime === zone.wallTimeAt(instant(Date.parse(ext?.times.sessionStart ?? '')));
}

function text(header: string | readonly string[] | undefined): string {
  return String(header);
}

const whole = 'limit=1000&include=ext';
const day = 'startDate=2023-01-20';

test('a running server takes up the new zone, prints every chat for it, and tells readers to start over', async () => {
  const before = await read(whole);
  const ofDay = await read(day);
  const [listedBefore] = await listProjects();
  expect(listedBefore).toMatchObject({ projectid: 822, timeZone: 'Europe/Budapest', chatCount: CHATS });
  const [cursor, tag] = [text(ofDay.headers['parley-sync-cursor']), text(ofDay.headers.etag)];
  expect(ofDay.rows).toHaveLength(21);
  expect((await read(day, { 'if-none-match': tag })).status).toBe(304);

  const place = server.place.database === null ? ['--data', server.place.data] : ['--database', server.place.database];
  const words = ['project', 'set-time-zone', ...place, '--tenant', 'acme', '--project', '822', '--time-zone', NEW_ZONE];
  expect(await runCli(words)).toMatchObject({ exitCode: 0, stderr: '' });

  // The day is another one from the next request on, whatever is printed yet.
  const moved = await read(day, { 'if-none-match': tag });
  expect(moved.status).toBe(200);
  expect(moved.rows.map(({ chatId }) => chatId)).toEqual(Array.from({ length: 24 }, (_, at) => at + 4));
  expect(moved.headers['parley-date-range']).toBe(`2023-01-20/2023-01-20 ${NEW_ZONE}`);
  expect(await listProjects()).toEqual([{ ...listedBefore, timeZone: NEW_ZONE }]);
  const stale = await server.get(`${LOG}/changes?${day}&cursor=${cursor}`, { key });
  expect(stale.status).toBe(410);
  expect(stale.text).toContain('it is from before the time zone of the project was changed');

  let after = await read(whole);
  while (!after.rows.every(isPrintedIn(NEW_ZONE))) {
    await server.get(`${LOG}/changes?cursor=${text(after.headers['parley-sync-cursor'])}&wait=30`, { key });
    after = await read(whole);
  }
  expect(after.rows).toHaveLength(CHATS);
  expect(before.rows.every(isPrintedIn('Europe/Budapest'))).toBe(true);
  expect(before.rows.some(isPrintedIn(NEW_ZONE))).toBe(false);
  expect(after.rows.map(({ ext }) => ext?.revision)).toEqual(before.rows.map(({ ext }) => (ext?.revision ?? 0) + 1));
  const printedDay = (chat: ChatInReply) => chat.sessionStartTime?.slice(0, 10);
  for (const date of new Set(after.rows.map(printedDay))) {
    const found = await read(`startDate=${date}`);
    const shown = after.rows.filter((chat) => printedDay(chat) === date);
    expect(found.rows.map(({ chatId }) => chatId)).toEqual(shown.map(({ chatId }) => chatId));
  }
});

test('the list of projects names a zone as it was given, and counts the chats of a new project', async () => {
  const zone = new Zone('Europe/Kyiv');
  const kyiv = { ...project, projectId: projectId(824), name: 'Kyiv', zone, createdAt: instant(0) };
  await server.store.createProject(kyiv, testDeed());
  const [, added] = await listProjects();
  expect(added).toMatchObject({ projectid: 824, timeZone: 'Europe/Kyiv', chatCount: 0 });
});

test('a server with nothing left to fold looks once a second', async () => {
  // Returns after that second: nothing changes any more.
  const { headers } = await read(whole);
  const [first, startMs] = [refolds.length, performance.now()];
  await server.get(`${LOG}/changes?cursor=${text(headers['parley-sync-cursor'])}&wait=2`, { key });
  expect(first).toBeGreaterThan(0);
  expect(refolds.length - first).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startMs) / 1_000));
});

test('the log of the server names the project when it begins and when it is done', async () => {
  const told = () =>
    server.logLines
      .map((line) => JSON.parse(line) as { level: string; msg: string })
      .filter(({ msg }) => msg.startsWith('project '));
  expect(told()).toEqual([
    expect.objectContaining({
      level: 'info',
      msg: 'project 822 of acme: rebuilding chats of an older version or another time zone',
    }),
    expect.objectContaining({
      level: 'info',
      msg: 'project 822 of acme: all chats are up to date with this version and time zone',
    }),
  ]);
});
