/** The sync loop against a log that changes, judged by the sync checker; and consumers that are wrong, which it must find out. */
import type { ChatInReply, ParleyClient } from '@parley/client';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { LogWriter } from './helpers/copy-writer.ts';
import { type CopyState, clientOf, differences, newCopy, type ProjectLog, syncCopy } from './helpers/sync-checker.ts';

const CHANGES = 120;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
// Before all events: no service level target falls due by itself, and the log stands still when it is compared.
server.clock.set(Date.UTC(2020, 0, 1));
await server.makeProject(822);
const reader = await server.makeKey();
const writerKey = await server.makeKey({ scopes: ['chats:read', 'chats:write'] });
const client = clientOf(server, reader);
const writingClient = clientOf(server, writerKey);

interface Scene extends ProjectLog {
  readonly writer: LogWriter;
}

/** A project with imported chats above free ids, and captured ones above those; the clock stands still all the time. */
async function makeScene(project: number): Promise<Scene> {
  const scope = await server.makeProject(project);
  const writer = new LogWriter(server, writingClient, scope, project);
  await writer.import();
  for (let at = 0; at < 20; at += 1) await writer.start();
  for (let at = 0; at < 20; at += 1) await writer.continue();
  return { client, server, key: reader, project, writer };
}

async function change(writer: LogWriter, times = CHANGES): Promise<void> {
  for (let at = 0; at < times; at += 1) await writer.act();
}

describe('the sync loop', () => {
  test('keeps a copy in step over first load and feed', async () => {
    const scene = await makeScene(1);
    const copy = newCopy();
    await syncCopy(scene, copy);
    expect(await differences(scene, copy.rows)).toEqual([]);
    for (let round = 0; round < 4; round += 1) {
      await change(scene.writer, 30);
      await syncCopy(scene, copy);
      expect(await differences(scene, copy.rows)).toEqual([]);
    }
    expect(Object.values(scene.writer.counts).every((count) => count > 0)).toBe(true);
  });

  test('sees what happens while the first load runs, before and behind the reader', async () => {
    const scene = await makeScene(2);
    const copy = newCopy();
    let seen = 0;
    await syncCopy(scene, copy, {
      onChange: async (chat) => {
        copy.rows.set(chat.chatId, chat);
        seen += 1;
        if (seen <= 20) await change(scene.writer, 5);
      },
    });
    await syncCopy(scene, copy);
    expect(await differences(scene, copy.rows)).toEqual([]);
  });

  test('keeps a copy of a filter in step: chats enter and leave it', async () => {
    const scene = { ...(await makeScene(3)), filters: { status: 'open' } as const };
    const copy = newCopy();
    let left = 0;
    for (let round = 0; round < 4; round += 1) {
      await syncCopy(scene, copy, {
        onLeft: ({ chatId }) => {
          left += copy.rows.delete(chatId) ? 1 : 0;
        },
      });
      expect(await differences(scene, copy.rows)).toEqual([]);
      await change(scene.writer, 60);
    }
    expect(left).toBeGreaterThan(0);
  });

  test('goes on by small pages, and counts on no page being full', async () => {
    const scene = await makeScene(4);
    const copy = newCopy();
    await syncCopy(scene, copy);
    await change(scene.writer);
    let pages = 0;
    await syncCopy(scene, copy, {
      limit: 3,
      onCursor: (cursor) => {
        copy.cursor = cursor;
        pages += 1;
      },
    });
    expect(pages).toBeGreaterThan(5);
    expect(await differences(scene, copy.rows)).toEqual([]);
  });
});

/** A consumer that is wrong: keeps what it knows in `state` from run to run. */
type WrongConsumer = (client: ParleyClient, project: number, state: WrongState) => Promise<void>;

interface WrongState {
  readonly rows: Map<number, ChatInReply>;
  lastId: number | null;
  lastChange: string;
  readonly copy: CopyState;
}

const byChatId: WrongConsumer = async (reading, project, state) => {
  const options = state.lastId === null ? {} : { after: state.lastId };
  for await (const chat of reading.chats(project, { ...options, include: ['ext'] })) {
    state.rows.set(chat.chatId, chat);
    state.lastId = chat.chatId;
  }
};

/** Takes what changed after the last change that it saw, by the clock. */
const byTimeStamp: WrongConsumer = async (reading, project, state) => {
  const since = state.lastChange;
  for await (const chat of reading.chats(project, { include: ['ext'] })) {
    const updatedAt = chat.ext?.updatedAt ?? '';
    if (updatedAt <= since) continue;
    state.rows.set(chat.chatId, chat);
    if (updatedAt > state.lastChange) state.lastChange = updatedAt;
  }
};

/** Reads a page of the feed and takes it for everything. */
const withoutDraining: WrongConsumer = async (reading, project, { rows, copy }) => {
  if (copy.cursor === null) {
    for await (const chat of reading.chats(project, {
      include: ['ext'],
      onReply: ({ syncCursor }) => {
        copy.cursor = syncCursor;
      },
    })) {
      rows.set(chat.chatId, chat);
    }
  }
  const page = await reading.changes(project, { cursor: copy.cursor ?? '', limit: 5 });
  for (const step of page.changes) {
    if (step.kind === 'changed') rows.set(step.chatId, step.chat);
    else rows.delete(step.chatId);
  }
};

const withoutTombstones: WrongConsumer = async (reading, project, { rows, copy }) => {
  await reading.sync(project, {
    cursor: copy.cursor,
    onChange: (chat) => rows.set(chat.chatId, chat),
    onErase: () => undefined,
    onCursor: (cursor) => {
      copy.cursor = cursor;
    },
  });
};

describe('the check finds out a consumer', () => {
  test.each([
    ['that pages by chatId', 11, byChatId, /other content|missing/],
    ['that goes by a time stamp', 12, byTimeStamp, /other content|missing|not in the log/],
    ['that does not drain the feed', 13, withoutDraining, /other content|missing|not in the log/],
    ['that ignores tombstones', 14, withoutTombstones, /not in the log/],
  ] as const)('%s', async (_, project, consume, expected) => {
    const scene = await makeScene(project);
    const state: WrongState = { rows: new Map(), lastId: null, lastChange: '', copy: newCopy() };
    await consume(client, project, state);
    await change(scene.writer);
    await consume(client, project, state);
    const found = await differences(scene, state.rows);
    expect(found.join('\n')).toMatch(expected);
    expect(found).toContain('the bytes of the log are others');
    expect(found.join('\n')).toMatch(/the digest/);
  });

  test('whose copy is right but for one character, one revision, one chat', async () => {
    const scene = await makeScene(15);
    const copy = newCopy();
    await syncCopy(scene, copy);
    const [[id, chat] = [0, null]] = copy.rows;
    if (chat === null) throw new TypeError('the scene has chats');
    const wrong = (row: typeof chat) => differences(scene, new Map([...copy.rows, [id, row]]));
    expect(await wrong({ ...chat, visitorName: `${chat.visitorName}.` })).toHaveLength(3);
    const older = { ...chat, ext: { ...chat.ext, revision: chat.ext.revision - 1 } } as typeof chat;
    expect(await wrong(older)).toEqual([`chat ${id} has another ext`]);
    const without = new Map([...copy.rows].filter(([other]) => other !== id));
    expect(await differences(scene, without)).toHaveLength(4);
  });
});
