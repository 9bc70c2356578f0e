/** Readers that are slow, on either store: they keep nobody out, they keep no snapshot for ever, and erasure does not wait. */
import { afterAll, describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { LogReader } from '../../src/store/chat-store.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';

const LOG = '/v2/projects/822/chats';
const WHILE_WANTED_MS = 5_000;
const LONGEST_MS = 60_000;
const WINDOW = { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: 10 } as const;

const timers = new ManualTimers();
const server = await bootServer({ timers });
afterAll(() => server[Symbol.asyncDispose]());
for (const tenant of ['acme', 'globex']) await server.importSample(await server.makeProject(822, { tenant }), 10);

function letTimePass(milliseconds: number): void {
  server.clock.advance(milliseconds);
  timers.pass(milliseconds);
}

/** As many snapshots of one tenant as the store has, all of readers that read nothing. */
async function takeAll(): Promise<readonly LogReader[]> {
  const project = await server.store.project(scopeOf(822));
  if (project === null) throw new TypeError('no project');
  const taken: LogReader[] = [];
  while (taken.length < (server.place.database === null ? 8 : 6)) taken.push(await project.chats.openSnapshot());
  return taken;
}

const isOpen = (reader: LogReader) =>
  reader.findIdAt(WINDOW, 0).then(
    () => true,
    (error: unknown) => (error instanceof Error && 'code' in error && error.code === 'outdated' ? false : error),
  );

function close(readers: readonly LogReader[]): void {
  for (const reader of readers) reader[Symbol.dispose]();
}

describe('eight slow readers of one tenant', () => {
  test('keep no other tenant out', async () => {
    const readers = await takeAll();
    const other = await server.makeKey({ tenant: 'globex' });
    const reply = server.get(`${LOG}?limit=5`, { key: other });
    letTimePass(WHILE_WANTED_MS);
    expect((await reply).status).toBe(200);
    close(readers);
  });

  test('lose their places oldest first, and only while somebody waits', async () => {
    const [first, ...rest] = await takeAll();
    if (first === undefined) throw new TypeError('no reader');
    letTimePass(WHILE_WANTED_MS * 2);
    expect(await isOpen(first)).toBe(true);
    const other = await server.makeKey({ tenant: 'globex' });
    expect((await server.get(`${LOG}?limit=5`, { key: other })).status).toBe(200);
    expect(await isOpen(first)).toBe(false);
    expect(await isOpen(rest.at(-1) ?? first)).toBe(true);
    close([first, ...rest]);
  });
});

test('a snapshot ends after a minute, and closing it afterwards does no harm', async () => {
  const project = await server.store.project(scopeOf(822));
  const reader = await project?.chats.openSnapshot();
  if (reader === undefined) throw new TypeError('no project');
  letTimePass(LONGEST_MS - 1);
  expect(await isOpen(reader)).toBe(true);
  letTimePass(1);
  expect(await isOpen(reader)).toBe(false);
  close([reader]);
  close(await takeAll());
});

test('erased bytes leave the files although a slow reader is there', async () => {
  const project = await server.store.project(scopeOf(822, 'globex'));
  const reader = await project?.chats.openSnapshot();
  if (project === null || reader === undefined) throw new TypeError('no project');
  await reader.findIdAt(WINDOW, 0);
  await project.privacy.eraseChat(chatId(1), instant(server.clock.nowMs()), { keyPrefix: 'test' });
  letTimePass(WHILE_WANTED_MS);
  const { maintenance } = server.store;
  let isDone = await maintenance.scrub();
  // The database may still be ending the snapshot.
  for (let more = 0; !isDone && more < 20; more++) isDone = await maintenance.scrub();
  expect([isDone, await isOpen(reader)]).toEqual([true, false]);
  close([reader]);
});
